import { checkHyperparameters, needHyperparameter } from '../hyperparameters.ts'
import { chain } from '../parts/chain.ts'
import { takeSigns } from '../parts/elementwise.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import { accumulateVelocity } from './momentum.ts'

/**
 * Steps of one size in each element, by the sign of the gradient, or of its running mean where
 * `beta` is given (Signum).
 *
 * $$v \leftarrow \beta v + (1 - \beta) g, \quad w \leftarrow w - \eta \operatorname{sign}(v)$$
 *
 * Source: Bernstein et al., "signSGD: compressed optimisation for non-convex problems" (ICML
 * 2018), algorithms 1 and 2.
 *
 * ```ts
 * const optimizer = signSgd({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(-7), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // 0.100000
 * ```
 */
export function signSgd(options: { readonly lr: Rate; readonly beta?: Scalar }): GradientTransform {
  const { lr, beta } = checkHyperparameters(
    'signSgd',
    needHyperparameter('signSgd', options, 'lr'),
    ['lr', 'beta'],
  )
  const velocity = beta === undefined ? [] : [accumulateVelocity({ beta, dampening: beta })]
  return chain(...velocity, takeSigns(), descend(lr))
}
