import { solve } from '@gradus/graph'
import type { TensorAlgebra } from '@gradus/ops'
import { bringFactorizations } from '@gradus/tensor'
import { arithmeticIn } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { nextCount, startCount } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from '../transform.ts'
import { asVector, fromVector } from './flat.ts'
import { identityFor } from './matrix.ts'

/** What Newton's method takes. */
export interface NewtonOptions {
  /** The share of the step that is taken. */
  readonly lr?: Rate
  /** Added to the diagonal of the Hessian. */
  readonly damping?: Scalar
}

/**
 * Newton's method as in textbooks: one step on a quadratic, and to any point without a slope,
 * be it a saddle or a maximum.
 *
 * $$w \leftarrow w - \eta (H + \lambda I)^{-1} g$$
 *
 * `update` takes the Hessian of all parameters, their elements one after the other, as
 * `{ hessian }` in its last argument: `[n, n]`. Where it is singular the step is NaN; `damping`
 * helps. `minimize` with the method `newton` looks for descent instead, and says why it ends.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), §3.3.
 *
 * ```ts
 * const optimizer = newton()
 * const w = tensor([10, 10])
 * const hessian = tensor([[6, 0], [0, 8]])
 * const { updates } = optimizer.update(tensor([60, 80]), optimizer.init(w), w, { hessian })
 * console.log(String(updates)) // [-10. -10.]
 * ```
 */
export function newton(options: NewtonOptions = {}): GradientTransform {
  const { lr = 1, damping = 0 } = checkHyperparameters('newton', options, ['lr', 'damping'])
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: () => ({ count: startCount($) }),
      update: (gradients, { count }, _, extras) => {
        if (gradients.length === 0) return { updates: gradients, state: { count: count as T } }
        if (!extras?.hessian) throw new TypeError('newton needs the Hessian, as `{ hessian }`')
        const wide = arithmeticIn($, 'f64')
        const hessian = wide.of(extras.hessian)
        const damped = $.add(hessian, identityFor($, hessian, 0, damping))
        bringFactorizations()
        const step = solve($, damped, asVector($, gradients))
        const scaled = wide.mul(wide.neg(wide.rate(lr, count as T)), step)
        return {
          updates: fromVector($, scaled, gradients),
          state: { count: nextCount($, count as T) },
        }
      },
    }),
  )
}
