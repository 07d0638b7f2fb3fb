import { checkArguments, ruleOf } from '../hyperparameters.ts'
import type { Scalar, Schedule } from '../transform.ts'
import { defineCurve, shareOf } from './curve.ts'

/** From `start` to `end` in equal parts over `steps` steps, then `end`. */
export function linear(start: Scalar, end: Scalar, steps: Scalar): Schedule {
  const { finite, length } = ruleOf
  checkArguments('linear', { start, end, steps }, { start: finite, end: finite, steps: length })
  return defineCurve((math, step) => {
    return math.add(start, math.mul(math.sub(end, start), shareOf(math, step, steps)))
  })
}

/** `end + (start - end) · (1 - step / steps)^power` over `steps` steps, then `end`. */
export function polynomial(
  start: Scalar,
  steps: Scalar,
  power: Scalar = 1,
  end: Scalar = 0,
): Schedule {
  const { finite, length } = ruleOf
  const rules = { start: finite, steps: length, power: finite, end: finite }
  checkArguments('polynomial', { start, steps, power, end }, rules)
  return defineCurve((math, step) => {
    const left = math.sub(1, shareOf(math, step, steps))
    return math.add(end, math.mul(math.sub(start, end), math.pow(left, power)))
  })
}
