import { type Diagnostic, diagnostic } from '@gradus/diagnostics'
import { OriginBuilder } from '@gradus/graph'
import {
  type Argument,
  baseDim,
  type LoweredModel,
  lowerModel,
  type NumberRange,
  optimizers,
  rangeOf,
  schedules,
  type TrainStatement,
} from '@gradus/language'
import { dim, elementCount } from '@gradus/ops'
import { isOversized } from './hessian.ts'
import type { CheckedTrainingModel, Model } from './load-model.ts'
import type { Hyperparameter, RunSettings } from './settings.ts'

const count: NumberRange = {
  holds: (value) => Number.isInteger(value) && value >= 1,
  expected: 'a whole number above 0',
}

const demands = {
  steps: count,
  epochs: count,
  batch: count,
  seed: { holds: (value) => Number.isInteger(value) && value >= 0, expected: 'a whole number' },
  clip: { holds: (value) => value > 0, expected: 'a number above 0' },
  validate: { holds: (value) => value >= 0 && value < 1, expected: 'a fraction' },
} as const satisfies Readonly<Record<string, NumberRange>>

/**
 * What a run cannot go by, such as `steps: log(2)`. The checker reports numbers that it can
 * read off the text; the values of formulas, and of overrides, are known only here.
 */
export function checkSettings(
  { source }: Pick<Model, 'source'>,
  { settings, span }: TrainStatement,
  values: RunSettings,
  { lowering: { model }, parameters }: LoweredModel,
): readonly Diagnostic[] {
  const report = (name: string, found: string, expected: string): Diagnostic => {
    const place = settings.find((each) => each.name.text === name)?.value.span ?? span
    return diagnostic('E0317', source, place, { found, expected })
  }
  const names = Object.keys(demands) as (keyof typeof demands)[]
  const wrong: Diagnostic[] = names.flatMap((name) => {
    const value = values[name]
    const { holds, expected } = demands[name]
    if (value === undefined || value === 'all' || holds(value)) return []
    return [report(name, `\`${name}: ${value}\``, expected)]
  })
  wrong.push(...problemsOfSolver(values, report))
  const oversized = oversizedHessian(source, settings, values, parameters)
  if (oversized) wrong.push(oversized)
  // A parameter with an entry for each row has none for rows that are held back.
  const isByRow = (each: string): boolean => baseDim(each) === model.batchDim
  const byRow = parameters.find(({ dims }) => dims.some(isByRow))
  if (!byRow || !(values.validate > 0)) return wrong
  const found = `\`validate\` beside \`${byRow.name}\`, which has an entry for each row,`
  return [...wrong, report('validate', found, 'a model for rows that it has not seen')]
}

/** Methods that compare steps need the same rows in all of them. */
function problemsOfSolver(
  { optimizer, batch }: RunSettings,
  report: (name: string, found: string, expected: string) => Diagnostic,
): readonly Diagnostic[] {
  if (optimizer.kind !== 'builtin') return []
  const { name, args } = optimizer
  const found: Diagnostic[] = []
  if ((name === 'newton' || name === 'lbfgs') && batch !== 'all') {
    found.push(report('batch', `\`batch: ${batch}\` beside \`${name}\``, '`batch: all`'))
  }
  for (const [path, value, { holds, expected }] of numbersOf(optimizers[name].arguments, args)) {
    if (!holds(value)) found.push(report('optimizer', `\`${path}: ${value}\``, expected))
  }
  return found
}

/** The numbers of settings, and of the schedules among them, that have a range. */
function* numbersOf(
  settings: readonly Argument[],
  args: ReadonlyMap<string, Hyperparameter>,
): Iterable<readonly [path: string, value: number, range: NumberRange]> {
  for (const setting of settings) {
    const value = args.get(setting.name)
    if (value?.kind === 'schedule') {
      yield* numbersOf(schedules[value.name].arguments, value.args)
      continue
    }
    const range = setting.kind === 'count' ? count : rangeOf(setting)
    if (value && range) yield [setting.name, value.value, range]
  }
}

function oversizedHessian(
  source: Model['source'],
  settings: TrainStatement['settings'],
  { optimizer }: RunSettings,
  parameters: LoweredModel['parameters'],
): Diagnostic | undefined {
  if (optimizer.kind !== 'builtin' || optimizer.name !== 'newton') return undefined
  const size = parameters.reduce((sum, { node }) => sum + elementCount(node.shape), 0)
  if (!isOversized(size)) return undefined
  const setting = settings.find(({ name }) => name.text === 'optimizer')
  const memory = `${(size ** 2 / 2 ** 27).toPrecision(2)} GB`
  const span = setting?.value.span ?? { start: 0, end: 0 }
  const found = { optimizer: 'newton', size: String(size), memory }
  return diagnostic('E0611', source, span, found, { help: '`lbfgs()` keeps a few vectors instead' })
}

/** What reads rows of the training data that are held back, such as `x[n: 99]`. */
export function checkRows(
  { checked }: CheckedTrainingModel,
  fractions: readonly number[],
): readonly Diagnostic[] {
  const { batchDim } = checked
  const rows = batchDim === undefined ? undefined : checked.dims.get(batchDim)?.size
  if (batchDim === undefined || rows === undefined) return []
  return [...new Set(fractions)].flatMap((fraction) => {
    const trainingRows = rows - Math.floor(fraction * rows)
    const set = { name: 'train', dim: dim(trainingRows, batchDim) }
    const { lowering } = lowerModel(checked, new OriginBuilder(), { rows: set, trainingRows })
    return lowering.problems
  })
}
