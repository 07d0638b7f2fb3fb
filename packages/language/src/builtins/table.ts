import type { BuiltinRow } from './argument.ts'
import { binaryFunctions, elementwiseFunctions, pairwiseFunctions } from './elementwise.ts'
import {
  type BinaryName,
  type ElementwiseName,
  firstElementwiseNames,
  type PairwiseName,
} from './function-names.ts'
import {
  type DrawName,
  draws,
  type InitializerName,
  initializers,
  type LayerName,
  layers,
} from './layers.ts'
import { type LossName, losses } from './losses.ts'
import { type OptimizerName, optimizers } from './optimizers.ts'
import type { LabelName, NormalizerName, ReductionName } from './reductions.ts'
import { labelFunctions, normalizers, reductions } from './reductions.ts'
import type { FunctionRow } from './row.ts'
import { type ScheduleName, schedules } from './schedules.ts'
import type { DerivativeName, SolverName, TensorName, TestName } from './tensors.ts'
import { derivatives, solvers, tensorFunctions, testFunctions } from './tensors.ts'
import { type PlotName, plots, type StopName, stopRules } from './training.ts'

/** Every function of values that the language knows. */
export type FunctionName =
  | ElementwiseName
  | BinaryName
  | PairwiseName
  | ReductionName
  | NormalizerName
  | LabelName
  | LossName
  | TensorName
  | DerivativeName
  | TestName
  | SolverName

/**
 * Names that are understood but not provided yet: a use gives W0713. Whoever provides
 * one takes its name out of here; types then demand its implementation everywhere.
 */
export type PlannedName = 'same_steps' | 'dropout' | 'orthogonal' | 'contour' | 'surface'

/** The functions that the lowering provides. */
export type AvailableFunctionName = Exclude<FunctionName, PlannedName>
/** The layers that the lowering provides. */
export type AvailableLayerName = Exclude<LayerName, PlannedName>
/** The initializers that the lowering provides. */
export type AvailableInitializerName = Exclude<InitializerName, PlannedName>
/** The optimizers that training provides. */
export type AvailableOptimizerName = Exclude<OptimizerName, PlannedName>
/** The plots that can be drawn. */
export type AvailablePlotName = Exclude<PlotName, PlannedName>

const planned: Readonly<Record<PlannedName, true>> = {
  same_steps: true,
  dropout: true,
  orthogonal: true,
  contour: true,
  surface: true,
}

/** Tells whether a built-in can be used now; a planned one gives W0713. */
export function isAvailable(name: string): boolean {
  return !Object.hasOwn(planned, name)
}

/** The functions of values; `min` and `max` stand here as reductions. */
export const functions: Readonly<Record<FunctionName, FunctionRow>> = {
  ...elementwiseFunctions,
  ...binaryFunctions,
  ...reductions,
  ...normalizers,
  ...labelFunctions,
  ...losses,
  ...tensorFunctions,
  ...derivatives,
  ...testFunctions,
  ...solvers,
}

/** Named numbers and truth values. */
export const constants: Readonly<Record<ConstantName, number>> = {
  pi: Math.PI,
  e: Math.E,
  inf: Number.POSITIVE_INFINITY,
  true: 1,
  false: 0,
}

/** The names of the constants. */
export type ConstantName = 'pi' | 'e' | 'inf' | 'true' | 'false'

/** One name of the language, with its row. */
export type Builtin =
  | { readonly kind: 'function'; readonly name: FunctionName; readonly row: FunctionRow }
  | { readonly kind: 'layer'; readonly name: LayerName; readonly row: BuiltinRow }
  | { readonly kind: 'initializer'; readonly name: InitializerName; readonly row: BuiltinRow }
  | { readonly kind: 'draw'; readonly name: DrawName; readonly row: BuiltinRow }
  | { readonly kind: 'optimizer'; readonly name: OptimizerName; readonly row: BuiltinRow }
  | { readonly kind: 'schedule'; readonly name: ScheduleName; readonly row: BuiltinRow }
  | { readonly kind: 'stop'; readonly name: StopName; readonly row: BuiltinRow }
  | { readonly kind: 'sweep'; readonly name: 'sweep'; readonly row: BuiltinRow }

const sweep: BuiltinRow = {
  arguments: [],
  doc: 'Trains once with each of the values.',
}

/** Finds a built-in that can be called, by its name. */
export function findBuiltin(name: string): Builtin | undefined {
  return everything.get(name)
}

/** The row of `min` and `max` with two values. */
export function findPairwise(name: string): FunctionRow | undefined {
  return isKey(pairwiseFunctions, name) ? pairwiseFunctions[name] : undefined
}

/** The value of a constant, by its name. */
export function findConstant(name: string): number | undefined {
  return isKey(constants, name) ? constants[name] : undefined
}

/** Finds a plot by its name. */
export function findPlot(name: string): BuiltinRow | undefined {
  return isKey(plots, name) ? plots[name] : undefined
}

/**
 * Tells whether a top-level name would hide a built-in. Most optimizers and schedules, and the
 * less common functions, yield to a name of the file instead, so that a library that grows
 * breaks no file.
 */
export function isBuiltinName(name: string): boolean {
  const kind = everything.get(name)?.kind
  const isSetting = kind === 'optimizer' || kind === 'schedule'
  const isElementwise = isKey(elementwiseFunctions, name) || isKey(binaryFunctions, name)
  const yields = (isSetting || isElementwise) && !reserved.has(name)
  return (kind !== undefined && !yields) || isKey(constants, name)
}

/** The functions, optimizers and schedules that the language has from the start. */
const reserved: ReadonlySet<string> = new Set<ElementwiseName | OptimizerName | ScheduleName>([
  ...firstElementwiseNames,
  'sgd',
  'momentum',
  'rmsprop',
  'adam',
  'adamw',
  'newton',
  'lbfgs',
  'constant',
  'cosine',
  'step_decay',
  'exponential',
  'warmup',
])

/** The names that can be called or read everywhere, for suggestions. */
export function builtinNames(): readonly string[] {
  return [...everything.keys(), ...keys(constants)]
}

/** Tells whether a text is a key of a table, and narrows it. */
export function isKey<K extends string>(
  table: Readonly<Record<K, unknown>>,
  name: string,
): name is K {
  return Object.hasOwn(table, name)
}

function keys<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table).filter((key) => isKey(table, key))
}

const everything: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...keys(functions).map((name) => entry({ kind: 'function', name, row: functions[name] })),
  ...keys(layers).map((name) => entry({ kind: 'layer', name, row: layers[name] })),
  ...keys(initializers).map((name) =>
    entry({ kind: 'initializer', name, row: initializers[name] }),
  ),
  ...keys(draws).map((name) => entry({ kind: 'draw', name, row: draws[name] })),
  ...keys(optimizers).map((name) => entry({ kind: 'optimizer', name, row: optimizers[name] })),
  ...keys(schedules).map((name) => entry({ kind: 'schedule', name, row: schedules[name] })),
  ...keys(stopRules).map((name) => entry({ kind: 'stop', name, row: stopRules[name] })),
  entry({ kind: 'sweep', name: 'sweep', row: sweep }),
])

function entry(builtin: Builtin): [string, Builtin] {
  return [builtin.name, builtin]
}
