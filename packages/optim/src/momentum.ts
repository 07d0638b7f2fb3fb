import type { Node } from '@gradus/graph'
import { chain } from './chain.ts'
import { descend } from './scale.ts'
import { scalarNode, zerosFor } from './state.ts'
import type { GradientTransform, Rate, Scalar } from './transform.ts'

export interface TraceOptions {
  /** The share of the velocity that is kept, from 0 up to, but not, 1. */
  readonly beta: Scalar
  /** The share of the gradient that is left out of the velocity. */
  readonly dampening?: Scalar
  /** Looks ahead: the update is `g + beta · v` instead of `v`. */
  readonly nesterov?: boolean
}

/**
 * Accumulates gradients into a velocity that starts at 0: `v ← beta·v + (1 - dampening)·g`.
 * PyTorch starts the velocity at the first gradient instead.
 */
export function accumulateVelocity({
  beta,
  dampening = 0,
  nesterov = false,
}: TraceOptions): GradientTransform<{ readonly velocity: readonly Node[] }> {
  return {
    init: (builder, parameters) => ({ velocity: zerosFor(builder, parameters) }),
    update: (builder, gradients, state) => {
      const velocity = gradients.map((g, i) => {
        const kept = builder.mul(scalarNode(builder, beta, g.dtype), state.velocity[i]!)
        const share = builder.sub(
          builder.constant(1, g.dtype),
          scalarNode(builder, dampening, g.dtype),
        )
        const added = dampening === 0 ? g : builder.mul(share, g)
        return builder.flush(builder.add(kept, added))
      })
      const updates = nesterov
        ? gradients.map((g, i) =>
            builder.add(g, builder.mul(scalarNode(builder, beta, g.dtype), velocity[i]!)),
          )
        : velocity
      return { updates, state: { velocity } }
    },
  }
}

/**
 * Momentum with dampening: `v ← beta·v + (1 - dampening)·g`, then `w ← w - lr·v`.
 *
 * Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964).
 */
export function momentum(options: TraceOptions & { readonly lr: Rate }): GradientTransform {
  return chain(accumulateVelocity(options), descend(options.lr))
}

/** Polyak's heavy ball: momentum without dampening. */
export function heavyBall(options: {
  readonly lr: Rate
  readonly beta: Scalar
}): GradientTransform {
  return momentum(options)
}

/** Momentum whose velocity is a running mean of gradients: `v ← beta·v + (1 - beta)·g`. */
export function averagedMomentum({
  lr,
  beta,
}: {
  readonly lr: Rate
  readonly beta: Scalar
}): GradientTransform {
  return momentum({ lr, beta, dampening: beta })
}
