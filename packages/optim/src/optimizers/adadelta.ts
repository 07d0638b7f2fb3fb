import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'

/** What Adadelta takes. */
export interface AdadeltaOptions {
  readonly lr?: Rate
  /** The share of both running mean squares that is kept. */
  readonly beta?: Scalar
  /** Added to both means, inside their roots. */
  readonly eps?: Scalar
}

/**
 * Adadelta: steps in the units of the parameters, from running means of squared gradients and
 * of squared steps.
 *
 * $$v \leftarrow \rho v + (1 - \rho) g^2, \quad
 * d = \sqrt{\frac{u + \epsilon}{v + \epsilon}}\, g, \quad
 * u \leftarrow \rho u + (1 - \rho) d^2, \quad w \leftarrow w - \eta d$$
 *
 * The defaults are the paper's, which has no learning rate; PyTorch has `beta` 0.9, Keras
 * `lr` 0.001 and `eps` 1e-7.
 *
 * Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), algorithm 1.
 *
 * ```ts
 * const optimizer = adadelta({ eps: 1e-6 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.004472
 * ```
 */
export function adadelta(options: AdadeltaOptions = {}): GradientTransform {
  const {
    lr = 1,
    beta = 0.95,
    eps = 1e-6,
  } = checkHyperparameters('adadelta', options, ['lr', 'beta', 'eps'])
  const rule = defineLeafwise({
    slots: { nu: 0, stepSquare: 0 },
    step: (math, { gradient, ...old }) => {
      const nu = math.blend(beta, old.nu, math.square(gradient))
      const size = math.sqrt(math.add(old.stepSquare, eps))
      const update = math.mul(math.div(size, math.sqrt(math.add(nu, eps))), gradient)
      return { update, nu, stepSquare: math.blend(beta, old.stepSquare, math.square(update)) }
    },
  })
  return chain(rule, descend(lr))
}
