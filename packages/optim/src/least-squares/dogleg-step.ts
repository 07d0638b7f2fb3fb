import { addScaled, dot, norm, scaled, subtract, type Vector } from '../linear-algebra/vector.ts'
import { stepToBorder } from '../minimize/subproblem/border.ts'
import { gaussNewtonStep, type LinearModel } from './damped-step.ts'

/**
 * The step along steepest descent to the minimum of the model there, and on towards the
 * Gauss-Newton step, as far as the radius allows.
 *
 * Source: Powell, "A hybrid method for nonlinear equations" (1970).
 */
export function doglegStep(model: LinearModel, radius: number): Vector {
  const newton = gaussNewtonStep(model)
  if (norm(newton) <= radius) return newton
  const down = steepest(model)
  const image = imageOf(model, down)
  const cauchy = scaled(down, dot(down, down) / dot(image, image))
  const length = norm(cauchy)
  if (!(length < radius)) return scaled(down, radius / norm(down))
  const turn = subtract(newton, cauchy)
  return addScaled(cauchy, stepToBorder(cauchy, turn, radius), turn)
}

/** Minus the gradient of half the sum of squares. */
function steepest({ upper, right, order }: LinearModel): Vector {
  const n = right.length
  const down = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    for (let i = 0; i <= j; i++) down[order[j]!]! += upper[i * n + j]! * right[i]!
  }
  return down
}

/** `R P x` */
function imageOf({ upper, order }: LinearModel, x: Vector): Vector {
  const n = x.length
  const image = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) image[i]! += upper[i * n + j]! * x[order[j]!]!
  }
  return image
}
