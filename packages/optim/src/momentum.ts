import type { TensorAlgebra } from '@gradus/ops'
import { chain } from './chain.ts'
import { descend } from './scale.ts'
import {
  constantOf,
  dtypeOf,
  nextCount,
  remainderOf,
  scalarOf,
  startCount,
  zerosFor,
} from './state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from './transform.ts'

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

type TraceState<T> = {
  readonly velocity: readonly T[]
  /** How many steps were taken; only the first step of PyTorch's rule asks. */
  readonly count?: T
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
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: (parameters) => ({
        velocity: zerosFor($, parameters),
        ...(counts && { count: startCount($) }),
      }),
      update: (gradients, { velocity: old, count }: TraceState<T>) => {
        const keep = (value: T): T => $.mul(scalarOf($, beta, dtypeOf($, value)), value)
        const velocity = gradients.map((g, i) =>
          $.flush($.add(keep(old[i]!), dampen($, g, dampening, count))),
        )
        const updates = nesterov ? gradients.map((g, i) => $.add(g, keep(velocity[i]!))) : velocity
        return {
          updates,
          state: { velocity, ...(count !== undefined && { count: nextCount($, count) }) },
        }
      },
    }),
  )
}

/** The part of a gradient that a velocity takes up; all of it where `count` is 0. */
function dampen<T>($: TensorAlgebra<T>, g: T, dampening: Scalar, count: T | undefined): T {
  if (dampening === 0) return g
  const dtype = dtypeOf($, g)
  const share = remainderOf($, dampening, dtype)
  if (count === undefined) return $.mul(share, g)
  const isFirst = $.eq(count, constantOf($, 0, 'f64'))
  return $.mul($.select(isFirst, constantOf($, 1, dtype), share), g)
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
