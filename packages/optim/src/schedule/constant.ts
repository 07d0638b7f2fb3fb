import { checkArguments, ruleOf } from '../hyperparameters.ts'
import { scalarOf } from '../state.ts'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'

/** The same rate at every step. */
export function constant(value: Scalar): Schedule {
  checkArguments('constant', { value }, { value: ruleOf.finite })
  return defineSchedule(($) => scalarOf($, value, 'f64'))
}
