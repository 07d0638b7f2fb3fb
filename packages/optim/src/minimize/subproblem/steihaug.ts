import { addScaled, dot, norm, scaled, type Vector, zeros } from '../../linear-algebra/vector.ts'
import { stepToBorder } from './border.ts'
import type { TrustRegionModel } from './subproblem.ts'

/** What remains of the gradient of the model, relative to the gradient itself. */
const residualTolerance = 0.01

/**
 * Conjugate gradients on the model, ended at the border of the region, at a direction of
 * negative curvature (which is followed to the border), or where the residual is small.
 * Needs products with the matrix only, and no more than `mostProducts` of them.
 *
 * Source: Steihaug, "The conjugate gradient method and trust regions in large scale
 * optimization" (SIAM J. Numer. Anal. 20, 1983).
 */
export function steihaugStep(
  { gradient, product, radius }: Omit<TrustRegionModel, 'matrix'>,
  mostProducts: number = 2 * gradient.length + 10,
): Vector {
  const n = gradient.length
  let step = zeros(n)
  let residual = gradient
  let direction = scaled(gradient, -1)
  let square = dot(residual, residual)
  const tolerance = residualTolerance * Math.sqrt(square)
  for (let turn = 0; square > 0 && turn < mostProducts; turn++) {
    const image = product(direction)
    const curvature = dot(direction, image)
    if (!(curvature > 0)) return toBorder(step, direction, radius)
    const length = square / curvature
    const next = addScaled(step, length, direction)
    if (norm(next) >= radius) return toBorder(step, direction, radius)
    step = next
    residual = addScaled(residual, length, image)
    const nextSquare = dot(residual, residual)
    if (Math.sqrt(nextSquare) <= tolerance) return step
    direction = addScaled(scaled(residual, -1), nextSquare / square, direction)
    square = nextSquare
  }
  return step
}

function toBorder(step: Vector, direction: Vector, radius: number): Vector {
  return addScaled(step, stepToBorder(step, direction, radius), direction)
}
