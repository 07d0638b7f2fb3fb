import type { Vector } from '../linear-algebra/vector.ts'

/** A value with the gradient at the same point. */
export interface ValueAndGradient {
  readonly value: number
  readonly gradient: Vector
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
  /** Whether the value itself comes from `valueAndGradient`, so that no call is cheaper. */
  readonly isJoint?: boolean
}
