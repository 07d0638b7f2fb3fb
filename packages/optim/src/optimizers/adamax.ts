import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import type { MomentOptions } from './adam.ts'
import { corrections } from './corrections.ts'

/**
 * Adamax: Adam with a decaying maximum in place of the root mean square.
 *
 * $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad u \leftarrow \max(\beta_2 u, |g| + \epsilon),
 * \quad w \leftarrow w - \frac{\eta}{1 - \beta_1^t} \frac{m}{u}$$
 *
 * The paper has no `eps`, so that an element whose gradients are all 0 gives no number;
 * PyTorch and optax have it here. Keras adds it to the denominator: `epsAt: 'denominator'`.
 *
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 2.
 *
 * ```ts
 * const optimizer = adamax({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function adamax(
  options: MomentOptions & {
    readonly lr?: Rate
    readonly epsAt?: 'maximum' | 'denominator'
  } = {},
): GradientTransform {
  const {
    lr = 0.002,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    epsAt = 'maximum',
  } = checkHyperparameters('adamax', options, ['lr', 'beta1', 'beta2', 'eps', 'epsAt'])
  const rule = defineLeafwise({
    slots: { mu: 0, size: 0 },
    numbers: (math, count) => corrections(math, count, beta1, beta2),
    step: (math, { gradient, ...old }, { scaleMean }) => {
      const mu = math.blend(beta1, old.mu, gradient)
      const [before, after]: readonly Scalar[] = epsAt === 'maximum' ? [eps, 0] : [0, eps]
      const size = math.max(math.mul(beta2, old.size), math.add(math.abs(gradient), before!))
      return { update: math.div(math.mul(mu, scaleMean), math.add(size, after!)), mu, size }
    },
  })
  return chain(rule, descend(lr))
}
