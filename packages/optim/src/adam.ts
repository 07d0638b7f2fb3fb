import type { Builder, Node } from '@gradus/graph'
import { chain } from './chain.ts'
import { addDecayedWeights } from './decay.ts'
import { blend } from './moments.ts'
import { descend } from './scale.ts'
import { nextCount, scalarNode, startCount, zerosFor } from './state.ts'
import type { GradientTransform, Rate, Scalar } from './transform.ts'

export interface AdamOptions {
  readonly lr?: Rate
  /** The share of the first moment that is kept. */
  readonly beta1?: Scalar
  /** The share of the second moment that is kept. */
  readonly beta2?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
}

/**
 * Adam: a running mean of the gradient over the root of a running mean of its square, both
 * corrected for starting at 0; `w ← w - lr·m̂ / (√v̂ + eps)`.
 *
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1.
 */
export function adam({ lr = 0.001, ...moments }: AdamOptions = {}): GradientTransform {
  return chain(scaleByAdam(moments), descend(lr))
}

/**
 * AdamW: Adam with weight decay that the second moment does not see;
 * `w ← w - lr·(m̂ / (√v̂ + eps) + decay·w)`.
 *
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (ICLR 2019), algorithm 2.
 */
export function adamw({
  lr = 0.001,
  decay = 0.01,
  ...moments
}: AdamOptions & { readonly decay?: Scalar } = {}): GradientTransform {
  return chain(scaleByAdam(moments), addDecayedWeights(decay), descend(lr))
}

type AdamState = {
  readonly count: Node
  readonly mu: readonly Node[]
  readonly nu: readonly Node[]
}

function scaleByAdam({
  beta1 = 0.9,
  beta2 = 0.999,
  eps = 1e-8,
}: Omit<AdamOptions, 'lr'>): GradientTransform<AdamState> {
  return {
    init: (builder, parameters) => ({
      count: startCount(builder),
      mu: zerosFor(builder, parameters),
      nu: zerosFor(builder, parameters),
    }),
    update: (builder, gradients, state) => {
      const count = nextCount(builder, state.count)
      const mu = gradients.map((g, i) => blend(builder, beta1, state.mu[i]!, g))
      const nu = gradients.map((g, i) => blend(builder, beta2, state.nu[i]!, builder.mul(g, g)))
      const updates = gradients.map(({ dtype }, i) => {
        const mean = builder.div(mu[i]!, correction(builder, beta1, count, dtype))
        const square = builder.div(nu[i]!, correction(builder, beta2, count, dtype))
        const root = builder.add(builder.sqrt(square), scalarNode(builder, eps, dtype))
        return builder.div(mean, root)
      })
      return { updates, state: { count, mu, nu } }
    },
  }
}

/** 1 - betaᵗ, computed in f64: in f32 it would lose half its digits at the first step. */
function correction(builder: Builder, beta: Scalar, count: Node, dtype: Node['dtype']): Node {
  const power = builder.pow(scalarNode(builder, beta, 'f64'), count)
  return builder.cast(builder.sub(builder.constant(1, 'f64'), power), dtype)
}
