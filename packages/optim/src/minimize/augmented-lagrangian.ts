import type { Vector } from '../linear-algebra/vector.ts'
import { AugmentedEvaluator, type Weights } from './augmented-evaluator.ts'
import type { ConstrainedEvaluator } from './evaluator.ts'
import { feasibility } from './logged-evaluator.ts'
import { stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { isConverged, type Stop } from './stop.ts'
import { violationOf } from './violation.ts'

/** How far below the tolerance the violation is brought before the end. */
const wanted = 1e-2 * feasibility
/** The share of the violation that a round has to take away, or the penalty grows. */
const enough = 0.1
const growth = 10
const largestPenalty = 1e12
const roundLimit = 60

/** The state of the method for constraints. */
export interface AugmentedState extends Iterate, Weights {
  readonly constraints: Vector
  readonly violation: number
  readonly round: number
  readonly inner: Iterate
}

/**
 * Minimizes under constraints by rounds of minimizing augmented Lagrangians, whose multipliers
 * are learnt from what is left of the constraints.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), framework 17.3; the first
 * penalty is that of Birgin and Martínez (2014).
 *
 * @param inner  What minimizes a round; it has to respect the box.
 */
export function augmentedLagrangian(inner: Solver<Iterate>): Solver<AugmentedState> {
  return {
    start: (base, x, settings) => {
      const evaluator = base as ConstrainedEvaluator
      const { value, constraints } = evaluator.constrained(x)
      const square = constraints.reduce((sum, each) => sum + each * each, 0)
      const balance = square > 0 ? (2 * Math.abs(value)) / square : 10
      const penalty = Math.min(Math.max(balance, 1e-3), 1e3) || 10
      const weights = { multipliers: constraints.map(() => 0), penalty }
      const violation = violationOf(constraints, evaluator.isEquality)
      const augmented = new AugmentedEvaluator(evaluator, weights)
      const started = inner.start(augmented, x, settings)
      const state = { x, value, ...weights, constraints, violation, round: 0, inner: started }
      const isKnown = Number.isFinite(value) && Number.isFinite(violation)
      const stop = isKnown ? undefined : stuckFor(evaluator, Number.NaN, 0)
      return { ...state, action: 'start', ...(stop && { stop }) }
    },
    step: (state, base, settings) => {
      const evaluator = base as ConstrainedEvaluator
      if (state.inner.stop) return nextRound(state, evaluator, settings, inner)
      const augmented = new AugmentedEvaluator(evaluator, state)
      const stepped = inner.step(state.inner, augmented, settings)
      const { x, action } = stepped
      const value = augmented.plainValue(x) ?? state.value
      return { ...state, x, value, inner: stepped, action }
    },
  }
}

function nextRound(
  state: AugmentedState,
  evaluator: ConstrainedEvaluator,
  settings: Settings,
  inner: Solver<Iterate>,
): AugmentedState {
  const { x } = state.inner
  const { value, constraints } = evaluator.constrained(x)
  const { isEquality } = evaluator
  const violation = violationOf(constraints, isEquality)
  const multipliers = state.multipliers.map((multiplier, k) => {
    const next = multiplier + state.penalty * constraints[k]!
    return isEquality[k] ? next : Math.max(next, 0)
  })
  const slack = slackOf(constraints, multipliers, isEquality)
  const next = { ...state, x, value, constraints, violation, multipliers, round: state.round + 1 }
  const stop = endOf({ ...next, slack }, evaluator)
  if (stop) return { ...next, action: 'end', stop }
  const isSlow = violation > wanted && violation > enough * state.violation
  const penalty = isSlow ? Math.min(growth * state.penalty, largestPenalty) : state.penalty
  const augmented = new AugmentedEvaluator(evaluator, { multipliers, penalty })
  const started = inner.start(augmented, x, settings)
  return { ...next, penalty, inner: started, action: 'new multipliers' }
}

/** How far the largest product of a multiplier and its inequality is from 0. */
function slackOf(constraints: Vector, multipliers: Vector, isEquality: readonly boolean[]): number {
  let most = 0
  for (let k = 0; k < constraints.length; k++) {
    if (!isEquality[k]) most = Math.max(most, Math.abs(constraints[k]! * multipliers[k]!))
  }
  return most
}

function endOf(
  state: Omit<AugmentedState, 'action'> & { readonly slack: number },
  evaluator: ConstrainedEvaluator,
): Stop | undefined {
  const { violation, slack, inner, round, penalty, value } = state
  const reason = inner.stop!
  const isEnd = round >= roundLimit || penalty >= largestPenalty
  const isMet = violation <= wanted && slack <= feasibility * Math.max(Math.abs(value), 1e-3)
  if (isMet && isConverged(reason)) return { code: 'constrained', violation, slack }
  if (!Number.isFinite(violation)) return stuckFor(evaluator, Number.NaN, 0)
  if (!isEnd) return undefined
  if (violation > feasibility) return { code: 'infeasible', violation, tolerance: feasibility }
  return isConverged(reason) ? { code: 'constrained', violation, slack } : reason
}
