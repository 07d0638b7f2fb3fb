import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import type { MomentOptions } from './adam.ts'

/** What RAdam takes. */
export interface RadamOptions extends MomentOptions {
  readonly lr?: Rate
  /** How long the average of squares must be before it is used. */
  readonly threshold?: Scalar
}

/**
 * RAdam: Adam that leaves out its second moment until enough steps have gone into it.
 *
 * $$\rho_\infty = \frac{2}{1 - \beta_2} - 1, \quad
 * \rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad
 * w \leftarrow w - \eta\, \hat m \begin{cases}
 * r_t \sqrt{1 - \beta_2^t} / (\sqrt v + \epsilon) & \rho_t > 5 \\ 1 & \text{else}\end{cases}$$
 * $$r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2)\rho_t}}$$
 *
 * The paper has a threshold of 4 and no `eps`; its authors' code, PyTorch and optax have 5.
 *
 * Source: Liu et al., "On the variance of the adaptive learning rate and beyond" (ICLR 2020),
 * algorithm 2.
 *
 * ```ts
 * const optimizer = radam({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.200000
 * ```
 */
export function radam(options: RadamOptions = {}): GradientTransform {
  const {
    lr = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    threshold = 5,
  } = checkHyperparameters('radam', options, ['lr', 'beta1', 'beta2', 'eps', 'threshold'])
  const rule = defineLeafwise({
    slots: { mu: 0, nu: 0 },
    numbers: (math, count) => {
      const t = math.add(count, 1)
      const power = math.pow(beta2, t)
      const limit = math.sub(math.div(2, math.rest(beta2)), 1)
      const length = math.sub(limit, math.div(math.mul(2, t, power), math.rest(power)))
      const factor = (x: typeof t): typeof t =>
        math.div(math.mul(math.sub(x, 4), math.sub(x, 2)), x)
      const rectification = math.sqrt(math.max(math.div(factor(length), factor(limit)), 0))
      return {
        length,
        scaleMean: math.div(1, math.rest(math.pow(beta1, t))),
        rectification: math.mul(rectification, math.sqrt(math.rest(power))),
      }
    },
    step: (math, { gradient, ...old }, { length, scaleMean, rectification }) => {
      const mu = math.blend(beta1, old.mu, gradient)
      const nu = math.blend(beta2, old.nu, math.square(gradient))
      const mean = math.mul(mu, scaleMean)
      const adapted = math.div(math.mul(mean, rectification), math.add(math.sqrt(nu), eps))
      return { update: math.whereLess(threshold, length, adapted, mean), mu, nu }
    },
  })
  return chain(rule, descend(lr))
}
