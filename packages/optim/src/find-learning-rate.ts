import { checkOptions, type OptionRules, positiveNumber } from './check-options.ts'
import { ruleOf } from './hyperparameters.ts'

/** How {@link findLearningRate} tries rates. */
export interface LearningRateOptions {
  readonly from?: number
  readonly to?: number
  readonly steps?: number
  /** How much of the running mean of the losses is kept in a step. */
  readonly smoothing?: number
}

/** What {@link findLearningRate} found. */
export interface LearningRates {
  /** Where the loss fell fastest; NaN where it never fell. */
  readonly suggestion: number
  /** The largest rate that was tried before the loss grew or ended. */
  readonly limit: number
  readonly rates: number[]
  readonly losses: number[]
  /** The running mean, free of the bias of its start. */
  readonly smoothed: number[]
}

const learningRateRules: OptionRules<LearningRateOptions> = {
  from: positiveNumber,
  to: positiveNumber,
  steps: {
    what: 'a whole number from 3 on',
    isMet: (value) => Number.isSafeInteger(value) && (value as number) >= 3,
  },
  smoothing: ruleOf.share,
}

/** The trial ends where the loss is so many times its lowest. */
const tooHigh = 4

/**
 * Tries learning rates from small to large, one step of training each, and suggests the one at
 * which the loss fell fastest.
 *
 * Source: Smith, "Cyclical learning rates for training neural networks" (WACV 2017), §3.3.
 *
 * @param train  Takes one step at a rate and returns the loss before it. Start from parameters
 *   that may be spoilt: the last rates are too large.
 */
export function findLearningRate(
  train: (rate: number, step: number) => number,
  options: LearningRateOptions = {},
): LearningRates {
  checkOptions(options, learningRateRules)
  if (typeof train !== 'function') {
    throw new TypeError('findLearningRate takes a function that trains for one step at a rate')
  }
  const { from = 1e-7, to = 10, steps = 100, smoothing = 0.9 } = options
  if (from >= to) throw new RangeError(`the first rate, ${from}, is not below the last, ${to}`)
  const rates: number[] = []
  const losses: number[] = []
  const smoothed: number[] = []
  let mean = 0
  let lowest = Number.POSITIVE_INFINITY
  for (let step = 0; step < steps; step++) {
    const rate = from * (to / from) ** (step / Math.max(steps - 1, 1))
    const loss = train(rate, step)
    if (!Number.isFinite(loss)) break
    mean = smoothing * mean + (1 - smoothing) * loss
    const current = mean / (1 - smoothing ** (step + 1))
    if (step > 0 && current > lowest + (tooHigh - 1) * Math.abs(lowest)) break
    rates.push(rate)
    losses.push(loss)
    smoothed.push(current)
    lowest = Math.min(lowest, current)
  }
  return {
    suggestion: steepest(rates, smoothed),
    limit: rates.at(-1) ?? Number.NaN,
    rates,
    losses,
    smoothed,
  }
}

/** Where the losses fall fastest over the logarithm of the rate. */
function steepest(rates: readonly number[], losses: readonly number[]): number {
  let suggestion = Number.NaN
  // A fall by rounding errors is none.
  let lowest = -1e-9 * Math.abs(losses[0] ?? 0)
  for (let i = 1; i < rates.length - 1; i++) {
    const slope = (losses[i + 1]! - losses[i - 1]!) / Math.log(rates[i + 1]! / rates[i - 1]!)
    if (slope >= lowest) continue
    lowest = slope
    suggestion = rates[i]!
  }
  return suggestion
}
