import {
  addScaled,
  isFiniteVector,
  norm,
  over,
  subtract,
  times,
  type Vector,
  zeros,
} from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import type { ValueAndGradient } from '../objective/problem.ts'
import type { Verdict } from './certificate.ts'
import type { Evaluator } from './evaluator.ts'
import { modelStep, promiseOf } from './model-step.ts'
import { lastResort, probe } from './probe.ts'
import {
  differencesError,
  examine,
  judgeAt,
  noProgress,
  type Progress,
  settleStuck,
  stuckFor,
  unboundedAt,
} from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { isConverged, type Stop } from './stop.ts'
import type { SolveModel } from './subproblem/subproblem.ts'

/** A step is taken where it gives at least this share of the decrease that was promised. */
export const acceptedShare = 1e-4
const poorShare = 0.25
const goodShare = 0.75
const retryLimit = 80
/** Changes of the value by this many roundings say nothing. */
const noiseRatio = 100
/** A smaller region in scaled variables is no place for a decrease that is more than noise. */
const smallestRegion = 1e-13
/** So short a Newton step, relative to each variable, leaves a Hessian by differences as it is. */
const nearStep = 1e-6
/** A way down through more points that seem to be minima has no end. */
const escapeLimit = 100
/** After a step that the model did not choose, the region is chosen as at the start. */
const anew = { radius: 0, isFullStep: false }

/** The state of all trust-region methods. */
export interface TrustRegionState extends Iterate {
  readonly gradient: Vector
  readonly hessian: Vector
  /** In variables that are divided by their usual sizes; 0 before the first step. */
  readonly radius: number
  readonly progress: Progress
  /** What the last iteration has found out about its point; absent where it did not ask. */
  readonly verdict?: Verdict | undefined
}

/** A trust-region method; what is known at its start need not be asked for again. */
export interface TrustRegion extends Solver<TrustRegionState> {
  start(
    evaluator: Evaluator,
    x: Vector,
    settings: Settings,
    known?: ValueAndGradient,
  ): TrustRegionState
}

/**
 * Newton's method inside a region that the quadratic model is trusted in, in variables that
 * are divided by their usual sizes, so that units do not matter. `solveModel` chooses how
 * the model is minimized. In a box, variables that are held at a bound are left out, and
 * steps are projected.
 *
 * Source: Conn, Gould, Toint, "Trust-region methods" (2000), §6.1 and §17.4.
 */
export function trustRegion(solveModel: SolveModel): TrustRegion {
  return {
    start: (evaluator, x, settings, known: ValueAndGradient = evaluator.valueAndGradient(x)) => {
      const { value, gradient } = known
      const isKnown = Number.isFinite(value)
      const hessian = isKnown ? evaluator.hessian(x) : zeros(x.length ** 2)
      const state = {
        x,
        value,
        gradient,
        hessian,
        progress: noProgress,
        radius: 0,
        action: 'start',
      }
      if (!isKnown || !isFiniteVector(hessian)) {
        return { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
      }
      return finish(state, evaluator, settings, false)
    },
    step: (state, evaluator, settings) => takeStep(state, evaluator, settings, solveModel),
  }
}

function takeStep(
  state: TrustRegionState,
  evaluator: Evaluator,
  settings: Settings,
  solveModel: SolveModel,
): TrustRegionState {
  const verdict = state.verdict ?? judgeAt(state, evaluator)
  let radius = state.radius || firstRadius(state, verdict, evaluator)
  for (let retry = 0; retry < retryLimit; retry++) {
    const trial = tryStep({ ...state, radius }, evaluator, verdict, solveModel)
    if (trial.isAccepted) {
      const isNear = verdict.relativeStep <= nearStep && evaluator.hessianError > differencesError
      const arrival = { ...trial, ...(isNear && { hessian: state.hessian }) }
      return arrive(state, arrival, evaluator, settings)
    }
    radius = trial.radius
    if (!(trial.length > 1e-16)) break
  }
  const lower = lastResort(state, verdict, evaluator)
  if (lower) return arrive(state, { ...lower, ...anew }, evaluator, settings, 'Newton step')
  const stop = settleStuck(state, evaluator, radius)
  const last = { ...state, radius, action: 'no lower point' }
  return seemsMinimum(stop) ? confirm(last, stop, verdict, evaluator) : { ...last, stop }
}

interface Trial {
  readonly x: Vector
  readonly value: number
  readonly isAccepted: boolean
  /** For the next trial. */
  readonly radius: number
  /** In scaled variables. */
  readonly length: number
  /** Whether the region did not shorten the step. */
  readonly isFullStep: boolean
}

interface Arrival extends Pick<Trial, 'x' | 'value' | 'radius' | 'isFullStep'> {
  /** A Hessian that is good enough here, so that no other is asked for. */
  readonly hessian?: Vector
}

function tryStep(
  state: TrustRegionState,
  evaluator: Evaluator,
  verdict: Verdict,
  solveModel: SolveModel,
): Trial {
  const { radius } = state
  const { typical, box } = evaluator
  const wanted = modelStep(state, evaluator, verdict.free, solveModel)
  const x = project(addScaled(state.x, 1, wanted), box)
  const step = subtract(x, state.x)
  const length = scaledNorm(step, typical)
  const promised = promiseOf(state, step)
  const value = evaluator.value(x)
  const noise = noiseRatio * Number.EPSILON * Math.abs(state.value)
  const gained = state.value - value
  const isWorthIt = radius > smallestRegion || verdict.decrease <= noise
  const isNoise = isWorthIt && promised <= noise && Math.abs(gained) <= noise
  const share = isNoise ? 1 : gained / promised
  const isAccepted = promised > 0 && share >= acceptedShare
  const isFullStep = length < 0.85 * radius || length > 0.85 * scaledNorm(verdict.step, typical)
  return { x, value, isAccepted, length, isFullStep, radius: nextRadius(share, radius, length) }
}

/** The radius after a step that gave such a share of what the model promised. */
export function nextRadius(share: number, radius: number, length: number): number {
  if (!(share >= poorShare)) return 0.25 * Math.min(radius, length || radius)
  return share > goodShare && length > 0.8 * radius ? 2 * radius : radius
}

function arrive(
  state: TrustRegionState,
  arrival: Arrival,
  evaluator: Evaluator,
  settings: Settings,
  action = 'step',
): TrustRegionState {
  const next = moveTo(state, arrival, evaluator, action)
  return next.stop ? next : finish(next, evaluator, settings, arrival.isFullStep)
}

function moveTo(
  state: TrustRegionState,
  { x, value, radius, hessian: known }: Arrival,
  evaluator: Evaluator,
  action: string,
): TrustRegionState {
  const gradient = evaluator.gradient(x)
  const hessian = known ?? evaluator.hessian(x)
  if (isFiniteVector(gradient) && isFiniteVector(hessian)) {
    return { ...state, x, value, gradient, hessian, radius, action, verdict: undefined }
  }
  return { ...state, action: 'no derivatives', stop: brokenAt(x, value, evaluator) }
}

/** Derivatives that are not finite at a point whose value is. */
function brokenAt(x: Vector, value: number, evaluator: Evaluator): Stop {
  if (evaluator.failure) return stuckFor(evaluator, Number.NaN, 0)
  return { code: 'not-finite', value, point: Array.from(x) }
}

/** Stops at a minimum, unless a lower point is found where there is no curvature. */
function finish(
  state: TrustRegionState,
  evaluator: Evaluator,
  settings: Settings,
  isFullStep: boolean,
): TrustRegionState {
  const { verdict, progress, stop } = examine(state, evaluator, settings, isFullStep)
  if (stop && seemsMinimum(stop)) return confirm(state, stop, verdict, evaluator)
  if (stop) return { ...state, progress, stop }
  return { ...state, progress, verdict }
}

/** Whether a look around may still show that it is none. */
function seemsMinimum(stop: Stop): boolean {
  return stop.code === 'uncertain' || (isConverged(stop) && stop.code !== 'gradient-tolerance')
}

/** Stops, unless a look around finds a lower point, or that there is no telling. */
function confirm(
  state: TrustRegionState,
  found: Stop,
  verdict: Verdict,
  evaluator: Evaluator,
): TrustRegionState {
  const { lower, stop = found } = probe(state, verdict, evaluator)
  if (!lower) return { ...state, stop }
  const unbounded = unboundedAt(lower.value, evaluator)
  if (unbounded) return { ...state, ...lower, stop: unbounded }
  const escapes = (state.progress.escapes ?? 0) + 1
  const { farthest: variable } = verdict
  if (escapes > escapeLimit) {
    return { ...state, stop: { code: 'runaway', variable, at: state.x[variable]! } }
  }
  // Judged in the next iteration: a way down may lead through many such points.
  const next = moveTo(state, { ...lower, ...anew }, evaluator, 'left a flat point')
  return { ...next, progress: { ...noProgress, escapes } }
}

/** The length of the Newton step, at most that of the point or of the gradient. */
function firstRadius(
  { x, gradient }: TrustRegionState,
  { step, descent }: Verdict,
  { typical }: Evaluator,
): number {
  const length = scaledNorm(step, typical)
  const size = scaledNorm(x, typical)
  const slope = norm(times(gradient, typical))
  const usual = Math.min(length, Math.max(size, slope))
  return descent ? Math.max(usual, 0.1) : usual
}

function scaledNorm(vector: Vector, typical: Vector): number {
  return norm(over(vector, typical))
}
