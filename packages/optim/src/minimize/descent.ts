import {
  norm,
  relativeDifference,
  scaledDifference,
  times,
  type Vector,
} from '../linear-algebra/vector.ts'
import { findFree, roomAlong } from '../objective/bounds.ts'
import type { Evaluator } from './evaluator.ts'
import { armijo } from './line-search/armijo.ts'
import { hagerZhang } from './line-search/hager-zhang.ts'
import { type LinePoint, type LineSearch, lineFrom } from './line-search/line.ts'
import { strongWolfe } from './line-search/strong-wolfe.ts'
import { type KrylovState, startKrylov, stepKrylov } from './newton-krylov.ts'
import { stuckFor, unboundedAt } from './settle.ts'
import type { Iterate, LineSearchName, Settings, Solver } from './solver.ts'
import { exactStep } from './subproblem/exact.ts'
import { type TrustRegionState, trustRegion } from './trust-region.ts'

/** Where a rule is asked for a direction. Vectors are in variables of usual size 1. */
export interface Place {
  readonly gradient: Vector
  /** The variables that are not held at a bound. */
  readonly free: readonly number[]
  /** The usual sizes, to get back to the variables as they are. */
  readonly typical: Vector
  /** The Hessian, which only Newton's method asks for. */
  readonly hessian: () => Vector
  /** Bounds in the same variables, relative to the point: how far each may go down and up. */
  readonly down: Vector | undefined
  readonly up: Vector | undefined
}

/** How a method with line searches chooses its directions. */
export interface DirectionRule<M> {
  readonly begin: (n: number) => M
  /** A direction of descent; zero along variables that are held. */
  readonly direction: (memory: M, place: Place) => Vector
  /** What is remembered after a step and the change of the gradient along it. */
  readonly update: (memory: M, step: Vector, change: Vector) => M
  /** Whether the full step is the natural one. */
  readonly hasLength: (memory: M) => boolean
  readonly lineSearch: LineSearchName
}

/** The state of a method with line searches: first its own, then that of the polish. */
export interface DescentState<M> extends Iterate {
  readonly gradient: Vector
  readonly memory: M
  /** The change of the value by the last step, to first order; 0 before the first. */
  readonly fall: number
  /** How often in a row the value has hardly changed. */
  readonly slow: number
  /** Newton's method, which ends what the rule has begun and tells whether it is a minimum. */
  readonly polish?: TrustRegionState | KrylovState
}

/** What the last steps may have gained, relative to the value, before Newton takes over. */
const slowDecrease = 1e-9
const slowStep = 1e-7
const slowLimit = 2

const searches: Readonly<Record<LineSearchName, LineSearch>> = {
  armijo,
  'strong-wolfe': strongWolfe,
  'hager-zhang': hagerZhang,
}

const newton = trustRegion(exactStep)
/** With more variables than that, no Hessian is kept. */
export const denseLimit = 300

/**
 * A method that searches along directions chosen by a rule. When its steps no longer change
 * the value, or it finds no lower point, Newton's method goes on from there: with the
 * Hessian, or differences of gradients, it takes the last digits, leaves saddles and tells a
 * minimum from what looks like one.
 */
export function descent<M>(rule: DirectionRule<M>): Solver<DescentState<M>> {
  return {
    start: (evaluator, x, settings) => {
      const { value, gradient } = evaluator.valueAndGradient(x)
      const memory = rule.begin(x.length)
      const state = { x, value, gradient, memory, fall: 0, slow: 0, action: 'start' }
      if (!Number.isFinite(value)) {
        return { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
      }
      return norm(gradient) === 0 ? polish(state, evaluator, settings) : state
    },
    step: (state, evaluator, settings) =>
      state.polish
        ? goOnPolishing(state, evaluator, settings)
        : search(state, evaluator, settings, rule),
  }
}

function search<M>(
  state: DescentState<M>,
  evaluator: Evaluator,
  settings: Settings,
  rule: DirectionRule<M>,
): DescentState<M> {
  const { typical } = evaluator
  const place = placeOf(state, evaluator)
  const scaledDirection = rule.direction(state.memory, place)
  const direction = times(scaledDirection, typical)
  const room = roomAlong(state.x, direction, evaluator.box)
  const line = lineFrom(state, direction, room, evaluator)
  if (!(line.start.slope < 0)) return retreat(state, evaluator, settings, rule)
  const first = firstLength(rule.hasLength(state.memory), state, scaledDirection, line.start.slope)
  const point = searches[settings.lineSearch ?? rule.lineSearch](line, first)
  if (!point) return retreat(state, evaluator, settings, rule)
  return arrive(state, point, line.start.slope, evaluator, settings, rule)
}

function placeOf<M>({ x, gradient }: DescentState<M>, evaluator: Evaluator): Place {
  const { typical, box } = evaluator
  return {
    typical,
    hessian: () => scaleHessian(evaluator.hessian(x), typical),
    gradient: times(gradient, typical),
    free: findFree(x, gradient, box),
    down: box && relativeDifference(box.lower, x, typical),
    up: box && relativeDifference(box.upper, x, typical),
  }
}

function scaleHessian(hessian: Vector, typical: Vector): Vector {
  const n = typical.length
  return hessian.map((entry, at) => entry * typical[Math.floor(at / n)]! * typical[at % n]!)
}

/** Without a natural length: what changes the value as the last step did, to first order. */
function firstLength<M>(
  hasLength: boolean,
  { value, fall: lastFall }: DescentState<M>,
  direction: Vector,
  slope: number,
): number {
  if (hasLength) return 1
  if (lastFall < 0) return lastFall / slope
  const size = 0.1 / norm(direction)
  const fall = value === 0 ? size : (2 * Math.abs(value)) / -slope
  return Math.min(size, fall)
}

function arrive<M>(
  state: DescentState<M>,
  { x, value, gradient, t }: LinePoint,
  slope: number,
  evaluator: Evaluator,
  settings: Settings,
  rule: DirectionRule<M>,
): DescentState<M> {
  const { typical } = evaluator
  const step = relativeDifference(x, state.x, typical)
  const change = scaledDifference(gradient, state.gradient, typical)
  const memory = rule.update(state.memory, step, change)
  const isSlow =
    state.value - value <= slowDecrease * Math.abs(value) || stepSize(step, x, typical) <= slowStep
  const slow = isSlow ? state.slow + 1 : 0
  const next = {
    ...state,
    x,
    value,
    gradient,
    memory,
    fall: t * slope,
    slow,
    action: 'step',
  }
  const stop = unboundedAt(value, evaluator)
  if (stop) return { ...next, stop }
  return slow >= slowLimit || norm(gradient) === 0 ? polish(next, evaluator, settings) : next
}

function stepSize(step: Vector, x: Vector, typical: Vector): number {
  let size = 0
  for (let i = 0; i < x.length; i++) {
    size = Math.max(size, Math.abs(step[i]!) / Math.max(1, Math.abs(x[i]! / typical[i]!)))
  }
  return size
}

/** Forgets what led nowhere; with nothing to forget, Newton's method takes over. */
function retreat<M>(
  state: DescentState<M>,
  evaluator: Evaluator,
  settings: Settings,
  rule: DirectionRule<M>,
): DescentState<M> {
  if (state.fall === 0) return polish(state, evaluator, settings)
  return { ...state, memory: rule.begin(state.x.length), fall: 0, action: 'forgot' }
}

function polish<M>(
  state: DescentState<M>,
  evaluator: Evaluator,
  settings: Settings,
): DescentState<M> {
  const isLarge = state.x.length > denseLimit
  const polish = isLarge
    ? stepKrylov(startKrylov(state.x, state), evaluator)
    : newton.start(evaluator, state.x, settings, state)
  return follow(state, polish)
}

function goOnPolishing<M>(
  state: DescentState<M>,
  evaluator: Evaluator,
  settings: Settings,
): DescentState<M> {
  const polish = state.polish!
  const next = isDense(polish)
    ? newton.step(polish, evaluator, settings)
    : stepKrylov(polish, evaluator)
  return follow(state, next)
}

function isDense(polish: TrustRegionState | KrylovState): polish is TrustRegionState {
  return 'progress' in polish
}

function follow<M>(
  state: DescentState<M>,
  polish: TrustRegionState | KrylovState,
): DescentState<M> {
  const { x, value, gradient, hessian, stop } = polish
  const action = `polish: ${polish.action}`
  const known = { x, value, gradient, ...(hessian && { hessian }) }
  return { ...state, ...known, polish, action, ...(stop && { stop }) }
}
