import type { Vector } from '../linear-algebra/vector.ts'
import { bfgs } from './bfgs.ts'
import type { Evaluator } from './evaluator.ts'
import { lbfgs } from './lbfgs.ts'
import { SecludedEvaluator } from './secluded-evaluator.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { isConverged, type Stop } from './stop.ts'
import { exactStep } from './subproblem/exact.ts'
import { trustRegion } from './trust-region.ts'

const newton = trustRegion(exactStep)
const [dense, sparse] = [bfgs(), lbfgs()]

/** The solver that global methods end their rounds with, by what is known of the objective. */
export function localSolver({ hasHessian, typical: { length } }: Evaluator): Solver<Iterate> {
  if (hasHessian && length <= 200) return newton
  return length <= 100 ? dense : sparse
}

/** What local searches have found so far. */
export interface Tally {
  readonly starts: number
  /** How many of them ended at the lowest value. */
  readonly hits: number
  readonly lowest: number
  readonly x: Vector
  /** Why the search that came to it ended; absent for a point that none came to. */
  readonly stop?: Stop
}

/**
 * The reason to end a search over all starts: a minimum only if the local search that came to
 * the lowest point was sure of it.
 */
export function endOfSearch({ starts, hits, stop }: Tally): Stop {
  return stop && !isConverged(stop) ? stop : { code: 'searched', starts, hits }
}

/** Values that differ by less than this, relative to their size, are one minimum. */
const sameValue = 1e-7

/** Counts one more local search. */
export function count(
  tally: Tally | undefined,
  { x, value, stop }: Pick<Iterate, 'x' | 'value' | 'stop'>,
): Tally {
  const here = { lowest: value, x, ...(stop && { stop }) }
  if (!tally) return { starts: 1, hits: 1, ...here }
  const starts = tally.starts + 1
  const tolerance = sameValue * Math.max(Math.abs(tally.lowest), 1e-3)
  if (Math.abs(value - tally.lowest) <= tolerance) {
    return { ...tally, starts, hits: tally.hits + 1, ...(value < tally.lowest && here) }
  }
  return value < tally.lowest ? { starts, hits: 1, ...here } : { ...tally, starts }
}

/** Starts or continues the local search of a round. */
export function searchLocally(
  inner: Iterate | undefined,
  x: Vector,
  evaluator: Evaluator,
  settings: Settings,
): Iterate {
  const solver = localSolver(evaluator)
  const secluded = new SecludedEvaluator(evaluator)
  return inner ? solver.step(inner, secluded, settings) : solver.start(secluded, x, settings)
}
