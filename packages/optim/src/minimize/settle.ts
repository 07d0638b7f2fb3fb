import { maxAbs, type Vector } from '../linear-algebra/vector.ts'
import { projectedGradient } from '../objective/bounds.ts'
import { type Candidate, judge, type Verdict } from './certificate.ts'
import type { Evaluator } from './evaluator.ts'
import type { Settings } from './solver.ts'
import type { Stop } from './stop.ts'

/** A decrease of so little, relative to the value, is rounding. */
export const nothing = 16 * Number.EPSILON
/** By differences of values, the decrease that a Newton step promises is not known better. */
const roughDecrease = 1e-12
/** The same where rounding errors of the value let no step come to it. */
const stuckTolerance = 1e-9
/** How small that Newton step has to be, relative to each variable. */
const stepTolerance = 1e-4
/** The same where the value itself goes to 0. */
const closeTolerance = 1e-8
/** The same by differences, whose errors move the end of the step about. */
const roughTolerance = 1e-6
/** Gradients this many times their rounding errors can be nothing else. */
export const errorTolerance = 100
/** How much of what the last Newton step promised the next one may promise. */
const contraction = 0.1
/** A promise that shrinks to this share shows quadratic convergence. */
export const quadratic = 1e-2
/** After so many iterations in which the value does not change, a look around decides. */
const driftLimit = 30
/** So many iterations in which the promise is not halved show that it is rounding errors. */
const stagnantLimit = 3
/** So many iterations with no larger change show that differences are too rough to go on. */
const idleLimit = 60
const idleShare = 1e-10
/** Steps this short, relative to each variable, are no steps. */
const stillTolerance = 1e-12
/** What differences may hide of the decrease, relative to the value. */
const certainty = 1e-9
/** The value relative to the first one where it counts as 0 for differences. */
export const nilRatio = 1e-11
/** Hessians with a larger relative error come from differences. */
export const differencesError = 1e-12
/** The value relative to the first one where it counts as 0, if curvature is gone too. */
export const vanishedRatio = 1e-24
/** And the curvature that differences then take for a descent. */
const vanishedCurvature = 1e-6
/** A value so many times below the first one, and below -1, shows that there is no minimum. */
const unboundedRatio = 1e20

/** What is remembered from the points before, to tell a minimum from a tail or a flat. */
export interface Progress {
  /** What the Newton step at the point before promised, and its value; absent at the start. */
  readonly promised?: number
  readonly value?: number
  /** How long that step was, relative to each variable. */
  readonly promisedStep?: number
  /** In how many iterations in a row the promise has shrunk as in quadratic convergence. */
  readonly fast?: number
  /** How often in a row the value has been close to 0 and still falling. */
  readonly vanishing: number
  /** How often in a row nothing has changed but a variable that runs away. */
  readonly drift: number
  /** How often a point that seemed to be a minimum was left for a lower one. */
  readonly escapes?: number
  /** How often in a row differences of the value have led to no change of it. */
  readonly idle?: number
  /** For how many of these the promise was neither kept nor halved: it is rounding errors. */
  readonly stagnant: number
}

/** Nothing is known before the start. */
export const noProgress: Progress = { vanishing: 0, drift: 0, stagnant: 0 }

/** The point of a solver with its derivatives. */
export interface Located {
  readonly x: Vector
  readonly value: number
  readonly gradient: Vector
  readonly hessian: Vector
  readonly progress: Progress
}

/** Puts together what a point is judged by. */
export function candidateOf(at: Located, evaluator: Evaluator): Candidate {
  const { gradientError, hessianError, typical, box } = evaluator
  return { ...at, typical, box, gradientError, hessianError }
}

/** Judges a point with all its derivatives. */
export function judgeAt(at: Located, evaluator: Evaluator): Verdict {
  return judge(candidateOf(at, evaluator))
}

/** What is said about a point: a reason to stop, or what to go on with. */
export interface Finding {
  readonly verdict: Verdict
  readonly progress: Progress
  readonly stop?: Stop
}

/**
 * Whether a point is a minimum, by all tests that need no further evaluation.
 *
 * @param isFullStep  Whether the whole Newton step led here, rather than a part of it.
 */
export function examine(
  at: Located,
  evaluator: Evaluator,
  settings: Settings,
  isFullStep: boolean,
): Finding {
  const verdict = judgeAt(at, evaluator)
  const { value } = at
  const before = at.progress
  const { promised = 0, value: valueBefore = value } = before
  const { decrease } = verdict
  const drift = isTail(verdict, value, smallDecrease(evaluator)) ? before.drift + 1 : 0
  const isKept = valueBefore - value > promised / 2
  const silence = idleShare * Math.abs(value) + Number.EPSILON * Math.abs(evaluator.first ?? 0)
  const isIdle = evaluator.gradientError > Number.EPSILON && valueBefore - value <= silence
  const idle = isIdle ? (before.idle ?? 0) + 1 : 0
  const isStagnant = isFullStep && drift > 1 && decrease > promised / 2 && !isKept
  const progress: Progress = {
    value,
    promised: isStagnant ? Math.min(promised, decrease) : decrease,
    promisedStep: verdict.relativeStep,
    fast: decrease <= quadratic * promised ? (before.fast ?? 0) + 1 : 0,
    vanishing: isVanishing(verdict, value, evaluator) ? before.vanishing + 1 : 0,
    drift,
    idle,
    stagnant: isStagnant ? before.stagnant + 1 : 0,
  }
  const stop =
    unboundedAt(value, evaluator) ??
    meetsTolerance(at, verdict, evaluator, settings) ??
    settle(verdict, value, { ...progress, promised }, evaluator) ??
    vanishedAt(verdict, value, evaluator) ??
    (drift >= driftLimit ? endOfDrift(at, verdict, evaluator) : undefined) ??
    (idle >= idleLimit ? settleStuck(at, evaluator, 0) : undefined)
  return { verdict, progress, ...(stop && { stop }) }
}

/**
 * Next to a minimum that is not 0 the share of the decrease vanishes, and a Newton step
 * takes most of the slopes with it, down to their rounding errors; next to 0 it stays.
 */
function settle(
  verdict: Verdict,
  value: number,
  progress: Progress,
  evaluator: Evaluator,
): Stop | undefined {
  if (verdict.descent) return undefined
  const { decrease, relativeStep, gradientErrors } = verdict
  const { promised = 0, vanishing, stagnant } = progress
  const isSmall = isTail(verdict, value, smallDecrease(evaluator)) && relativeStep <= stepTolerance
  const isContracting = decrease <= contraction * promised || gradientErrors <= errorTolerance
  const isAtRest = decrease === 0 && relativeStep <= stepTolerance
  const isDone = isAtRest || isStill(verdict) || vanishing >= 2
  const isMinimum = isDone || (isSmall && (isContracting || stagnant >= stagnantLimit))
  return isMinimum ? minimumIfCertain(verdict, value, evaluator) : undefined
}

function minimumIfCertain(verdict: Verdict, value: number, evaluator: Evaluator): Stop {
  if (isCertain(verdict, value, evaluator)) return minimumBy(verdict)
  return { code: 'uncertain', decrease: verdict.decrease, hidden: verdict.uncertainty }
}

/** Whether derivatives by differences are good enough to tell, for this value. */
function isCertain({ uncertainty, isFlat }: Verdict, value: number, evaluator: Evaluator): boolean {
  // Second differences of values cannot tell a little curvature up from a little down.
  const isSigned = !isFlat || evaluator.gradientError <= Number.EPSILON
  const isNil =
    Math.abs(value) + uncertainty <= nilRatio * Math.min(1, Math.abs(evaluator.first ?? 0))
  return isNil || (isSigned && isCertainBy(uncertainty, value, evaluator))
}

/** The same by what errors of differences may hide of a decrease. */
export function isCertainBy(hidden: number, value: number, { first }: Evaluator): boolean {
  const size = Math.abs(value)
  const isNil = size + hidden <= nilRatio * Math.min(1, Math.abs(first ?? 0))
  return hidden <= certainty * size || isNil
}

/** Where curvature vanishes together with the value, steps shrink too slowly to wait for. */
function vanishedAt(verdict: Verdict, value: number, evaluator: Evaluator): Stop | undefined {
  const isTiny = Math.abs(value) <= vanishedRatio * Math.abs(evaluator.first ?? 0)
  // Differences cannot tell curvature that has gone from a little that is left.
  const isFlat = verdict.isFlat || evaluator.hessianError > differencesError
  const share = verdict.decrease / Math.abs(value)
  const { relativeStep } = verdict
  const isNear = share <= 1 && (relativeStep <= 1e-10 || (relativeStep <= 1e-6 && share > 1e-5))
  const hasDescent = verdict.descentCurvature < -vanishedCurvature
  return isTiny && isFlat && isNear && !hasDescent ? minimumBy(verdict) : undefined
}

function minimumBy({ relativeStep, decrease }: Verdict): Stop {
  return { code: 'minimum', relativeStep, decrease }
}

function isVanishing(verdict: Verdict, value: number, { first = 0 }: Evaluator): boolean {
  const { decrease, relativeStep, descent } = verdict
  if (Math.abs(value) > nilRatio * Math.min(1, Math.abs(first))) return false
  const isClose = relativeStep <= closeTolerance
  return !descent && isClose && decrease >= 0.01 * Math.abs(value)
}

function isStill({ relativeStep }: Verdict): boolean {
  return relativeStep <= stillTolerance
}

/** How small the decrease that a Newton step promises has to be, relative to the value. */
function smallDecrease({ gradientError }: Evaluator): number {
  return gradientError > Number.EPSILON ? roughDecrease : nothing
}

function isTail({ decrease, descent }: Verdict, value: number, tolerance: number): boolean {
  return !descent && decrease <= tolerance * Math.abs(value)
}

/** Nothing changes any more: a variable runs away, unless differences are too rough to say. */
function endOfDrift({ x, value }: Located, verdict: Verdict, evaluator: Evaluator): Stop {
  const isRunning = verdict.relativeStep > stepTolerance && isCertain(verdict, value, evaluator)
  if (!isRunning) return minimumIfCertain(verdict, value, evaluator)
  return { code: 'runaway', variable: verdict.farthest, at: x[verdict.farthest]! }
}

/** A value so low that there is no minimum. */
export function unboundedAt(value: number, { first }: Evaluator): Stop | undefined {
  const size = Math.max(1, Math.abs(first ?? 0))
  return value < -unboundedRatio * size ? { code: 'unbounded', value } : undefined
}

/** Whether the slopes are below the tolerance that was asked for. */
function meetsTolerance(
  { x, gradient }: Located,
  { descent }: Verdict,
  { box }: Evaluator,
  { gradientTolerance }: Settings,
): Stop | undefined {
  if (gradientTolerance === undefined || descent) return undefined
  const largest = maxAbs(projectedGradient(x, gradient, box))
  if (!(largest <= gradientTolerance)) return undefined
  return { code: 'gradient-tolerance', gradient: largest, tolerance: gradientTolerance }
}

/** The reason to stop where no step lowers the value any more. */
export function settleStuck(at: Located, evaluator: Evaluator, step: number): Stop {
  const verdict = judgeAt(at, evaluator)
  const isAtRest = verdict.decrease === 0 && verdict.relativeStep <= stepTolerance
  const isDone = isAtRest || isStill(verdict)
  const isSmall = isTail(verdict, at.value, stuckTolerance)
  const gradient = maxAbs(projectedGradient(at.x, at.gradient, evaluator.box))
  if (verdict.descent) return stuckFor(evaluator, gradient, step)
  if (isSmall && !isCertain(verdict, at.value, evaluator)) {
    return minimumIfCertain(verdict, at.value, evaluator)
  }
  if (isDone || isVanishing(verdict, at.value, evaluator)) return minimumBy(verdict)
  const isClose = verdict.relativeStep <= closeTolerance || isSmall
  if (isClose && verdict.gradientErrors <= errorTolerance) {
    return { code: 'rounding', gradient, roundingError: gradient / verdict.gradientErrors }
  }
  if (isSmall && verdict.relativeStep <= stepTolerance) return minimumBy(verdict)
  if (isDrowned(verdict, evaluator)) return minimumBy(verdict)
  return stuckFor(evaluator, gradient, step)
}

/** Whether what is left of the decrease is less than the rounding errors of a value that cancels. */
function isDrowned(verdict: Verdict, { first = 0, gradientError }: Evaluator): boolean {
  const isExact = gradientError <= Number.EPSILON
  const limit = 4 * Number.EPSILON * Math.abs(first)
  const isTiny = verdict.decrease <= limit && verdict.uncertainty <= limit
  const isNear = verdict.relativeStep <= (isExact ? closeTolerance : roughTolerance)
  return isTiny && isNear && !verdict.isFlat
}

/** Why nothing lower is found: values that are not finite, or nothing that is known. */
export function stuckFor({ failure }: Evaluator, gradient: number, step: number): Stop {
  if (!failure) return { code: 'stalled', gradient, step }
  const point = Array.from(failure.point)
  if (failure.message !== undefined) return { code: 'failed', message: failure.message, point }
  return { code: 'not-finite', value: failure.value, point }
}
