import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticOf } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { defineStateless, type GradientTransform, type Scalar } from '../transform.ts'

/** The Euclidean norm of a value, a single number. */
export function normOf<T>(math: Arithmetic<T>, x: T): T {
  return math.sqrt(math.total(math.square(x)))
}

/**
 * Scales the update of each parameter by `trust · ‖w‖ / (‖u‖ + eps)`, or not at all where one
 * of the norms is 0.
 *
 * Source: You, Gitman, Ginsburg, "Large batch training of convolutional networks" (2017), §4.
 */
export function scaleByTrustRatio(
  options: { readonly trust?: Scalar; readonly eps?: Scalar } = {},
): GradientTransform {
  const { trust = 1, eps = 0 } = checkHyperparameters('scaleByTrustRatio', options, [
    'trust',
    'eps',
  ])
  return defineStateless(
    <T>($: TensorAlgebra<T>, gradients: readonly T[], parameters: readonly T[]) =>
      gradients.map((g, i) => {
        const math = arithmeticOf($, g)
        const [size, length] = [normOf(math, parameters[i]!), normOf(math, g)]
        const ratio = math.div(math.mul(trust, size), math.add(length, eps))
        const whereMoved = math.whereEqual(length, 0, 1, ratio)
        return math.mul(math.whereEqual(size, 0, 1, whereMoved), g)
      }),
  )
}
