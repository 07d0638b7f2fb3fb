import { type Arithmetic, arithmeticIn, type Operand } from '../arithmetic.ts'
import { defineSchedule, type Schedule } from '../transform.ts'

/** A schedule from a formula of the step in f64 arithmetic. */
export function defineCurve(formula: <T>(math: Arithmetic<T>, step: T) => T): Schedule {
  return defineSchedule(($, step) => formula(arithmeticIn($, 'f64'), step))
}

/** How much of a stretch is over, from 0 to 1; one of no length is over at once. */
export function shareOf<T>(math: Arithmetic<T>, step: T, length: Operand<T>): T {
  return math.whereLess(step, length, math.div(step, length), 1)
}
