import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { defineSchedule, type Schedule } from '../transform.ts'

/** A schedule from a formula of the step in f64 arithmetic. */
export function defineCurve(formula: <T>(math: Arithmetic<T>, step: T) => T): Schedule {
  return defineSchedule(($, step) => formula(arithmeticIn($, 'f64'), step))
}
