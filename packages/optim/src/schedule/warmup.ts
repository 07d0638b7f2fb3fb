import { rateNode, scalarNode } from '../state.ts'
import type { Rate, Scalar, Schedule } from '../transform.ts'

/**
 * Rises from 0 in equal parts over the first `steps` steps, then follows `rate`, whose own
 * steps begin after the rise.
 *
 * Source: Goyal et al., "Accurate, large minibatch SGD" (2017), §2.2.
 */
export function warmup(rate: Rate, steps: Scalar): Schedule {
  return (builder, step) => {
    const length = scalarNode(builder, steps, 'f64')
    const one = builder.constant(1, 'f64')
    const share = builder.min(builder.div(builder.add(step, one), length), one)
    const since = builder.max(builder.sub(step, length), builder.constant(0, 'f64'))
    return builder.mul(share, rateNode(builder, rate, since, 'f64'))
  }
}
