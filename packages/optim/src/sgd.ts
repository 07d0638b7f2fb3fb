import { chain } from './chain.ts'
import { addDecayedWeights } from './decay.ts'
import { accumulateVelocity } from './momentum.ts'
import { descend } from './scale.ts'
import type { GradientTransform, Rate, Scalar } from './transform.ts'

export interface SgdOptions {
  readonly lr: Rate
  /** The share of the velocity that is kept; left out, there is none. */
  readonly momentum?: Scalar
  readonly nesterov?: boolean
  /** The strength of an L2 penalty that is added to the gradient. */
  readonly decay?: Scalar
}

/**
 * Gradient descent: `w ← w - lr·g`, with heavy-ball or Nesterov momentum and an L2 penalty
 * where they are asked for.
 *
 * Sources: Robbins, Monro, "A stochastic approximation method" (1951); Sutskever, Martens,
 * Dahl, Hinton, "On the importance of initialization and momentum" (ICML 2013), §2.
 */
export function sgd({ lr, momentum, nesterov, decay }: SgdOptions): GradientTransform {
  const penalty = decay === undefined ? [] : [addDecayedWeights(decay)]
  const velocity =
    momentum === undefined
      ? []
      : [accumulateVelocity({ beta: momentum, ...(nesterov && { nesterov }) })]
  return chain(...penalty, ...velocity, descend(lr))
}
