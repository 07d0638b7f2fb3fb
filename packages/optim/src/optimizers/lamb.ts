import { checkHyperparameters } from '../hyperparameters.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { descend } from '../parts/scale.ts'
import { scaleByTrustRatio } from '../parts/trust-ratio.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import { type MomentOptions, scaleByAdam } from './adam.ts'

/**
 * LAMB: Adam with decay, its step for each parameter scaled to the norm of the parameter.
 *
 * $$r = \frac{\hat m}{\sqrt{\hat v} + \epsilon} + \lambda w, \quad
 * w \leftarrow w - \eta \frac{\lVert w \rVert}{\lVert r \rVert}\, r$$
 *
 * The paper passes the norm of the weights through a function \phi; it is the identity here, as
 * in optax. Where one of the norms is 0, the ratio is 1.
 *
 * Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes"
 * (ICLR 2020), algorithm 2.
 *
 * ```ts
 * const optimizer = lamb({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.500000
 * ```
 */
export function lamb(
  options: MomentOptions & { readonly lr?: Rate; readonly decay?: Scalar } = {},
): GradientTransform {
  const {
    lr = 0.001,
    decay = 0,
    eps = 1e-6,
    ...moments
  } = checkHyperparameters('lamb', options, ['lr', 'decay', 'beta1', 'beta2', 'eps'])
  const direction = scaleByAdam({ ...moments, eps })
  return chain(direction, addDecayedWeights(decay), scaleByTrustRatio(), descend(lr))
}
