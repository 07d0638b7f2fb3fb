import { existsSync, readFileSync } from 'node:fs'
import type { Generator } from './index.ts'
import { table } from './markdown.ts'

interface LocalRow {
  readonly name: string
  readonly knows: string
  readonly solved: number
  readonly wrong?: number
  readonly evaluations: number | null
  readonly time: number | null
}

/** What `bench/optimizers.ts` writes. */
interface Results {
  readonly date: string
  readonly missing: readonly string[]
  readonly local: { readonly problems: number; readonly rows: readonly LocalRow[] }
  readonly fits: {
    readonly runs: number
    readonly rows: readonly {
      readonly name: string
      readonly four: number
      readonly six: number
      readonly ten: number
    }[]
  }
  readonly global: {
    readonly runs: number
    readonly rows: readonly { readonly name: string; readonly found: number }[]
  }
}

const file = new URL('../../bench/results/optimizers.json', import.meta.url)

/** The page of the site that compares solvers, from the last run of their bench. */
export const solvers: Generator = {
  path: 'apps/docs/site/reference/solvers.md',
  render: (present) => {
    if (!existsSync(file)) return present
    return renderPage(JSON.parse(readFileSync(file, 'utf8')) as Results)
  },
}

function renderPage({ date, missing, local, fits, global }: Results): string {
  const [first] = local.rows
  const unit = first?.time ?? 1
  const ratio = (time: number | null): string =>
    time === null ? '' : String(Number((time / unit).toPrecision(2)))
  const minimizers = local.rows.map(({ name, knows, solved, wrong, evaluations, time }) => [
    name,
    knows,
    `${solved}`,
    wrong === undefined ? 'never says' : `${wrong}`,
    `${evaluations ?? ''}`,
    ratio(time),
  ])
  const parts = [
    introduction(date),
    `## Minima\n\n${local.problems} smooth problems from their standard starts: those of Moré, Garbow and Hillstrom, classical ones, and others after CUTEst, Andrei and likelihoods of statistics. A problem counts as solved where the value agrees with a known minimum to 8 digits, or is below 1e-10 where the minimum is 0. *Wrong* counts ends that the solver calls a success, though they are none by that measure; most solvers ask for less by default, such as SciPy for slopes below 1e-5. Evaluations and times are medians over what each solver solves; times are those of the processor, relative to the first row of the same run.`,
    table(['solver', 'given', 'solved', 'wrong', 'evaluations', 'time'], minimizers),
    `## Fits\n\n${fits.runs} nonlinear regressions of NIST, each from both of its starts: how many have all parameters to so many certified digits.`,
    table(
      ['solver', '4 digits', '6 digits', '10 digits'],
      fits.rows.map(({ name, four, six, ten }) => [name, `${four}`, `${six}`, `${ten}`]),
    ),
    `## Global minima\n\n${global.runs} searches: functions with many local minima, five seeds each, at most 5000 evaluations, values alone.`,
    table(
      ['solver', 'found'],
      global.rows.map(({ name, found }) => [name, `${found}`]),
    ),
  ]
  if (missing.length > 0) parts.push(`Not installed in this run: ${missing.join(', ')}.`)
  return `${parts.join('\n\n')}\n`
}

function introduction(date: string): string {
  return `# Solvers compared

What \`bench/optimizers.ts\` measured on ${date}, all in one run and every solver with its defaults, unless a row says otherwise. No solver may call an objective more than 20 000 times. The page is made from the results of the bench (\`node tools/generate.ts\`).`
}
