import { internalError } from '@gradus/diagnostics'
import { interpret } from '@gradus/graph'
import {
  type Arg,
  type BuiltinRow,
  constantValue,
  type Definition,
  type Expr,
  findBuiltin,
  findConstant,
  type LoweredModel,
  lowerExpression,
  matchArguments,
  optimizers,
  type schedules,
  type TrainStatement,
} from '@gradus/language'

/** A hyperparameter as written: a number, or a schedule with hyperparameters of its own. */
export type Hyperparameter =
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'schedule'
      readonly name: keyof typeof schedules
      readonly args: ReadonlyMap<string, Hyperparameter>
    }

/** The optimizer of a block: one of the table, or a block of the model's own. */
export type OptimizerChoice =
  | {
      readonly kind: 'builtin'
      readonly name: keyof typeof optimizers
      readonly args: ReadonlyMap<string, Hyperparameter>
    }
  | {
      readonly kind: 'custom'
      readonly definition: Extract<Definition, { kind: 'optimizer' }>
      readonly args: ReadonlyMap<string, Hyperparameter>
    }

/** When a run ends before its length. */
export type StopRule =
  | { readonly kind: 'early'; readonly metric: string; readonly patience: number }
  | { readonly kind: 'condition'; readonly expr: Expr }

/** The settings of one run, all of them known. */
export interface RunSettings {
  readonly optimizer: OptimizerChoice
  readonly steps: number | undefined
  readonly epochs: number | undefined
  readonly batch: number | 'all'
  readonly dropLast: boolean
  readonly shuffle: boolean
  /** The fraction of rows that is held back. */
  readonly validate: number
  readonly seed: number
  readonly precision: 'f64' | 'f32'
  readonly clip: number | undefined
  readonly stop: StopRule | undefined
}

/** What takes the place of settings of the text, from a flag or a call. */
export interface SettingOverrides {
  readonly seed?: number
  readonly steps?: number
  readonly epochs?: number
  readonly precision?: 'f64' | 'f32'
}

/** Steps of a run whose block gives neither `steps` nor `epochs`. */
const DEFAULT_STEPS = 100

/** Reads the settings of a block whose sweeps are resolved. */
export function readSettings(
  model: LoweredModel,
  { settings }: TrainStatement,
  overrides: SettingOverrides = {},
): RunSettings {
  const given = new Map(settings.map(({ name, value }) => [name.text, value]))
  const number = (name: string): number | undefined => {
    const expr = given.get(name)
    return expr && numberOf(model, expr)
  }
  const flag = (name: string, start: boolean): boolean => {
    const expr = given.get(name)
    return expr?.kind === 'name' ? expr.name === 'true' : start
  }
  const batch = given.get('batch')
  const isAll = batch === undefined || (batch.kind === 'name' && batch.name === 'all')
  const precision = given.get('precision')
  const validate = given.get('validate')
  return {
    optimizer: readOptimizer(model, given.get('optimizer')),
    ...readLength(overrides, number('steps'), number('epochs')),
    batch: isAll ? 'all' : numberOf(model, batch),
    dropLast: flag('drop_last', false),
    shuffle: flag('shuffle', true),
    validate: validate && validate.kind !== 'text' ? numberOf(model, validate) : 0,
    seed: overrides.seed ?? number('seed') ?? 0,
    precision:
      overrides.precision ??
      (precision?.kind === 'name' && precision.name === 'f32' ? 'f32' : 'f64'),
    clip: number('clip'),
    stop: readStop(model, given.get('stop')),
  }
}

function readLength(
  overrides: SettingOverrides,
  steps: number | undefined,
  epochs: number | undefined,
): Pick<RunSettings, 'steps' | 'epochs'> {
  if (overrides.steps !== undefined) return { steps: overrides.steps, epochs: undefined }
  if (overrides.epochs !== undefined) return { steps: undefined, epochs: overrides.epochs }
  if (steps === undefined && epochs === undefined)
    return { steps: DEFAULT_STEPS, epochs: undefined }
  return { steps, epochs }
}

function readOptimizer(model: LoweredModel, expr: Expr | undefined): OptimizerChoice {
  if (!expr) {
    const lr: Hyperparameter = { kind: 'number', value: 0.01 }
    return { kind: 'builtin', name: 'sgd', args: new Map([['lr', lr]]) }
  }
  const call = expr.kind === 'call' ? expr : undefined
  const callee = call?.callee ?? expr
  if (callee.kind !== 'name') throw internalError('an optimizer without a name was let through')
  const definition = model.lowering.model.main.definitions.get(callee.name)
  if (definition?.kind === 'optimizer') {
    return { kind: 'custom', definition, args: readFormals(model, definition, call?.args ?? []) }
  }
  const name = callee.name as keyof typeof optimizers
  return { kind: 'builtin', name, args: readRow(model, optimizers[name], call?.args ?? []) }
}

/** The arguments of a row of the table, with the starts of those that are left out. */
function readRow(
  model: LoweredModel,
  row: BuiltinRow,
  args: readonly Arg[],
): ReadonlyMap<string, Hyperparameter> {
  const takers = row.arguments.map(({ name, optional }) => ({ name, hasStart: !!optional }))
  const { values } = matchArguments(takers, args)
  const read = new Map<string, Hyperparameter>()
  for (const { name, start } of row.arguments) {
    const arg = values.get(name)
    if (arg) read.set(name, readHyperparameter(model, arg.value))
    else if (start !== undefined) {
      read.set(name, { kind: 'number', value: findConstant(start) ?? Number(start) })
    }
  }
  return read
}

function readFormals(
  model: LoweredModel,
  { statement: { formals } }: Extract<Definition, { kind: 'optimizer' }>,
  args: readonly Arg[],
): ReadonlyMap<string, Hyperparameter> {
  const takers = formals.map(({ name, start }) => ({ name: name.text, hasStart: !!start }))
  const { values } = matchArguments(takers, args)
  const read = new Map<string, Hyperparameter>()
  for (const { name, start } of formals) {
    const expr = values.get(name.text)?.value ?? start
    if (expr) read.set(name.text, readHyperparameter(model, expr))
  }
  return read
}

function readHyperparameter(model: LoweredModel, expr: Expr): Hyperparameter {
  if (expr.kind === 'call' && expr.callee.kind === 'name') {
    const { name } = expr.callee
    const isOwn = model.lowering.model.main.definitions.has(name)
    const builtin = isOwn ? undefined : findBuiltin(name)
    if (builtin?.kind === 'schedule') {
      const args = readRow(model, builtin.row, expr.args)
      return { kind: 'schedule', name: builtin.name, args }
    }
  }
  return { kind: 'number', value: numberOf(model, expr) }
}

function readStop(model: LoweredModel, expr: Expr | undefined): StopRule | undefined {
  if (!expr) return undefined
  if (expr.kind === 'call' && expr.callee.kind === 'name') {
    const builtin = findBuiltin(expr.callee.name)
    if (builtin?.kind === 'stop') {
      const takers = builtin.row.arguments.map(({ name }) => ({ name, hasStart: false }))
      const { values } = matchArguments(takers, expr.args)
      const metric = values.get('metric')?.value
      const patience = numberOf(model, values.get('patience')!.value)
      return { kind: 'early', metric: metric?.kind === 'name' ? metric.name : 'loss', patience }
    }
  }
  return { kind: 'condition', expr }
}

// The checker lets nothing through that is fed or trained, so the graph has its value.
function numberOf(model: LoweredModel, expr: Expr): number {
  const { node } = lowerExpression(model, expr)
  return constantValue(node) ?? interpret([node], { values: new Map() })[0]!.data[0]!
}

/** Every number of an optimizer by its path, such as `lr` or `lr.steps`: what a session is fed. */
export function flattenHyperparameters(
  args: ReadonlyMap<string, Hyperparameter>,
  prefix = '',
): ReadonlyMap<string, number> {
  const flat = new Map<string, number>()
  for (const [name, value] of args) {
    if (value.kind === 'number') flat.set(prefix + name, value.value)
    else {
      for (const [path, number] of flattenHyperparameters(value.args, `${prefix}${name}.`)) {
        flat.set(path, number)
      }
    }
  }
  return flat
}
