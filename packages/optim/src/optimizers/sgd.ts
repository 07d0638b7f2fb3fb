import { checkHyperparameters, needHyperparameter } from '../hyperparameters.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import { accumulateVelocity } from './momentum.ts'

/** What gradient descent takes. */
export interface SgdOptions {
  readonly lr: Rate
  /** The share of the velocity that is kept; left out, there is none. */
  readonly momentum?: Scalar
  readonly nesterov?: boolean
  /** The strength of an L2 penalty that is added to the gradient. */
  readonly decay?: Scalar
}

/**
 * Gradient descent, with heavy-ball or Nesterov momentum and an L2 penalty where they are
 * asked for.
 *
 * $$w \leftarrow w - \eta g$$
 *
 * Sources: Robbins, Monro, "A stochastic approximation method" (1951); Sutskever, Martens,
 * Dahl, Hinton, "On the importance of initialization and momentum" (ICML 2013), §2.
 *
 * ```ts
 * const optimizer = sgd({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.200000
 * ```
 */
export function sgd(options: SgdOptions): GradientTransform {
  const { lr, momentum, nesterov, decay } = checkHyperparameters(
    'sgd',
    needHyperparameter('sgd', options, 'lr'),
    ['lr', 'momentum', 'nesterov', 'decay'],
  )
  const penalty = decay === undefined ? [] : [addDecayedWeights(decay)]
  const velocity =
    momentum === undefined
      ? []
      : [accumulateVelocity({ beta: momentum, ...(nesterov && { nesterov }) })]
  return chain(...penalty, ...velocity, descend(lr))
}
