import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate } from '../transform.ts'
import type { MomentOptions } from './adam.ts'

/**
 * ADOPT: Adam that divides by the second moment of the steps before, so that it converges with
 * any `beta2`. The first step only measures.
 *
 * $$m \leftarrow \beta_1 m + (1 - \beta_1) \operatorname{clip}\left(\frac{g}{\max(\sqrt v, \epsilon)}, t^{1/4}\right),
 * \quad w \leftarrow w - \eta m, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2$$
 *
 * Source: Taniguchi et al., "ADOPT: modified Adam can converge with any β2 with the optimal
 * rate" (NeurIPS 2024), algorithm 2, with the clipping of its second version.
 *
 * ```ts
 * const optimizer = adopt({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // 0.000000
 * ```
 */
export function adopt(options: MomentOptions & { readonly lr?: Rate } = {}): GradientTransform {
  const {
    lr = 0.001,
    beta1 = 0.9,
    beta2 = 0.9999,
    eps = 1e-6,
  } = checkHyperparameters('adopt', options, ['lr', 'beta1', 'beta2', 'eps'])
  const rule = defineLeafwise({
    slots: { mu: 0, nu: 0 },
    numbers: (math, count) => ({ count, limit: math.pow(count, 0.25) }),
    step: (math, { gradient, ...old }, { count, limit }) => {
      const square = math.square(gradient)
      const scaled = math.div(gradient, math.max(math.sqrt(old.nu), eps))
      const clipped = math.max(math.neg(limit), math.min(limit, scaled))
      const mu = math.blend(beta1, old.mu, clipped)
      const nu = math.whereEqual(count, 0, square, math.blend(beta2, old.nu, square))
      return { update: mu, mu, nu }
    },
  })
  return chain(rule, descend(lr))
}
