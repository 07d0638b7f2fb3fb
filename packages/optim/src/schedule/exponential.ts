import { scalarOf } from '../state.ts'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'

/** `start · factor^step`. */
export function exponential(start: Scalar, factor: Scalar): Schedule {
  return defineSchedule(($, step) => {
    const power = $.pow(scalarOf($, factor, 'f64'), step)
    return $.mul(scalarOf($, start, 'f64'), power)
  })
}
