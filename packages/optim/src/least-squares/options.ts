import {
  abortSignal,
  checkpoint,
  count,
  differentNames,
  functionRule,
  listOrRecord,
  type OptionRules,
  oneOf,
  positiveNumber,
  truthValue,
} from '../check-options.ts'
import type { Checkpoint } from '../minimize/checkpoint.ts'
import type { TraceEntry } from '../minimize/run.ts'
import type { BoundsLike } from '../objective/box.ts'
import type { Point, PointLike } from '../objective/point.ts'
import type { Jacobian } from '../objective/residuals.ts'
import { type LeastSquaresMethod, leastSquaresMethods } from './levenberg-marquardt.ts'
import { type LossName, lossNames } from './loss.ts'

/** How `leastSquares` works; everything has a default. */
export interface LeastSquaresOptions<P extends Point> {
  readonly method?: LeastSquaresMethod
  /** Rows of derivatives of the residuals; by differences where it is not given. */
  readonly jacobian?: Jacobian<P>
  /** How large residuals count. */
  readonly loss?: LossName
  /** The size of residuals above which a loss differs from the square. */
  readonly lossScale?: number
  /** The names of a list's entries, for formulas. */
  readonly variables?: readonly string[]
  /** For each variable a lower and an upper bound, in the order of the start or by name. */
  readonly bounds?: BoundsLike
  readonly maxIterations?: number
  /** Neither residuals nor Jacobian are called more often than this. */
  readonly maxEvaluations?: number
  /** Keeps what each iteration came to. */
  readonly trace?: boolean
  /** Told after each iteration; returning `true` ends the run. */
  readonly onIteration?: (point: LeastSquaresTrace<P>) => unknown
  readonly signal?: AbortSignal
  /** Goes on where a run was stopped: the `state` of its result, as it was or through JSON. */
  readonly resume?: Checkpoint
}

/** What an iteration came to, in the form of the start. */
export interface LeastSquaresTrace<P extends Point> extends Omit<TraceEntry, 'x'> {
  readonly x: PointLike<P>
}

/** What each option of `leastSquares` has to be. */
export const leastSquaresRules: OptionRules<LeastSquaresOptions<Point>> = {
  method: oneOf(leastSquaresMethods),
  jacobian: functionRule,
  loss: oneOf(lossNames),
  lossScale: positiveNumber,
  variables: differentNames,
  bounds: listOrRecord,
  maxIterations: count,
  maxEvaluations: count,
  trace: truthValue,
  onIteration: functionRule,
  signal: abortSignal,
  resume: checkpoint,
}
