import { readdirSync, readFileSync } from 'node:fs'
// The tables alone: the rest of the package would need builds of those that it imports.
import { optimizers } from '../../packages/language/src/builtins/optimizers.ts'
import { schedules } from '../../packages/language/src/builtins/schedules.ts'
import type { Generator } from './index.ts'
import { table } from './markdown.ts'

const source = new URL('../../packages/optim/src/', import.meta.url)

/** The pages of the site about optimizers: what docstrings say, and the names of train blocks. */
export const optimizerPages: readonly Generator[] = [
  { path: 'apps/docs/site/reference/optimizers.md', render: renderOptimizers },
  { path: 'apps/docs/site/reference/schedules.md', render: renderSchedules },
]

interface Entry {
  readonly name: string
  readonly text: string
}

/** The exported functions of a folder with what is said about them, in the order of names. */
function entriesOf(folder: string): readonly Entry[] {
  const exported = readFileSync(new URL('index.ts', source), 'utf8')
  const files = readdirSync(new URL(folder, source))
  return files
    .flatMap((file) => {
      const code = readFileSync(new URL(`${folder}/${file}`, source), 'utf8')
      const found = code.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)/g)
      return Array.from(found, ([, comment, name]) => ({ name: name!, text: plain(comment!) }))
    })
    .filter(({ name }) => new RegExp(`\\b${name}\\b[^']*from './${folder}/`).test(exported))
    .toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
}

/** A comment as Markdown. */
function plain(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
    .replace(/^@param (\w+)\s+/gm, '- `$1`: ')
    .replaceAll('{@link ', '{')
}

function section({ name, text }: Entry): string {
  return `### ${name}\n\n${text}`
}

function renderOptimizers(): string {
  const rows = Object.entries(optimizers).map(([name, row]) => [
    `\`${name}\``,
    settingsOf(row.arguments),
    row.doc.replaceAll('<', '&lt;'),
  ])
  return `${[
    '# Optimizers',
    'What `@gradus/optim` has for training, as its docstrings say it: each with its formula, its source and an example that a test runs. The page is made from them (`node tools/generate.ts`). Methods that look for a minimum on their own are under [Solvers compared](./solvers); learning rates that change are under [Schedules](./schedules).',
    '## In a train block',
    'Names and settings of `train { optimizer: adam(lr: 0.01) }`, with their starts. A rate may be a [schedule](./schedules).',
    table(['name', 'settings', 'what it does'], rows),
    '## In TypeScript',
    ...entriesOf('optimizers').map(section),
    '## Parts',
    'What optimizers are made of: `chain(clipByGlobalNorm(1), adam())`.',
    ...entriesOf('parts').map(section),
  ].join('\n\n')}\n`
}

function renderSchedules(): string {
  const rows = Object.entries(schedules).map(([name, row]) => [
    `\`${name}\``,
    settingsOf(row.arguments),
    row.doc,
  ])
  return `${[
    '# Schedules',
    'Learning rates as functions of the step, from 0: `adam({ lr: warmup(cosine(0.01, 1000), 100) })`. The page is made from docstrings (`node tools/generate.ts`).',
    '## In a train block',
    table(['name', 'settings', 'what it does'], rows),
    '## In TypeScript',
    ...entriesOf('schedule').map(section),
  ].join('\n\n')}\n`
}

function settingsOf(settings: (typeof optimizers)['sgd']['arguments']): string {
  return settings
    .map(({ name, start }) => (start === undefined ? `\`${name}\`` : `\`${name}: ${start}\``))
    .join(', ')
}
