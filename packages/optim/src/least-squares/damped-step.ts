import {
  applyTransposed,
  factorQr,
  rankOf,
  solveUpper,
  solveUpperTransposed,
  upperFactor,
} from '../linear-algebra/qr.ts'
import { norm, type Vector } from '../linear-algebra/vector.ts'

/** The linear least-squares problem of a step, in variables scaled to columns of size 1. */
export interface LinearModel {
  /** `R` of the Jacobian, `[n, n]`, its columns in `order`. */
  readonly upper: Vector
  readonly rank: number
  readonly order: readonly number[]
  /** `-Qᵀ r`, n entries. */
  readonly right: Vector
}

/** Factors a Jacobian with its residuals. `[m, n]`, row-major. */
export function linearModel(jacobian: Vector, residuals: Vector, n: number): LinearModel {
  const factors = factorQr(jacobian, residuals.length, n)
  const image = applyTransposed(factors, residuals)
  const right = new Float64Array(n)
  for (let i = 0; i < Math.min(n, residuals.length); i++) right[i] = -image[i]!
  return { upper: upperFactor(factors), rank: rankOf(factors), order: factors.order, right }
}

/** The Gauss-Newton step; zeros along directions that the Jacobian does not see. */
export function gaussNewtonStep({ upper, rank, order, right }: LinearModel): Vector {
  return inOrder(solveUpper(upper, right, rank), order)
}

/** The damping is good where the step is this close to the radius, relative to it. */
const radiusTolerance = 0.1
const turnLimit = 10

/**
 * The step of length about `radius`, or the Gauss-Newton step if that is shorter. The damping
 * is found by Newton's method on `‖p(λ)‖ - radius`; each turn factors the small triangular
 * system `[R; √λ I]` anew, so that no product `JᵀJ` is formed.
 *
 * Source: Moré, "The Levenberg-Marquardt algorithm: implementation and theory" (1978), §5.
 */
export function dampedStep(model: LinearModel, radius: number): Vector {
  const { upper, rank, right } = model
  const n = right.length
  const full = solveUpper(upper, right, rank)
  const excess = norm(full) - radius
  if (excess <= radiusTolerance * radius) return inOrder(full, model.order)
  const gradient = pulled(upper, right)
  let high = norm(gradient) / radius
  let low = 0
  if (rank === n) {
    const length = norm(full)
    const slope = norm(
      solveUpperTransposed(
        upper,
        full.map((entry) => entry / length),
      ),
    )
    low = excess / radius / (slope * slope)
  }
  let damping = Math.min(Math.max(1e-3 * high, low), high) || high
  let step = full
  for (let turn = 0; turn < turnLimit; turn++) {
    const damped = factorDamped(model, damping)
    step = solveUpper(damped.upper, damped.right, n)
    const length = norm(step)
    const over = length - radius
    if (Math.abs(over) <= radiusTolerance * radius) break
    const slope = norm(
      solveUpperTransposed(
        damped.upper,
        step.map((entry) => entry / length),
      ),
    )
    if (over > 0) low = Math.max(low, damping)
    else high = Math.min(high, damping)
    damping = Math.max(low, damping + over / radius / (slope * slope))
    if (!(damping <= high)) damping = Math.sqrt(Math.max(low, 1e-3 * high) * high)
  }
  return inOrder(step, model.order)
}

/** `Rᵀ right`: minus the gradient of half the sum of squares. */
function pulled(upper: Vector, right: Vector): Vector {
  const n = right.length
  const image = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    for (let i = 0; i <= j; i++) image[j]! += upper[i * n + j]! * right[i]!
  }
  return image
}

/** Triangular factor and right side of `[R; √λ I] p = [right; 0]`. */
function factorDamped(
  { upper, right }: LinearModel,
  damping: number,
): { readonly upper: Vector; readonly right: Vector } {
  const n = right.length
  const stacked = new Float64Array(2 * n * n)
  stacked.set(upper)
  for (let i = 0; i < n; i++) stacked[(n + i) * n + i] = Math.sqrt(damping)
  const factors = factorQr(stacked, 2 * n, n, false)
  const padded = new Float64Array(2 * n)
  padded.set(right)
  return { upper: upperFactor(factors), right: applyTransposed(factors, padded).subarray(0, n) }
}

function inOrder(step: Vector, order: readonly number[]): Vector {
  const ordered = new Float64Array(step.length)
  order.forEach((column, place) => {
    ordered[column] = step[place]!
  })
  return ordered
}
