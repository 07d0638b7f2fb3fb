import { addScaled, dot, norm, over, type Vector } from '../linear-algebra/vector.ts'
import type { Verdict } from '../minimize/certificate.ts'
import type { Evaluator } from '../minimize/evaluator.ts'
import { judgeAt, stuckFor, vanishedRatio } from '../minimize/settle.ts'
import type { Settings } from '../minimize/solver.ts'
import { isConverged, type Stop } from '../minimize/stop.ts'
import { exactStep } from '../minimize/subproblem/exact.ts'
import { type TrustRegionState, trustRegion } from '../minimize/trust-region.ts'
import { findFree, project, projectedGradient } from '../objective/bounds.ts'
import type { ScaledLoss } from './loss.ts'
import { type LeastSquaresState, locatedAt } from './state.ts'
import { fitStatistics } from './statistics.ts'

/** How often a point that is no minimum is left before it is reported. */
const escapeLimit = 5
/** Variables that are so many times their usual sizes are far out: the start is 0 beside them. */
const farRatio = 1e16
/** And those within so many times of them are near. */
const nearRatio = 1e6
/** A variable that changes residuals by less than this share of them, when it is halved, is idle. */
const leastInfluence = 1e-6
/** A slope below this share of what residuals and a variable could make of it is none. */
const flatSlope = 1e-8
/** Newton steps go on while they move a variable by more than this share of its size. */
const refineTolerance = 1e-11
const refineLimit = 10
/** Residuals are wrong by about so many roundings of the variables. */
const roundings = 4
/** A value lower by this share is another point, not another rounding. */
const lowerShare = 1e-9

/**
 * Tells whether the end of the polish is a minimum, by second derivatives of the loss itself,
 * which a Gauss-Newton model does not have: Newton's method goes on from there. Where it
 * finds a lower point the search begins again. Where it comes closer to the same minimum, as it
 * does where large residuals leave Gauss-Newton steps few digits, its point is taken.
 */
export function prove(
  state: LeastSquaresState,
  evaluator: Evaluator,
  settings: Settings,
  loss: ScaledLoss,
): LeastSquaresState {
  const { value } = state
  if (isNil(state, evaluator)) {
    return { ...state, stop: { code: 'minimum', relativeStep: 0, decrease: value } }
  }
  const next = newtonStep(state, evaluator, settings)
  const { best } = evaluator
  const lower = best && next.stop && best.value < next.value ? best : next
  const isLower = lower.value < value * (1 - lowerShare)
  // The last ways are Newton's alone, but each end of them is polished.
  const isOpen = state.escapes < (next.stop ? 2 : 1) * escapeLimit
  if (isLower && isOpen) return restart(state, lower.x, evaluator, loss)
  if (next.stop) return finish(state, next, evaluator, loss)
  return { ...state, proof: next, action: 'proof' }
}

/**
 * Whether the sum of squares is 0, or no more than rounding the variables makes of it: nothing is
 * below that, however rough differences are and whatever is known of the sizes of variables.
 */
function isNil(
  { x, value, residuals, jacobian }: LeastSquaresState,
  { first }: Evaluator,
): boolean {
  if (!(value <= vanishedRatio * (first ?? 0))) return false
  const n = x.length
  let noise = 0
  jacobian.forEach((slope, k) => {
    noise += (Number.EPSILON * slope * x[k % n]!) ** 2
  })
  return dot(residuals, residuals) <= roundings ** 2 * noise
}

/** An iteration of Newton's method on the loss, which begins at the point of the state. */
export function newtonStep(
  { proof, ...at }: LeastSquaresState,
  evaluator: Evaluator,
  settings: Settings,
): TrustRegionState {
  if (proof) return newton.step(proof, evaluator, settings)
  return newton.start(evaluator, at.x, settings, at)
}

const newton = trustRegion(exactStep)

/** Ends with the point that is closest to the minimum, or with the reason why there is none. */
export function finish(
  state: LeastSquaresState,
  next: TrustRegionState,
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState {
  const proven = { ...state, proof: next, action: 'proof' }
  const { hessian } = next
  const stop = runawayAt(next, evaluator) ?? undetermined(state, next, evaluator) ?? next.stop!
  const isEnd = isConverged(stop) || stop.code === 'uncertain'
  if (!isEnd) return { ...proven, stop, hessian }
  const closest = closestTo(state, { ...next, stop }, evaluator, loss)
  return { ...proven, ...closest, action: 'proof', phase: 'prove', hessian }
}

/** The end of Newton's method if no curvature is left so far out: a tail, and no minimum. */
function runawayAt(end: TrustRegionState, evaluator: Evaluator): Stop | undefined {
  const { typical, first = 0 } = evaluator
  const variable = end.x.findIndex((entry, j) => Math.abs(entry) > farRatio * typical[j]!)
  const isFit = end.value <= vanishedRatio * Math.abs(first)
  if (variable < 0 || isFit || !judgeAt(end, evaluator).isFlat) return undefined
  return { code: 'runaway', variable, at: end.x[variable]! }
}

/**
 * The end of a valley that is no tail, though the value is the same all along it, or differs by
 * rounding: residuals do not tell its variables apart, but each of them matters. Along a tail they
 * matter no more.
 */
function undetermined(
  { x, value, gradient, residuals, jacobian }: LeastSquaresState,
  end: TrustRegionState,
  evaluator: Evaluator,
): Stop | undefined {
  if (end.stop?.code !== 'runaway' && end.stop?.code !== 'uncertain') return undefined
  const n = x.length
  const { typical, box } = evaluator
  const free = findFree(x, gradient, box)
  const held = new Set(Array.from(x, (_, j) => j).filter((j) => !free.includes(j)))
  if (fitStatistics(residuals, jacobian, n, held).isUnique) return undefined
  const size = norm(residuals)
  const isNear = free.every((j) => {
    const influence = norm(residuals.map((_, i) => jacobian[i * n + j]! * x[j]!))
    const slope = Math.abs(gradient[j]! * x[j]!)
    const isFlat = slope <= flatSlope * influence * size
    return (
      influence >= leastInfluence * size && isFlat && Math.abs(x[j]!) <= nearRatio * typical[j]!
    )
  })
  if (!isNear) return undefined
  const { relativeStep, decrease } = judgeAt({ ...end, x, value, gradient }, evaluator)
  return { code: 'minimum', relativeStep, decrease }
}

/**
 * The point with the smallest slopes, in the units of the columns: the polished one, the end of
 * Newton's method, or what further Newton steps with its Hessian lead to. With its reason.
 */
function closestTo(
  state: LeastSquaresState,
  end: TrustRegionState,
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState {
  const { units } = state
  const slopesAt = ({ x, gradient }: Pick<LeastSquaresState, 'x' | 'gradient'>): number =>
    norm(over(projectedGradient(x, gradient, evaluator.box), units))
  const judgeFrom = ({ x, value, gradient }: LeastSquaresState): Verdict =>
    judgeAt({ ...end, x, value, gradient }, evaluator)
  const ended = slopesAt(end) < slopesAt(state) && locatedAt(end.x, state, evaluator, loss)
  let closest = ended || state
  let verdict = judgeFrom(closest)
  for (let turn = 0; turn < refineLimit && verdict.relativeStep > refineTolerance; turn++) {
    const x = project(addScaled(closest.x, 1, verdict.step), evaluator.box)
    const next = locatedAt(x, state, evaluator, loss)
    const isLow = next !== undefined && next.value <= state.value * (1 + lowerShare)
    if (!isLow || !(slopesAt(next) < slopesAt(closest) / 2)) break
    closest = next
    verdict = judgeFrom(closest)
  }
  const { relativeStep, decrease } = verdict
  const stop = end.stop?.code === 'minimum' ? { ...end.stop, relativeStep, decrease } : end.stop!
  return { ...closest, stop }
}

function restart(
  state: LeastSquaresState,
  x: Vector,
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState {
  const next = locatedAt(x, undefined, evaluator, loss)
  if (!next) return { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
  return { ...next, escapes: state.escapes + 1, action: 'left a point that is no minimum' }
}
