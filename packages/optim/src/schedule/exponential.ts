import { checkArguments, ruleOf } from '../hyperparameters.ts'
import type { Scalar, Schedule } from '../transform.ts'
import { defineCurve } from './curve.ts'

/** `start · factor^step`. */
export function exponential(start: Scalar, factor: Scalar): Schedule {
  const { finite, fromZero } = ruleOf
  checkArguments('exponential', { start, factor }, { start: finite, factor: fromZero })
  return defineCurve((math, step) => math.mul(start, math.pow(factor, step)))
}

/** `start · e^(-speed · step)`. */
export function naturalExponential(start: Scalar, speed: Scalar): Schedule {
  const { finite } = ruleOf
  checkArguments('naturalExponential', { start, speed }, { start: finite, speed: finite })
  return defineCurve((math, step) => math.mul(start, math.exp(math.neg(math.mul(speed, step)))))
}

/** `start / (1 + speed · step / every)`; with `every` 1, the classical rate of descent. */
export function inverseTime(start: Scalar, speed: Scalar, every: Scalar = 1): Schedule {
  const { finite, fromZero, period } = ruleOf
  const rules = { start: finite, speed: fromZero, every: period }
  checkArguments('inverseTime', { start, speed, every }, rules)
  return defineCurve((math, step) =>
    math.div(start, math.add(1, math.mul(speed, math.div(step, every)))),
  )
}

/**
 * `peak · min(t / steps, √(steps / t))` with t = step + 1: rises in equal parts over the first
 * steps, then falls with the root.
 *
 * Source: Vaswani et al., "Attention is all you need" (NeurIPS 2017), equation 3, with the
 * peak as a parameter.
 */
export function inverseSquareRoot(peak: Scalar, steps: Scalar): Schedule {
  const { finite, period } = ruleOf
  checkArguments('inverseSquareRoot', { peak, steps }, { peak: finite, steps: period })
  return defineCurve((math, step) => {
    const share = math.div(math.add(step, 1), steps)
    return math.mul(peak, math.min(share, math.sqrt(math.div(1, share))))
  })
}
