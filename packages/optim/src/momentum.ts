import type { Builder, Node } from '@gradus/graph'
import { chain } from './chain.ts'
import { descend } from './scale.ts'
import { nextCount, remainderNode, scalarNode, startCount, zerosFor } from './state.ts'
import type { GradientTransform, Rate, Scalar } from './transform.ts'

export interface TraceOptions {
  /** The share of the velocity that is kept, from 0 up to, but not, 1. */
  readonly beta: Scalar
  /** The share of the gradient that is left out of the velocity. */
  readonly dampening?: Scalar
  /** Looks ahead: the update is `g + beta · v` instead of `v`. */
  readonly nesterov?: boolean
  /** The first velocity is the whole first gradient, undampened, as in PyTorch. */
  readonly torch?: boolean
}

type TraceState = {
  readonly velocity: readonly Node[]
  /** How many steps were taken; only the first step of PyTorch's rule asks. */
  readonly count?: Node
}

/** Accumulates gradients into a velocity that starts at 0: `v ← beta·v + (1 - dampening)·g`. */
export function accumulateVelocity({
  beta,
  dampening = 0,
  nesterov = false,
  torch = false,
}: TraceOptions): GradientTransform {
  // Without dampening both starts are the same, and nothing needs to be counted.
  const counts = torch && dampening !== 0
  const transform: GradientTransform<TraceState> = {
    init: (builder, parameters) => ({
      velocity: zerosFor(builder, parameters),
      ...(counts && { count: startCount(builder) }),
    }),
    update: (builder, gradients, { velocity: old, count }) => {
      const velocity = gradients.map((g, i) => {
        const kept = builder.mul(scalarNode(builder, beta, g.dtype), old[i]!)
        const added = dampen(builder, g, dampening, count)
        return builder.flush(builder.add(kept, added))
      })
      const updates = nesterov
        ? gradients.map((g, i) =>
            builder.add(g, builder.mul(scalarNode(builder, beta, g.dtype), velocity[i]!)),
          )
        : velocity
      return { updates, state: { velocity, ...(count && { count: nextCount(builder, count) }) } }
    },
  }
  return transform
}

/** The part of a gradient that a velocity takes up; all of it where `count` is 0. */
function dampen(builder: Builder, g: Node, dampening: Scalar, count: Node | undefined): Node {
  if (dampening === 0) return g
  const share = remainderNode(builder, dampening, g.dtype)
  if (!count) return builder.mul(share, g)
  const isFirst = builder.eq(count, builder.constant(0, 'f64'))
  return builder.mul(builder.select(isFirst, builder.constant(1, g.dtype), share), g)
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
