import { scalarNode } from './state.ts'
import type { GradientTransform, Scalar } from './transform.ts'

/**
 * Adds `strength · w` to each gradient. Before an adaptive method this is an L2 penalty;
 * after it, just before the learning rate, it is decoupled weight decay.
 *
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (ICLR 2019), §2.
 */
export function addDecayedWeights(strength: Scalar): GradientTransform {
  return {
    init: () => ({}),
    update: (builder, gradients, state, parameters) => {
      const updates = gradients.map((g, i) =>
        builder.add(g, builder.mul(scalarNode(builder, strength, g.dtype), parameters[i]!)),
      )
      return { updates, state }
    },
  }
}
