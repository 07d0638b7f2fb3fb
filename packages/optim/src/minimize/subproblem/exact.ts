import {
  type Factorization,
  factorize,
  flattestVector,
  solveCholesky,
  solveLower,
} from '../../linear-algebra/cholesky.ts'
import { addScaled, dot, norm, scaled, type Vector, zeros } from '../../linear-algebra/vector.ts'
import type { TrustRegionModel } from './subproblem.ts'

/** How far from the border of the region a step may end, relative to the radius. */
const radiusTolerance = 0.1
/** How much of the best decrease a step may miss where the model has no single minimum. */
const decreaseTolerance = 1e-2
const turnLimit = 60

/** Bounds of the shift `λ` for which `B + λI` is positive and `‖p(λ)‖` is the radius. */
interface Bracket {
  low: number
  high: number
  /** A lower bound of the shift that makes the matrix positive. */
  definite: number
}

/**
 * The minimum of the model to a relative error of a few percent: `p = -(B + λI)⁻¹ g` with
 * `λ ≥ 0` found by Newton's method on `1/‖p‖`, safeguarded; in the hard case a multiple of
 * a vector of least curvature is added. Each turn costs one Cholesky factorisation.
 *
 * Source: Moré and Sorensen, "Computing a trust region step" (SIAM J. Sci. Stat. Comput. 4,
 * 1983), algorithm 3.14.
 */
export function exactStep({ gradient, matrix, radius }: TrustRegionModel): Vector {
  const n = gradient.length
  const bracket = firstBracket(gradient, matrix, radius)
  let shift = 0
  let best = zeros(n)
  for (let turn = 0; turn < turnLimit; turn++) {
    if (turn > 0) shift = safeguard(shift, bracket)
    const factorization = factorize(matrix, n, shift)
    if (!factorization.isPositive) {
      raiseForCurvature(bracket, shift, factorization)
      continue
    }
    const { factor } = factorization
    const step = scaled(solveCholesky(factor, gradient), -1)
    const length = norm(step)
    if (length < (1 + radiusTolerance) * radius) {
      best = step
      if (shift === 0 || length > (1 - radiusTolerance) * radius) return step
      const longer = addFlattest(step, { factor, shift, radius }, gradient)
      if (longer.isGood) return longer.step
      bracket.definite = Math.max(bracket.definite, shift - longer.curvature)
      bracket.high = Math.min(bracket.high, shift)
      best = longer.step
    } else bracket.low = Math.max(bracket.low, shift)
    const slope = norm(solveLower(factor, step))
    shift += (length / slope) ** 2 * ((length - radius) / radius)
  }
  return norm(best) > 0 ? best : scaled(gradient, -radius / norm(gradient))
}

function firstBracket(gradient: Vector, matrix: Vector, radius: number): Bracket {
  const n = gradient.length
  let definite = Number.NEGATIVE_INFINITY
  let size = 0
  for (let i = 0; i < n; i++) {
    definite = Math.max(definite, -matrix[i * n + i]!)
    let sum = 0
    for (let j = 0; j < n; j++) sum += Math.abs(matrix[i * n + j]!)
    size = Math.max(size, sum)
  }
  const pull = norm(gradient) / radius
  const low = Math.max(0, definite, pull - size)
  return { low, high: Math.max(pull + size, low) * (1 + 1e-12) + Number.MIN_VALUE, definite }
}

function safeguard(shift: number, bracket: Bracket): number {
  const { definite, high } = bracket
  bracket.low = Math.max(bracket.low, definite)
  const { low } = bracket
  if (shift > definite && shift >= low && shift <= high) return shift
  return Math.max(Math.sqrt(Math.max(low, 0) * high), low + 1e-3 * (high - low))
}

function raiseForCurvature(bracket: Bracket, shift: number, failed: Factorization): void {
  const least = shift - Math.min(failed.curvature ?? 0, 0)
  bracket.definite = Math.max(bracket.definite, least)
  bracket.low = Math.max(bracket.low, shift)
  bracket.high = Math.max(bracket.high, bracket.low * (1 + 1e-12))
}

interface Shifted {
  readonly factor: Vector
  readonly shift: number
  readonly radius: number
}

/** Goes on to the border along a vector of about the least curvature. */
function addFlattest(
  step: Vector,
  { factor, shift, radius }: Shifted,
  gradient: Vector,
): { readonly step: Vector; readonly isGood: boolean; readonly curvature: number } {
  const flat = flattestVector(factor, gradient.length)
  const curvature = 1 / dot(flat, solveCholesky(factor, flat))
  const along = dot(step, flat)
  const missing = radius * radius - dot(step, step)
  const root = Math.sqrt(along * along + missing)
  const reach = missing / (along + Math.sign(along || 1) * root)
  const lost = reach * reach * curvature
  const gained = shift * radius * radius - dot(gradient, step)
  const isGood = lost <= decreaseTolerance * (2 - decreaseTolerance) * gained
  return { step: addScaled(step, reach, flat), isGood, curvature }
}
