import { cholesky, solveCholesky } from '../../linear-algebra/cholesky.ts'
import { addScaled, dot, norm, scaled, subtract, type Vector } from '../../linear-algebra/vector.ts'
import { stepToBorder } from './border.ts'
import { steihaugStep } from './steihaug.ts'
import type { TrustRegionModel } from './subproblem.ts'

/**
 * The minimum of the model along a path of two pieces: to the minimum along steepest
 * descent, and on to the Newton step. Where the matrix is not positive definite there is no
 * such path, and conjugate gradients give the step.
 *
 * Source: Powell, "A hybrid method for nonlinear equations" (1970); Nocedal and Wright,
 * "Numerical optimization" (2006), §4.1.
 */
export function doglegStep(model: TrustRegionModel): Vector {
  const { gradient, matrix, product, radius } = model
  const factor = cholesky(matrix, gradient.length)
  if (!factor) return steihaugStep(model)
  const newton = scaled(solveCholesky(factor, gradient), -1)
  if (norm(newton) <= radius) return newton
  const curvature = dot(gradient, product(gradient))
  const cauchy = scaled(gradient, -dot(gradient, gradient) / curvature)
  const length = norm(cauchy)
  if (length >= radius) return scaled(cauchy, radius / length)
  const turn = subtract(newton, cauchy)
  return addScaled(cauchy, stepToBorder(cauchy, turn, radius), turn)
}
