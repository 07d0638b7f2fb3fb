import type { Arithmetic } from '../arithmetic.ts'
import { checkArguments, ruleOf } from '../hyperparameters.ts'
import type { Scalar, Schedule } from '../transform.ts'
import { halfCosine } from './cosine.ts'
import { defineCurve } from './curve.ts'

/**
 * Rises from `low` to `high` over `up` steps and falls back over `down`, again and again; the
 * height of each cycle is `factor` times that of the one before.
 *
 * Source: Smith, "Cyclical learning rates for training neural networks" (WACV 2017), §3.
 */
export function cyclic(
  low: Scalar,
  high: Scalar,
  up: Scalar,
  down: Scalar = up,
  factor: Scalar = 1,
): Schedule {
  const { finite, fromZero, length } = ruleOf
  const rules = { low: finite, high: finite, up: length, down: length, factor: fromZero }
  checkArguments('cyclic', { low, high, up, down, factor }, rules)
  if (up === 0) checkArguments('cyclic', { down }, { down: ruleOf.period })
  return defineCurve((math, step) => {
    const { share, cycle } = cycleAt(math, step, up, down)
    const height = math.mul(math.sub(high, low), math.pow(factor, cycle))
    return math.add(low, math.mul(height, share))
  })
}

/** The height of a triangle wave, from 0 to 1, and how many cycles are over. */
export function cycleAt<T>(
  math: Arithmetic<T>,
  step: T,
  up: Scalar,
  down: Scalar,
): { readonly share: T; readonly cycle: T } {
  const length = math.add(up, down)
  const done = math.div(step, length)
  const cycle = math.floor(done)
  const within = math.sub(done, cycle)
  const top = math.div(up, length)
  const falling = math.div(math.sub(within, 1), math.sub(top, 1))
  const rising = math.whereEqual(top, 0, 1, math.div(within, top))
  return { share: math.whereLess(top, within, falling, rising), cycle }
}

/** What one cycle takes. */
export interface OneCycleOptions {
  /** The share of steps in which the rate rises. */
  readonly rise?: Scalar
  /** The peak is so many times the first rate. */
  readonly division?: Scalar
  /** The first rate is so many times the last one. */
  readonly finalDivision?: Scalar
}

/**
 * Rises along half a cosine from `peak / division` to `peak`, then falls along another to
 * `peak / division / finalDivision`, over `steps` steps together.
 *
 * Source: Smith, Topin, "Super-convergence: very fast training of neural networks using large
 * learning rates" (2018), §4, with cosines as in fast.ai and PyTorch.
 */
export function oneCycle(
  peak: Scalar,
  steps: Scalar,
  { rise = 0.3, division = 25, finalDivision = 1e4 }: OneCycleOptions = {},
): Schedule {
  const { finite, part, period, positive } = ruleOf
  const rules = { peak: finite, steps: period, rise: part, division: positive }
  checkArguments('oneCycle', { peak, steps, rise, division }, rules)
  checkArguments('oneCycle', { finalDivision }, { finalDivision: positive })
  return defineCurve((math, step) => {
    const top = math.sub(math.mul(rise, steps), 1)
    const first = math.div(peak, division)
    const up = halfCosine(math, first, peak, math.whereEqual(top, 0, 1, math.div(step, top)))
    const fall = math.min(math.div(math.sub(step, top), math.sub(math.sub(steps, 1), top)), 1)
    const down = halfCosine(math, peak, math.div(first, finalDivision), fall)
    return math.whereLess(top, step, down, up)
  })
}
