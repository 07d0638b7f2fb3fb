import { addScaled, isFiniteVector, norm, subtract, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { type DescentState, type DirectionRule, descent } from './descent.ts'
import type { Evaluator } from './evaluator.ts'
import { noProgress, settleStuck, stuckFor, unboundedAt } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'

/** Steepest descent with line searches, in the variables as they are. */
export function gradientDescent(): Solver<Iterate> {
  const searched = descent(rule)
  return {
    start: (evaluator, x, settings) => chosen(settings, searched).start(evaluator, x, settings),
    step: (state, evaluator, settings) =>
      chosen(settings, searched).step(state, evaluator, settings),
  }
}

function chosen({ learningRate }: Settings, searched: Solver<DescentState<null>>): Solver<Iterate> {
  return learningRate === undefined ? searched : fixedRate(learningRate)
}

const rule: DirectionRule<null> = {
  begin: () => null,
  hasLength: () => false,
  lineSearch: 'hager-zhang',
  direction: (_, { gradient, typical, free }) => {
    const direction = new Float64Array(gradient.length)
    for (const i of free) direction[i] = -gradient[i]! / typical[i]! ** 2
    return direction
  },
  update: () => null,
}

interface FixedRateState extends Iterate {
  readonly gradient: Vector
  /** The largest curvature seen along a step, `‖Δg‖ / ‖Δx‖`. */
  readonly curvature: number
}

/**
 * Gradient descent as in textbooks, `x ← x - rate·g`, whatever the value does. The trace says
 * where the rate is above `2 / curvature`, the limit of stability.
 */
function fixedRate(rate: number): Solver<FixedRateState> {
  return {
    start: (evaluator, x) => {
      const { value, gradient } = evaluator.valueAndGradient(x)
      const state = { x, value, gradient, curvature: 0, action: 'start' }
      return Number.isFinite(value) ? state : { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
    },
    step: (state, evaluator) => {
      const x = project(addScaled(state.x, -rate, state.gradient), evaluator.box)
      const step = subtract(x, state.x)
      if (isStill(step, x)) return { ...state, ...restAt(state, evaluator) }
      const { value, gradient } = evaluator.valueAndGradient(x)
      if (!Number.isFinite(value) || !isFiniteVector(gradient)) {
        return { ...state, action: 'diverged', stop: divergedFrom(state, rate, value) }
      }
      const bend = norm(subtract(gradient, state.gradient)) / norm(step)
      const curvature = Math.max(state.curvature, bend)
      const action = describe(value > state.value, rate, curvature)
      const stop = unboundedAt(value, evaluator)
      return { ...state, x, value, gradient, curvature, action, ...(stop && { stop }) }
    },
  }
}

/** Steps that move no variable by more than rounding. */
function isStill(step: Vector, x: Vector): boolean {
  return step.every((entry, i) => Math.abs(entry) <= 2 * Number.EPSILON * Math.abs(x[i]!))
}

function restAt(state: FixedRateState, evaluator: Evaluator): Pick<Iterate, 'stop' | 'action'> {
  const at = { ...state, hessian: evaluator.hessian(state.x), progress: noProgress }
  return { action: 'at rest', stop: settleStuck(at, evaluator, 0) }
}

function divergedFrom(
  { curvature }: FixedRateState,
  rate: number,
  value: number,
): NonNullable<Iterate['stop']> {
  return { code: 'diverged', value, rate, limit: 2 / curvature }
}

function describe(isWorse: boolean, rate: number, curvature: number): string {
  if (!isWorse) return 'step'
  const limit = 2 / curvature
  if (!(rate > limit)) return 'step up'
  return `step up: the rate ${rate} is above 2/curvature ≈ ${Number(limit.toPrecision(3))}`
}
