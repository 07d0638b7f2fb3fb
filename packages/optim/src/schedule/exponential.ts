import { scalarNode } from '../state.ts'
import type { Scalar, Schedule } from '../transform.ts'

/** `start · factor^step`. */
export function exponential(start: Scalar, factor: Scalar): Schedule {
  return (builder, step) => {
    const power = builder.pow(scalarNode(builder, factor, 'f64'), step)
    return builder.mul(scalarNode(builder, start, 'f64'), power)
  }
}
