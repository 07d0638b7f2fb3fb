import { type Diagnostic, diagnostic } from '@gradus/diagnostics'
import type { Node } from '@gradus/graph'
import {
  type LoweredExpect,
  type LoweredTest,
  lowerTest,
  type Probe,
  type TestStatement,
  type TrainStatement,
} from '@gradus/language'
import { type Backend, defaultBackend } from '@gradus/runtime'
import { entryName } from './entry-name.ts'
import { Evaluator } from './evaluator.ts'
import { checkGradient } from './gradient-check.ts'
import type { CheckedTrainingModel, Model } from './load-model.ts'
import { explainExhaustion } from './memory.ts'
import { bestRun, situationOf } from './plots.ts'
import type {
  GradientComparison,
  GradientReport,
  RunResult,
  SymbolicComparison,
  SymbolicSlope,
  TestReport,
  TestResult,
  TrainResult,
} from './result.ts'
import type { SettingOverrides } from './settings.ts'
import { trainBlocks } from './train.ts'

export interface TestOptions {
  /** Only tests whose title holds this text. */
  readonly pattern?: string
  readonly backend?: Backend
  readonly overrides?: SettingOverrides
  readonly onTest?: (result: TestResult) => void
  readonly signal?: AbortSignal
}

/** Runs the tests of a model; blocks are trained once, deterministically, when a test asks for them. */
export async function runTests(model: Model, options: TestOptions = {}): Promise<TestReport> {
  const { checked } = model
  if (!checked) return { tests: [], passed: 0, failed: 0 }
  const runner = new TestRunner({ ...model, checked }, options)
  const tests: TestResult[] = []
  for (const statement of checked.tests) {
    if (!statement.title.value.includes(options.pattern ?? '')) continue
    if (options.signal?.aborted) break
    const result = await runner.run(statement)
    tests.push(result)
    options.onTest?.(result)
  }
  const passed = tests.filter((test) => test.passed).length
  return { tests, passed, failed: tests.length - passed }
}

type Trained = Pick<TrainResult, 'runs' | 'diagnostics'>

const untrained: Trained = { runs: [], diagnostics: [] }

class TestRunner {
  readonly #model: CheckedTrainingModel
  readonly #options: TestOptions
  readonly #backend: Backend
  readonly #trained = new Map<TrainStatement, Promise<Trained>>()

  constructor(model: CheckedTrainingModel, options: TestOptions) {
    this.#model = model
    this.#options = options
    this.#backend = options.backend ?? defaultBackend
  }

  async run(statement: TestStatement): Promise<TestResult> {
    const begin = performance.now()
    const { source } = this.#model
    const diagnostics = await this.#diagnose(statement)
    return {
      title: statement.title.value,
      line: source.positionAt(statement.span.start).line,
      passed: diagnostics.length === 0,
      seconds: (performance.now() - begin) / 1000,
      diagnostics,
    }
  }

  async #diagnose(statement: TestStatement): Promise<readonly Diagnostic[]> {
    const { checked, diagnostics } = this.#model
    if (checked.unavailable) return diagnostics.filter(({ code }) => code === 'W0713')
    const { runs, diagnostics: trouble } = statement.after
      ? await this.#train(statement.after.train?.text)
      : untrained
    if (trouble.length > 0) return trouble
    try {
      return this.#check(statement, bestRun(runs))
    } catch (error) {
      return [explainExhaustion(this.#model, error)]
    }
  }

  /** The runs of the block of a name; without one, of the last block of the file. */
  #train(name: string | undefined): Promise<Trained> {
    const { trains } = this.#model.checked
    const block =
      name === undefined ? trains.at(-1) : trains.find((each) => each.name?.text === name)
    if (!block) return Promise.resolve(untrained)
    const known = this.#trained.get(block) ?? this.#trainBlock(block)
    this.#trained.set(block, known)
    return known
  }

  #trainBlock(block: TrainStatement): Promise<Trained> {
    const { overrides, signal } = this.#options
    return trainBlocks(this.#model, [block], {
      backend: this.#backend,
      isDeterministic: true,
      ...(overrides && { overrides }),
      ...(signal && { signal }),
    })
  }

  #check(statement: TestStatement, run: RunResult | undefined): Diagnostic[] {
    const seed = this.#options.overrides?.seed ?? 0
    const evaluator = new Evaluator(
      this.#model,
      { ...situationOf(run, seed), precision: 'f64', ...(run && widen(run)) },
      this.#backend,
    )
    const test = lowerTest(evaluator.lowered, statement)
    const reports = new Map<Probe, GradientReport>()
    const fed = answerProbes(evaluator, test, reports)
    return test.expects.flatMap((expect) => {
      const failure = this.#judge(evaluator, expect, fed)
      if (!failure) return []
      const probe = test.probes.find((each) => usesProbe(expect.verdict, each))
      const report = probe && reports.get(probe)
      return [report ? explainGradient(this.#model, expect, report) : failure]
    })
  }

  #judge(
    evaluator: Evaluator,
    { expr, verdict, got, expected }: LoweredExpect,
    fed: ReadonlyMap<string, ArrayLike<number>>,
  ): Diagnostic | undefined {
    const sides = got && expected ? [got, expected] : []
    const [holds, left, right] = evaluator.evaluate([verdict, ...sides], fed)
    if (holds![0] === 1) return undefined
    const { source } = this.#model
    if (!left || !right) {
      return diagnostic('T1001', source, expr.span, { expected: 'true', found: 'false' })
    }
    const at = worstEntry(left, right)
    const [a, b] = [left[at] ?? left[0]!, right[at] ?? right[0]!]
    const difference = `the difference is ${Number((a - b).toPrecision(3))}`
    return diagnostic(
      'T1001',
      source,
      expr.span,
      { expected: inWords(expr, b), found: String(a) },
      { label: difference },
    )
  }
}

/** What a comparison asks of its left side, beside the number on its right. */
const askedOf: Readonly<Record<string, string>> = {
  '<': 'less than ',
  '<=': 'at most ',
  '>': 'more than ',
  '>=': 'at least ',
  '!=': 'anything but ',
}

function inWords({ kind, ...expr }: LoweredExpect['expr'], value: number): string {
  const operator = kind === 'binary' && 'operator' in expr ? expr.operator : ''
  return `${askedOf[operator] ?? ''}${value}`
}

/** Tests compare in f64, also after a run in f32. */
function widen(run: RunResult): { readonly parameters: RunResult['state'] } {
  const wide = Array.from(run.state, ([name, values]): [string, Float64Array] => [
    name,
    Float64Array.from(values),
  ])
  return { parameters: new Map(wide) }
}

/** Answers what expressions ask of the runner, as inputs by name. */
function answerProbes(
  evaluator: Evaluator,
  { probes }: LoweredTest,
  reports: Map<Probe, GradientReport>,
): ReadonlyMap<string, ArrayLike<number>> {
  const fed = new Map<string, ArrayLike<number>>()
  for (const probe of probes) {
    const { name } = probe.input.attributes as { readonly name: string }
    if (probe.kind === 'gradcheck') {
      const report = checkGradient(evaluator, probe.value, probe.tol)
      reports.set(probe, report)
      fed.set(name, [Number(report.passed)])
    } else {
      const node = evaluator.hasValidation ? evaluator.validation().get(probe.metric) : undefined
      fed.set(name, node ? evaluator.evaluate([node])[0]! : [Number.NaN])
    }
  }
  return fed
}

function usesProbe(verdict: Node, { input }: Probe): boolean {
  const stack = [verdict]
  const seen = new Set<Node>()
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node === input) return true
    if (seen.has(node)) continue
    seen.add(node)
    for (const input of node.inputs) stack.push(input)
  }
  return false
}

function worstEntry(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let worst = 0
  let most = -1
  for (let i = 0; i < left.length; i++) {
    const distance = Math.abs(left[i]! - (right[i] ?? right[0]!))
    if (distance > most || Number.isNaN(distance)) [worst, most] = [i, distance]
  }
  return worst
}

function explainGradient(
  { source }: CheckedTrainingModel,
  { expr }: LoweredExpect,
  { parameters, symbolic, tolerance }: GradientReport,
): Diagnostic {
  const worst = parameters.reduce((a, b) => (b.worst > a.worst ? b : a))
  const derived = symbolic && slopeToShow(symbolic, worst, tolerance)
  const at = worst.worst > tolerance || !derived ? worst : derived
  const lines = [
    `  reverse mode        ${at.reverse}`,
    ...(at === worst ? [`  forward mode        ${worst.forward}`] : []),
    `  finite differences  ${at.differences}${at === worst ? showStep(worst) : ''}`,
    ...(derived ? [`  symbolic            ${derived.symbolic}`] : []),
  ]
  const isDerived = derived !== undefined && at === worst && derived.symbolic === worst.reverse
  const kink = `${isDerived ? 'the formula has this slope too; ' : ''}the function may have a kink here`
  return diagnostic(
    'T1002',
    source,
    expr.span,
    {},
    {
      label: `worst at \`${entryName(at)}\``,
      notes: [lines.join('\n')],
      ...(worst.kinks > 0 && { help: kink }),
    },
  )
}

/**
 * The derived slope that goes with the worst entry: its own, where it is about the same rows;
 * the worst derived one, where all the other ways agree.
 */
function slopeToShow(
  { rows, slopes, worst: worstDerived }: SymbolicComparison,
  worst: GradientComparison,
  tolerance: number,
): SymbolicSlope | undefined {
  if (!(worst.worst > tolerance)) return worstDerived
  if (rows && rows.used < rows.of) return undefined
  return slopes.find((each) => entryName(each) === entryName(worst))
}

function showStep({ step }: GradientComparison): string {
  return `   (h = ${step.toExponential(1)})`
}
