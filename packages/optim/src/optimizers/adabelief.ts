import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate } from '../transform.ts'
import type { MomentOptions } from './adam.ts'
import { corrections } from './corrections.ts'

/**
 * AdaBelief: Adam that divides by how far gradients are from their running mean.
 *
 * $$s \leftarrow \beta_2 s + (1 - \beta_2) (g - m)^2 + \epsilon, \quad
 * w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat s} + \epsilon}$$
 *
 * The default of `eps` is that of the authors' code for f64; f32 wants 1e-8. optax has two
 * numbers for the two places.
 *
 * Source: Zhuang et al., "AdaBelief optimizer" (NeurIPS 2020), algorithm 2.
 *
 * ```ts
 * const optimizer = adabelief({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.111111
 * ```
 */
export function adabelief(options: MomentOptions & { readonly lr?: Rate } = {}): GradientTransform {
  const {
    lr = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-16,
  } = checkHyperparameters('adabelief', options, ['lr', 'beta1', 'beta2', 'eps'])
  const rule = defineLeafwise({
    slots: { mu: 0, nu: 0 },
    numbers: (math, count) => corrections(math, count, beta1, beta2),
    step: (math, { gradient, ...old }, { scaleMean, scaleRoot }) => {
      const mu = math.blend(beta1, old.mu, gradient)
      const spread = math.square(math.sub(gradient, mu))
      const nu = math.add(math.blend(beta2, old.nu, spread), eps)
      const root = math.add(math.mul(math.sqrt(nu), scaleRoot), eps)
      return { update: math.div(math.mul(mu, scaleMean), root), mu, nu }
    },
  })
  return chain(rule, descend(lr))
}
