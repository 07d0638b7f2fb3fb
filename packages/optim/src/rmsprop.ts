import type { Node } from '@gradus/graph'
import { chain } from './chain.ts'
import { blend } from './moments.ts'
import { descend } from './scale.ts'
import { scalarNode, zerosFor } from './state.ts'
import type { GradientTransform, Rate, Scalar } from './transform.ts'

export interface RmspropOptions {
  readonly lr: Rate
  /** The share of the running mean square that is kept. */
  readonly beta?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
}

/**
 * Divides each gradient by a running root mean square that starts at 0:
 * `s ← beta·s + (1 - beta)·g²`, `w ← w - lr·g / (√s + eps)`.
 *
 * Source: Tieleman, Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
 */
export function rmsprop({ lr, beta = 0.9, eps = 1e-8 }: RmspropOptions): GradientTransform {
  return chain(scaleByRootMeanSquare(beta, eps), descend(lr))
}

function scaleByRootMeanSquare(
  beta: Scalar,
  eps: Scalar,
): GradientTransform<{ readonly nu: readonly Node[] }> {
  return {
    init: (builder, parameters) => ({ nu: zerosFor(builder, parameters) }),
    update: (builder, gradients, state) => {
      const nu = gradients.map((g, i) => blend(builder, beta, state.nu[i]!, builder.mul(g, g)))
      const updates = gradients.map((g, i) =>
        builder.div(g, builder.add(builder.sqrt(nu[i]!), scalarNode(builder, eps, g.dtype))),
      )
      return { updates, state: { nu } }
    },
  }
}
