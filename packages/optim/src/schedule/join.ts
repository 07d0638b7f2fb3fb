import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { checkArguments, checkBoundaries, ruleOf } from '../hyperparameters.ts'
import { defineSchedule, type Rate, type Scalar, type Schedule } from '../transform.ts'
import { linear } from './polynomial.ts'

/** One rate after the other: each takes over at its boundary, where its own steps begin. */
export function join(rates: readonly Rate[], boundaries: readonly Scalar[]): Schedule {
  checkBoundaries('join', rates, boundaries)
  for (const rate of rates) checkArguments('join', { rate }, { rate: ruleOf.rate })
  return defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    const [first, ...others] = rates as readonly [Rate, ...Rate[]]
    return others.reduce<T>(
      (rate, next, i) => {
        const at = math.of(boundaries[i]!)
        const since = math.max(math.sub(step, at), 0)
        return math.whereLess(step, at, rate, math.rate(next, since))
      },
      math.rate(first, step),
    )
  })
}

/** What the three stretches of `warmupStableDecay` take. */
export interface StableOptions {
  /** How many steps the rate rises. */
  readonly warmup: Scalar
  /** How many steps it stays. */
  readonly stable: Scalar
  /** How many steps it falls. */
  readonly decay: Scalar
  /** Where it ends. */
  readonly end?: Scalar
}

/**
 * Rises in equal parts to `peak`, stays, and falls in equal parts to `end`.
 *
 * Source: Hu et al., "MiniCPM: unveiling the potential of small language models with scalable
 * training strategies" (2024), §4, with a straight line at the end.
 */
export function warmupStableDecay(
  peak: Scalar,
  { warmup, stable, decay, end = 0 }: StableOptions,
): Schedule {
  const { finite, length } = ruleOf
  const rules = { peak: finite, warmup: length, stable: length, decay: length, end: finite }
  checkArguments('warmupStableDecay', { peak, warmup, stable, decay, end }, rules)
  return defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    const rise = math.min(math.div(math.add(step, 1), warmup), 1)
    const since = math.max(math.sub(step, math.add(warmup, stable)), 0)
    return math.mul(rise, math.rate(linear(peak, end, decay), since))
  })
}
