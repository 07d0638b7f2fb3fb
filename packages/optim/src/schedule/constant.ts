import { scalarOf } from '../state.ts'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'

/** The same rate at every step. */
export function constant(value: Scalar): Schedule {
  return defineSchedule(($) => scalarOf($, value, 'f64'))
}
