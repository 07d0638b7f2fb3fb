import {
  abortSignal,
  anyNumber,
  checkpoint,
  count,
  differentNames,
  functionRule,
  list,
  listOrRecord,
  numberFromZero,
  type OptionRules,
  oneOf,
  positiveNumber,
  truthValue,
  wholeNumber,
} from '../check-options.ts'
import type { BoundsLike } from '../objective/box.ts'
import type { Point, PointLike } from '../objective/point.ts'
import type { ObjectiveParts } from '../objective/problem-of.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type Method, minimizeMethods } from './methods.ts'
import type { TraceEntry } from './run.ts'
import { type LineSearchName, lineSearchNames } from './solver.ts'

/** What an iteration came to, in the form of the start. */
export interface TracePoint<P extends Point> extends Omit<TraceEntry, 'x'> {
  readonly x: PointLike<P>
}

/** How `minimize` works; everything has a default. */
export interface MinimizeOptions<P extends Point> extends ObjectiveParts<P> {
  /** Chosen by what is known of the objective, unless given. */
  readonly method?: Method
  /** The names of a list's entries, for formulas. */
  readonly variables?: readonly string[]
  /** For each variable a lower and an upper bound, in the order of the start or by name. */
  readonly bounds?: BoundsLike
  readonly maxIterations?: number
  /** No function is called more often than this. */
  readonly maxEvaluations?: number
  /** Ends where no slope is larger; without it the tests are free of units. */
  readonly gradientTolerance?: number
  /** Ends at a value this low. */
  readonly target?: number
  readonly lineSearch?: LineSearchName
  /** A fixed step of gradient descent, instead of line searches. */
  readonly learningRate?: number
  /** For the methods that draw random numbers. */
  readonly seed?: number
  /** Keeps what each iteration came to. */
  readonly trace?: boolean
  /** Told after each iteration; returning `true` ends the run. */
  readonly onIteration?: (point: TracePoint<P>) => unknown
  readonly signal?: AbortSignal
  /** Goes on where a run was stopped: the `state` of its result, as it was or through JSON. */
  readonly resume?: Checkpoint
}

/** What each option of `minimize` has to be. */
export const optionRules: OptionRules<MinimizeOptions<Point>> = {
  method: oneOf(minimizeMethods),
  variables: differentNames,
  bounds: listOrRecord,
  constraints: list,
  gradient: functionRule,
  hessian: functionRule,
  maxIterations: count,
  maxEvaluations: count,
  gradientTolerance: numberFromZero,
  target: anyNumber,
  lineSearch: oneOf(lineSearchNames),
  learningRate: positiveNumber,
  seed: wholeNumber,
  trace: truthValue,
  onIteration: functionRule,
  signal: abortSignal,
  resume: checkpoint,
}
