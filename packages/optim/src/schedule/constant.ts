import { scalarNode } from '../state.ts'
import type { Scalar, Schedule } from '../transform.ts'

/** The same rate at every step. */
export function constant(value: Scalar): Schedule {
  return (builder) => scalarNode(builder, value, 'f64')
}
