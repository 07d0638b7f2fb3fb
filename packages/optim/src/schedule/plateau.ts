import { count, oneOf } from '../check-options.ts'
import { checkArguments, checkHyperparameters, ruleOf } from '../hyperparameters.ts'

/** What lowering a rate on a plateau takes. */
export interface PlateauOptions {
  /** Whether smaller or larger metrics are better. */
  readonly mode?: 'min' | 'max'
  /** What the rate is multiplied by. */
  readonly factor?: number
  /** How many metrics without progress are let pass. */
  readonly patience?: number
  /** What counts as progress, */
  readonly threshold?: number
  /** relative to the best metric, or absolute. */
  readonly thresholdMode?: 'relative' | 'absolute'
  /** How many metrics are not counted after the rate was lowered. */
  readonly cooldown?: number
  /** The rate never falls below it. */
  readonly least?: number
  /** A smaller change of the rate is left out. */
  readonly eps?: number
}

/** The rate and what it depends on; plain data, which JSON holds. */
export interface PlateauState {
  readonly rate: number
  /** The best metric; none before the first. */
  readonly best: number | null
  /** How many metrics were no progress, in a row. */
  readonly waited: number
  /** How many metrics are not counted yet. */
  readonly resting: number
}

/** A rate that falls when a metric stops improving. */
export interface Plateau {
  init(): PlateauState
  /** The state after one more metric; a metric that is not a number is no progress. */
  observe(state: PlateauState, metric: number): PlateauState
}

const plateauRules = {
  mode: oneOf(['min', 'max']),
  factor: ruleOf.share,
  patience: count,
  thresholdMode: oneOf(['relative', 'absolute']),
  cooldown: count,
}

/**
 * Lowers a rate when a metric has stopped improving. It depends on metrics, so it is no
 * schedule: keep its state, and feed `state.rate` as the learning rate.
 *
 * Source: the rule and its defaults are those of PyTorch's `ReduceLROnPlateau`.
 */
export function reduceOnPlateau(start: number, options: PlateauOptions = {}): Plateau {
  checkHyperparameters('reduceOnPlateau', options, ['threshold', 'least', 'eps'], plateauRules)
  checkArguments('reduceOnPlateau', { start }, { start: ruleOf.fromZero })
  const { factor = 0.1, patience = 10, cooldown = 0, least = 0, eps = 1e-8 } = options
  return {
    init: () => ({ rate: start, best: null, waited: 0, resting: 0 }),
    observe: ({ rate, best, waited, resting }, metric) => {
      const isBetter = isProgress(options, metric, best)
      const isResting = resting > 0
      const bad = isBetter || isResting ? 0 : waited + 1
      const state = { rate, best: isBetter ? metric : best, waited: bad, resting: 0 }
      if (bad <= patience) return { ...state, resting: isResting ? resting - 1 : 0 }
      const lowered = Math.max(rate * factor, least)
      return {
        ...state,
        rate: rate - lowered > eps ? lowered : rate,
        waited: 0,
        resting: cooldown,
      }
    },
  }
}

function isProgress(
  { mode = 'min', threshold = 1e-4, thresholdMode = 'relative' }: PlateauOptions,
  metric: number,
  best: number | null,
): boolean {
  const sign = mode === 'min' ? 1 : -1
  if (best === null) return sign * metric < Number.POSITIVE_INFINITY
  const bound =
    thresholdMode === 'relative' ? best * (1 - sign * threshold) : best - sign * threshold
  return sign * metric < sign * bound
}
