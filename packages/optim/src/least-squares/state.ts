import { isFiniteVector, norm, type Vector } from '../linear-algebra/vector.ts'
import type { Evaluator } from '../minimize/evaluator.ts'
import { stuckFor } from '../minimize/settle.ts'
import type { Iterate } from '../minimize/solver.ts'
import type { TrustRegionState } from '../minimize/trust-region.ts'
import { lossGradient, lossSlopes, type ScaledLoss } from './loss.ts'

/** The first radius, relative to the size of the start. */
const firstFactor = 100

/** The state of both methods for sums of squares. */
export interface LeastSquaresState extends Iterate {
  readonly gradient: Vector
  readonly residuals: Vector
  /** `[m, n]`, row-major. */
  readonly jacobian: Vector
  /** The size of each column of the Jacobian, growing only: steps are measured by them. */
  readonly units: Vector
  readonly radius: number
  /** The largest magnitude that each variable has had. */
  readonly largest: Vector
  /**
   * The trust region, then Gauss-Newton steps to the last digit, then the proof; before them the
   * approach by another loss, where a loss needs it.
   */
  readonly phase: 'approach' | 'search' | 'polish' | 'prove'
  /** The length of the last polishing step, in units. */
  readonly lastLength: number
  /** How often a point that is no minimum has been left. */
  readonly escapes: number
  /** Newton's method at the end. */
  readonly proof?: TrustRegionState
}

interface Here {
  readonly x: Vector
  readonly value: number
  readonly residuals: Vector
  readonly jacobian: Vector
  readonly loss: ScaledLoss
}

/** A state at a point, after another one or at the start. */
export function located(
  { x, value, residuals, jacobian, loss }: Here,
  before: LeastSquaresState | undefined,
): LeastSquaresState {
  const n = x.length
  const units = columnNorms(jacobian, n, before?.units)
  const scaled = x.map((entry, j) => entry * units[j]!)
  const gradient = lossGradient(lossSlopes(residuals, loss).first, jacobian)
  const { radius = firstFactor * (norm(scaled) || 1), escapes = 0 } = before ?? {}
  const largest = x.map((entry, j) => Math.max(Math.abs(entry), before?.largest[j] ?? 0))
  const own = { x, value, residuals, jacobian, gradient, units, largest, radius, escapes }
  const action = before ? 'step' : 'start'
  return { ...own, action, phase: 'search', lastLength: Number.POSITIVE_INFINITY }
}

/** The state at another point, unless the derivatives there are not finite. */
export function locatedAt(
  x: Vector,
  before: LeastSquaresState | undefined,
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState | undefined {
  const { value, residuals } = evaluator.residuals(x)
  const jacobian = evaluator.jacobian(x)
  if (!isFiniteVector(jacobian)) return undefined
  return located({ x, value, residuals, jacobian, loss }, before)
}

/** The state at the start, which is an end where values or derivatives are not finite. */
export function startAt(x: Vector, evaluator: Evaluator, loss: ScaledLoss): LeastSquaresState {
  const { value, residuals } = evaluator.residuals(x)
  const jacobian = Number.isFinite(value) ? evaluator.jacobian(x) : new Float64Array(0)
  const state = located({ x, value, residuals, jacobian, loss }, undefined)
  const isKnown = Number.isFinite(value) && isFiniteVector(jacobian)
  return isKnown ? state : { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
}

function columnNorms(jacobian: Vector, n: number, before: Vector | undefined): Vector {
  const units = new Float64Array(n)
  for (let at = 0; at < jacobian.length; at++) units[at % n]! += jacobian[at]! ** 2
  return units.map((square, j) => Math.max(Math.sqrt(square), before?.[j] ?? 0) || 1)
}
