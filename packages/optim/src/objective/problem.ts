import type { Vector } from '../linear-algebra/vector.ts'

/** A value with the gradient at the same point. */
export interface ValueAndGradient {
  readonly value: number
  readonly gradient: Vector
}

/** A total of losses of residuals. */
export interface SumOfSquares {
  readonly residuals: (x: Vector) => Vector
  /** `[m, size]`, row-major. */
  readonly jacobian?: (x: Vector) => Vector
  readonly total: (residuals: Vector) => number
  /** Half the derivatives of the total by each residual, first and second. */
  readonly slopes: (residuals: Vector) => { readonly first: Vector; readonly second: Vector }
}

/** Constraints `c(x) = 0` and `c(x) ≤ 0`, each divided by the size of its right side. */
export interface ConstraintFunctions {
  readonly isEquality: readonly boolean[]
  readonly values: (x: Vector) => Vector
  /** `[constraints, size]`, row-major. */
  readonly jacobian?: (x: Vector) => Vector
  /** `[constraints, size, size]`. */
  readonly hessians?: (x: Vector) => Vector
}

/**
 * An objective as solvers read it, whatever it was made of. Functions neither keep nor
 * change the point they are given, and return arrays that nobody else changes.
 */
export interface Problem {
  readonly size: number
  readonly value: (x: Vector) => number
  readonly gradient?: (x: Vector) => Vector
  /** One call for both: solvers use it where they need both at a new point. */
  readonly valueAndGradient?: (x: Vector) => ValueAndGradient
  /** `[size, size]`, symmetric. */
  readonly hessian?: (x: Vector) => Vector
  /** For sums of squares, and of losses of them: what the solvers of those ask for. */
  readonly squares?: SumOfSquares
  /** What the point has to fulfil beside the box. */
  readonly constraints?: ConstraintFunctions
  /** Whether the value itself comes from `valueAndGradient`, so that no call is cheaper. */
  readonly isJoint?: boolean
}
