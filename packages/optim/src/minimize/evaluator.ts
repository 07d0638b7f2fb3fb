import type { Vector } from '../linear-algebra/vector.ts'
import type { Box } from '../objective/bounds.ts'
import type { ValueAndGradient } from '../objective/problem.ts'

/** What solvers ask of an objective. Derivatives are differences where none are given. */
export interface Evaluator {
  /** The usual size of each variable: its magnitude at the start, or 1 where that is 0. */
  readonly typical: Vector
  readonly box: Box | undefined
  readonly hasHessian: boolean
  /** The relative error of a gradient: rounding, or that of differences. */
  readonly gradientError: number
  /** The relative error of a Hessian whose diagonal is scaled to 1. */
  readonly hessianError: number
  /** The first finite value. */
  readonly first: number | undefined
  /** The best point seen. */
  readonly best: BestPoint | undefined
  /** The first call that gave no finite number. */
  readonly failure: Failure | undefined
  /** The objective at `x`; NaN where it throws. */
  value(x: Vector): number
  /** Value and gradient; the value counts as NaN where the gradient is not finite. */
  valueAndGradient(x: Vector): ValueAndGradient
  gradient(x: Vector): Vector
  /** `[n, n]`, symmetric. */
  hessian(x: Vector): Vector
  /** The residuals of a sum of squares with their total; NaN and none where they throw. */
  residuals(x: Vector): { readonly value: number; readonly residuals: Vector }
  /** The Jacobian of the residuals; `[m, n]`, row-major. */
  jacobian(x: Vector): Vector
}

/** How often each function was called. */
export interface EvaluationCounts {
  readonly value: number
  readonly gradient: number
  readonly hessian: number
}

/** The objective and its constraints at a point. */
export interface ConstrainedValue {
  readonly value: number
  readonly constraints: Vector
}

/** The gradient, and the `[constraints, n]` Jacobian of the constraints. */
export interface ConstrainedSlopes {
  readonly gradient: Vector
  readonly jacobian: Vector
}

/** What solvers for constraints ask of an objective in addition. */
export interface ConstrainedEvaluator extends Evaluator {
  readonly isEquality: readonly boolean[]
  constrained(x: Vector): ConstrainedValue
  constrainedGradient(x: Vector): ConstrainedSlopes
  /** The Hessian of the value, or of a share of it, plus multiples of the constraints. */
  lagrangianHessian(x: Vector, multipliers: Vector, share?: number): Vector
}

/** What one call came to. */
export interface Evaluation {
  readonly value?: number
  readonly gradient?: Vector
  readonly hessian?: Vector
  readonly residuals?: Vector
  readonly jacobian?: Vector
  readonly constraints?: Vector
  /** What was thrown; the numbers of such a call are NaN. */
  readonly error?: string
}

/** A call that gave no finite number. */
export interface Failure {
  readonly value: number
  readonly point: Vector
  readonly message?: string
}

/** What an {@link Evaluator} remembers from one iteration to the next. */
export interface EvaluatorMemory {
  readonly counts: EvaluationCounts
  /** The first finite value. */
  readonly first?: number | undefined
  /** With constraints: a feasible point, if there was one, or the one nearest to it. */
  readonly best?: BestPoint | undefined
  readonly failure?: Failure | undefined
}

/** The best point that was seen. */
export interface BestPoint {
  readonly x: Vector
  readonly value: number
  /** With constraints: how far the worst is violated. */
  readonly violation?: number
  /** Of a sum of squares. */
  readonly residuals?: Vector
}
