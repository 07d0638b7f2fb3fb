import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { signOf } from '../parts/elementwise.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'

/** What Lion takes. */
export interface LionOptions {
  readonly lr?: Rate
  /** The share of the velocity in the direction of a step. */
  readonly beta1?: Scalar
  /** The share of the velocity that is kept. */
  readonly beta2?: Scalar
  /** The strength of decoupled weight decay. */
  readonly decay?: Scalar
}

/**
 * Lion: the sign of a blend of velocity and gradient, with decoupled weight decay.
 *
 * $$c = \beta_1 m + (1 - \beta_1) g, \quad w \leftarrow w - \eta (\operatorname{sign}(c) + \lambda w),
 * \quad m \leftarrow \beta_2 m + (1 - \beta_2) g$$
 *
 * Rates are three to ten times smaller than Adam's, and decay as much larger. Keras and optax
 * agree with the paper, up to their defaults of decay (none, and 1e-3).
 *
 * Source: Chen et al., "Symbolic discovery of optimization algorithms" (NeurIPS 2023),
 * algorithm 2.
 *
 * ```ts
 * const optimizer = lion({ lr: 0.1, decay: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(-3), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // 0.050000
 * ```
 */
export function lion(options: LionOptions = {}): GradientTransform {
  const {
    lr = 1e-4,
    beta1 = 0.9,
    beta2 = 0.99,
    decay = 0,
  } = checkHyperparameters('lion', options, ['lr', 'beta1', 'beta2', 'decay'])
  const rule = defineLeafwise({
    slots: { mu: 0 },
    step: (math, { gradient, ...old }) => ({
      update: signOf(math, math.blend(beta1, old.mu, gradient)),
      mu: math.blend(beta2, old.mu, gradient),
    }),
  })
  return chain(rule, addDecayedWeights(decay), descend(lr))
}
