import { scalarNode } from '../state.ts'
import type { Scalar, Schedule } from '../transform.ts'

/** `start · factor^⌊step / every⌋`: the rate drops once for every so many steps. */
export function stepDecay(start: Scalar, every: Scalar, factor: Scalar = 0.5): Schedule {
  return (builder, step) => {
    const [from, length, ratio] = [start, every, factor].map((x) => scalarNode(builder, x, 'f64'))
    const drops = builder.floor(builder.div(step, length!))
    return builder.mul(from!, builder.pow(ratio!, drops))
  }
}
