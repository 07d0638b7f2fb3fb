import { scalarNode } from '../state.ts'
import type { Scalar, Schedule } from '../transform.ts'

/**
 * From `start` to `end` along half a cosine over `steps` steps, then `end`.
 *
 * Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts"
 * (ICLR 2017), equation 5, without restarts.
 */
export function cosine(start: Scalar, steps: Scalar, end: Scalar = 0): Schedule {
  return (builder, step) => {
    const [from, to, length] = [start, end, steps].map((x) => scalarNode(builder, x, 'f64'))
    const done = builder.min(builder.div(step, length!), builder.constant(1, 'f64'))
    const wave = builder.cos(builder.mul(builder.constant(Math.PI, 'f64'), done))
    const share = builder.mul(
      builder.constant(0.5, 'f64'),
      builder.add(builder.constant(1, 'f64'), wave),
    )
    return builder.add(to!, builder.mul(builder.sub(from!, to!), share))
  }
}
