import { isFiniteVector, maxAbs, times, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import { AugmentedEvaluator, type Weights } from './augmented-evaluator.ts'
import { denseLimit } from './descent.ts'
import type { ConstrainedEvaluator } from './evaluator.ts'
import { type Polished, polishKkt } from './kkt-polish.ts'
import { feasibility } from './logged-evaluator.ts'
import { isCertainBy, stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { isConverged, type Stop } from './stop.ts'
import { violationOf } from './violation.ts'
import { lookWeakly } from './weak-constraints.ts'

/** How far below the tolerance the violation is brought before the end. */
const wanted = 1e-2 * feasibility
/** The share of the violation that a round has to take away, or the penalties grow. */
const enough = 0.5
const growth = 10
/** A penalty of 1 holds a slope of 1 at a tenth of the size of the variables. */
const firstPenalty = 10
/** The penalties may grow so many times over the first ones. */
const largestGrowth = 1e12
const roundLimit = 60
/** So many rounds in a row without progress are enough to look at the constraints alone. */
const stuckLimit = 5
const restorationLimit = 2
/** From a violation this small on, penalties bring the rest. */
const restoredViolation = 1e-6

/** The state of the method for constraints. */
export interface AugmentedState extends Iterate, Weights {
  readonly constraints: Vector
  readonly violation: number
  /** How far the conditions on constraints and multipliers are from being met. */
  readonly defect: number
  /** In how many rounds in a row that was not reduced. */
  readonly stuck: number
  /** Whether the last round has met the constraints, though it ended at no minimum. */
  readonly isMet: boolean
  /** How often the violation alone was minimized. */
  readonly restorations: number
  readonly round: number
  /** The penalties relative to the first ones. */
  readonly growth: number
  /** Where the round began. */
  readonly origin: Vector
  readonly inner: Iterate
}

/**
 * Minimizes under constraints by rounds of minimizing augmented Lagrangians, whose multipliers
 * are learnt from what is left of the constraints. After each round Newton's method tries to
 * end the search.
 *
 * A minimum of an augmented Lagrangian at which the constraints are met, and the multipliers
 * of those that are not tight are 0, is one of the objective under the constraints: the terms
 * that it adds are 0 there and at most 0 wherever the constraints are met.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), framework 17.3; the rule for
 * the penalties is that of Birgin and Martínez, "Practical augmented Lagrangian methods"
 * (2014), algorithm 4.1.
 *
 * @param inner  What minimizes a round; it has to respect the box.
 */
export function augmentedLagrangian(inner: Solver<Iterate>): Solver<AugmentedState> {
  return {
    start: (base, x, settings) => begin(base as ConstrainedEvaluator, x, settings, inner),
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

function begin(
  evaluator: ConstrainedEvaluator,
  x: Vector,
  settings: Settings,
  inner: Solver<Iterate>,
): AugmentedState {
  const { value, constraints } = evaluator.constrained(x)
  const violation = violationOf(constraints, evaluator.isEquality)
  const isKnown = Number.isFinite(value) && Number.isFinite(violation)
  const penalties = isKnown ? firstPenalties(x, value, evaluator) : constraints.map(() => 1)
  const weights = { multipliers: constraints.map(() => 0), penalties }
  const started = inner.start(new AugmentedEvaluator(evaluator, weights), x, settings)
  const defect = Number.POSITIVE_INFINITY
  const measures = { constraints, violation, defect, stuck: 0, isMet: false, restorations: 0 }
  const state = { x, value, ...weights, ...measures, round: 0, growth: 1, origin: x }
  const stop = isKnown ? undefined : stuckFor(evaluator, Number.NaN, 0)
  return { ...state, inner: started, action: 'start', ...(stop && { stop }) }
}

/** What balances the slopes of the objective and of each constraint, in usual sizes. */
function firstPenalties(x: Vector, value: number, evaluator: ConstrainedEvaluator): Vector {
  const { gradient, jacobian } = evaluator.constrainedGradient(x)
  const { typical, isEquality } = evaluator
  const steepness = (slopes: Vector): number => {
    const size = maxAbs(times(slopes, typical))
    return size > 0 && size < Number.POSITIVE_INFINITY ? size : 0
  }
  const own = steepness(gradient) || Math.abs(value) || 1
  return Float64Array.from(isEquality, (_, k) => {
    const slope = steepness(jacobian.slice(k * x.length, (k + 1) * x.length)) || 1
    return (firstPenalty * own) / (slope * slope)
  })
}

function nextRound(
  state: AugmentedState,
  evaluator: ConstrainedEvaluator,
  settings: Settings,
  inner: Solver<Iterate>,
): AugmentedState {
  if (state.restored !== undefined) return endRestoration(state, evaluator, settings, inner)
  if (isLost(state, evaluator)) return retry(state, evaluator, settings, inner)
  const next = measure(state, evaluator)
  if (next.violation > feasibility && isHopeless(next)) {
    return restore(next, evaluator, settings, inner)
  }
  const polished = polish(next, evaluator)
  const isProved = polished !== undefined && isDone(polished, evaluator)
  const isMet = next.violation <= wanted && next.slack <= slackLimit(next.value)
  if (isProved || (isMet && isAtMinimum(state.inner, evaluator))) {
    const end = isProved ? endAt(next, polished) : endHere(next)
    const augmented = new AugmentedEvaluator(evaluator, next)
    const { lower, isOpen } = lookWeakly(end, augmented, evaluator, isProved)
    if (lower) return restart(next, lower, evaluator, settings, inner, 'left a flat point')
    return isOpen ? { ...end, stop: { code: 'degenerate', violation: end.violation } } : end
  }
  const stop = endOf(next, evaluator) ?? (isMet && state.isMet ? state.inner.stop : undefined)
  if (stop) return { ...next, action: 'end', stop }
  const raised = next.stuck > 0 ? raise({ ...next, isMet }) : { ...next, isMet }
  return restart(raised, next.x, evaluator, settings, inner, 'new multipliers')
}

/** Penalties grow and nothing is won by it. */
function isHopeless(state: AugmentedState): boolean {
  return state.restorations < restorationLimit && (state.stuck >= stuckLimit || isSpent(state))
}

/** Minimizes the violation alone: where that has a minimum, no penalty helps. */
function restore(
  state: AugmentedState,
  evaluator: ConstrainedEvaluator,
  settings: Settings,
  inner: Solver<Iterate>,
): AugmentedState {
  const penalties = state.penalties.map((each) => each / state.growth)
  const multipliers = state.multipliers.map(() => 0)
  const weights = { multipliers, penalties, restored: 1, growth: 1 }
  const restored = new AugmentedEvaluator(evaluator, { ...state, ...weights }).value(state.x)
  const next = { ...state, ...weights, restored, restorations: state.restorations + 1 }
  return restart(next, state.x, evaluator, settings, inner, 'only constraints')
}

function endRestoration(
  { restored: _, ...state }: AugmentedState,
  evaluator: ConstrainedEvaluator,
  settings: Settings,
  inner: Solver<Iterate>,
): AugmentedState {
  const { x } = state.inner
  const { value, constraints } = evaluator.constrained(x)
  const violation = violationOf(constraints, evaluator.isEquality)
  const next = { ...state, x, value, constraints, violation, round: state.round + 1 }
  if (!(violation <= restoredViolation)) {
    return {
      ...next,
      action: 'end',
      stop: { code: 'infeasible', violation, tolerance: feasibility },
    }
  }
  const fresh = raise({ ...next, defect: Number.POSITIVE_INFINITY, stuck: 0 })
  return restart(fresh, x, evaluator, settings, inner, 'constraints met')
}

/**
 * Whether a round has ended at a minimum. Where a variable is in no constraint that holds, and
 * the objective does not depend on it, all of its values are equally good.
 */
function isAtMinimum({ x, stop }: Iterate, evaluator: ConstrainedEvaluator): boolean {
  if (stop?.code !== 'plateau') return stop !== undefined && isConverged(stop)
  const { value } = evaluator.constrained(x)
  const i = stop.variable
  const size = sizeAt(x, i, evaluator.typical)
  return [size, -size, size / 3, -size / 3].every((length) => {
    const moved = new Float64Array(x)
    moved[i]! += length
    return evaluator.constrained(project(moved, evaluator.box)).value === value
  })
}

/** Whether minimizing has left the region where penalties hold the constraints. */
function isLost({ inner: { x, stop } }: AugmentedState, evaluator: ConstrainedEvaluator): boolean {
  if (stop?.code !== 'runaway') return stop?.code === 'unbounded'
  const { constraints } = evaluator.constrained(x)
  return !(violationOf(constraints, evaluator.isEquality) <= feasibility)
}

/** The round again from where it began, with larger penalties. */
function retry(
  state: AugmentedState,
  evaluator: ConstrainedEvaluator,
  settings: Settings,
  inner: Solver<Iterate>,
): AugmentedState {
  const round = state.round + 1
  const raised = raise({ ...state, round })
  if (isSpent(raised)) {
    const reason = state.inner.stop!
    const stop = reason.code === 'unbounded' ? reason : missed(state.violation, evaluator)
    return { ...state, action: 'end', stop }
  }
  return restart(raised, state.origin, evaluator, settings, inner, 'larger penalties')
}

function raise<S extends AugmentedState>(state: S): S {
  const penalties = state.penalties.map((each) => growth * each)
  return { ...state, penalties, growth: growth * state.growth }
}

function isSpent({ round, growth: grown }: AugmentedState): boolean {
  return round >= roundLimit || grown >= largestGrowth
}

function restart(
  state: AugmentedState,
  x: Vector,
  evaluator: ConstrainedEvaluator,
  settings: Settings,
  inner: Solver<Iterate>,
  action: string,
): AugmentedState {
  const started = inner.start(new AugmentedEvaluator(evaluator, state), x, settings)
  return { ...state, inner: started, origin: x, action }
}

interface Measured extends AugmentedState {
  /** What is lost on inequalities that are not tight. */
  readonly slack: number
}

/** The state at the end of a round, with its new multipliers. */
function measure(state: AugmentedState, evaluator: ConstrainedEvaluator): Measured {
  const { x } = state.inner
  const { value, constraints } = evaluator.constrained(x)
  const { isEquality } = evaluator
  let defect = 0
  let slack = 0
  const multipliers = state.multipliers.map((multiplier, k) => {
    const penalty = state.penalties[k]!
    const constraint = constraints[k]!
    const next = multiplier + penalty * constraint
    const own = isEquality[k] ? constraint : Math.max(constraint, -multiplier / penalty)
    // In the units of the objective, so that constraints can be compared.
    defect = Math.max(defect, Math.abs(own) * Math.sqrt(penalty / state.growth))
    if (isEquality[k]) return next
    slack = Math.max(slack, Math.abs(constraint * Math.max(next, 0)))
    return Math.max(next, 0)
  })
  const violation = violationOf(constraints, isEquality)
  const round = state.round + 1
  const stuck = defect > enough * state.defect && defect > 0 ? state.stuck + 1 : 0
  return { ...state, x, value, constraints, multipliers, violation, defect, stuck, slack, round }
}

function slackLimit(value: number): number {
  return wanted * Math.max(Math.abs(value), 1e-3)
}

function polish(state: Measured, evaluator: ConstrainedEvaluator): Polished | undefined {
  return state.x.length <= denseLimit ? polishKkt(state, state.penalties, evaluator) : undefined
}

function isDone(polished: Polished, evaluator: ConstrainedEvaluator): boolean {
  const { violation, isMinimum, uncertainty, value } = polished
  return violation <= wanted && isMinimum && isCertainBy(uncertainty, value, evaluator)
}

function endAt(state: AugmentedState, polished: Polished): AugmentedState {
  const { x, value, constraints, multipliers, violation } = polished
  const slack = constraints.reduce(
    (most, each, k) => (each < 0 ? Math.max(most, Math.abs(each * multipliers[k]!)) : most),
    0,
  )
  const stop: Stop = { code: 'constrained', violation, slack }
  return { ...state, x, value, constraints, multipliers, violation, action: 'Newton step', stop }
}

function endHere(state: Measured): AugmentedState {
  const { violation, slack } = state
  return { ...state, action: 'end', stop: { code: 'constrained', violation, slack } }
}

function endOf(state: Measured, evaluator: ConstrainedEvaluator): Stop | undefined {
  const { violation, inner, multipliers } = state
  if (!Number.isFinite(violation) || !isFiniteVector(multipliers)) {
    return stuckFor(evaluator, Number.NaN, 0)
  }
  if (!isSpent(state)) return undefined
  const reason = inner.stop!
  const isMissed = violation > feasibility || isConverged(reason)
  return isMissed ? missed(violation, evaluator) : reason
}

/** There is no point that meets the constraints here, or none that multipliers show a minimum at. */
function missed(violation: number, { best }: ConstrainedEvaluator): Stop {
  const least = best?.violation ?? violation
  return least > feasibility
    ? { code: 'infeasible', violation, tolerance: feasibility }
    : { code: 'degenerate', violation: least }
}
