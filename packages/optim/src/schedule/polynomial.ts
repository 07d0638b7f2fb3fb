import type { Scalar, Schedule } from '../transform.ts'
import { defineCurve } from './curve.ts'

/** From `start` to `end` in equal parts over `steps` steps, then `end`. */
export function linear(start: Scalar, end: Scalar, steps: Scalar): Schedule {
  return defineCurve((math, step) => {
    const share = math.min(math.div(step, steps), 1)
    return math.add(start, math.mul(math.sub(end, start), share))
  })
}

/** `end + (start - end) · (1 - step / steps)^power` over `steps` steps, then `end`. */
export function polynomial(
  start: Scalar,
  steps: Scalar,
  power: Scalar = 1,
  end: Scalar = 0,
): Schedule {
  return defineCurve((math, step) => {
    const left = math.sub(1, math.min(math.div(step, steps), 1))
    return math.add(end, math.mul(math.sub(start, end), math.pow(left, power)))
  })
}
