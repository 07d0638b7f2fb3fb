import type { Arithmetic, Operand } from '../arithmetic.ts'
import { checkArguments, ruleOf } from '../hyperparameters.ts'
import type { Scalar, Schedule } from '../transform.ts'
import { defineCurve, shareOf } from './curve.ts'

/**
 * From `start` to `end` along half a cosine over `steps` steps, then `end`.
 *
 * Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts"
 * (ICLR 2017), equation 5, without restarts.
 */
export function cosine(start: Scalar, steps: Scalar, end: Scalar = 0): Schedule {
  const { finite, length } = ruleOf
  checkArguments('cosine', { start, steps, end }, { start: finite, steps: length, end: finite })
  return defineCurve((math, step) => halfCosine(math, start, end, shareOf(math, step, steps)))
}

/**
 * Half cosines from `start` to `end`, one after the other: the first takes `steps` steps, each
 * later one `growth` times as many as the one before.
 *
 * Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts"
 * (ICLR 2017), equation 5.
 */
export function cosineRestarts(
  start: Scalar,
  steps: Scalar,
  growth: Scalar = 1,
  end: Scalar = 0,
): Schedule {
  const { finite, period, positive } = ruleOf
  const rules = { start: finite, steps: period, growth: positive, end: finite }
  checkArguments('cosineRestarts', { start, steps, growth, end }, rules)
  return defineCurve((math, step) => {
    const more = math.sub(growth, 1)
    const equal = math.div(math.mod(step, steps), steps)
    // Restarts are where 1 + step/steps·(growth - 1) is a power of `growth`. The logarithm may
    // come out just below the whole number; the next step up is far more than 1e-9 away.
    const logarithm = math.div(
      math.log(math.add(1, math.mul(math.div(step, steps), more))),
      math.log(growth),
    )
    const power = math.pow(growth, math.floor(math.add(logarithm, 1e-9)))
    const before = math.mul(steps, math.div(math.sub(power, 1), more))
    const growing = math.div(math.sub(step, before), math.mul(steps, power))
    return halfCosine(math, start, end, math.whereEqual(growth, 1, equal, growing))
  })
}

/** Between two values along half a cosine, by a share from 0 to 1. */
export function halfCosine<T>(
  math: Arithmetic<T>,
  start: Operand<T>,
  end: Operand<T>,
  share: T,
): T {
  const wave = math.mul(0.5, math.add(1, math.cos(math.mul(Math.PI, share))))
  return math.add(end, math.mul(math.sub(start, end), wave))
}
