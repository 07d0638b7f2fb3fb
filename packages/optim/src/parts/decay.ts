import { dtypeOf, scalarOf } from '../state.ts'
import { defineStateless, type GradientTransform, type Scalar } from '../transform.ts'

/**
 * Adds `strength · w` to each gradient. Before an adaptive method this is an L2 penalty;
 * after it, just before the learning rate, it is decoupled weight decay.
 *
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (ICLR 2019), §2.
 */
export function addDecayedWeights(strength: Scalar): GradientTransform {
  if (strength === 0) return defineStateless((_, gradients) => gradients)
  return defineStateless(($, gradients, parameters) =>
    gradients.map((g, i) => $.add(g, $.mul(scalarOf($, strength, dtypeOf($, g)), parameters[i]!))),
  )
}
