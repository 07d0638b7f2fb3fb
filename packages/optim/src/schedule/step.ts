import type { Arithmetic } from '../arithmetic.ts'
import { list } from '../check-options.ts'
import { checkArguments, checkBoundaries, ruleOf } from '../hyperparameters.ts'
import type { Scalar, Schedule } from '../transform.ts'
import { defineCurve } from './curve.ts'

/** `start · factor^⌊step / every⌋`: the rate drops once for every so many steps. */
export function step(start: Scalar, every: Scalar, factor: Scalar = 0.5): Schedule {
  const { finite, fromZero, period } = ruleOf
  const rules = { start: finite, every: period, factor: fromZero }
  checkArguments('step', { start, every, factor }, rules)
  return defineCurve((math, step) =>
    math.mul(start, math.pow(factor, math.floor(math.div(step, every)))),
  )
}

/** `start · factor^k`, k being how many milestones are at or before the step. */
export function multiStep(
  start: Scalar,
  milestones: readonly Scalar[],
  factor: Scalar = 0.1,
): Schedule {
  const { finite, fromZero } = ruleOf
  checkArguments(
    'multiStep',
    { start, milestones, factor },
    { start: finite, milestones: list, factor: fromZero },
  )
  return defineCurve((math, step) => {
    const passed = milestones.map((at) => math.whereLess(step, at, 0, 1))
    return math.mul(start, math.pow(factor, math.add(0, ...passed)))
  })
}

/** A value for each stretch between boundaries: the first before the first boundary. */
export function piecewiseConstant(
  values: readonly Scalar[],
  boundaries: readonly Scalar[],
): Schedule {
  checkBoundaries('piecewiseConstant', values, boundaries)
  const [first, ...others] = values as readonly [Scalar, ...Scalar[]]
  return defineCurve(<T>(math: Arithmetic<T>, step: T) =>
    others.reduce<T>(
      (rate, value, i) => math.whereLess(step, boundaries[i]!, rate, value),
      math.of(first),
    ),
  )
}
