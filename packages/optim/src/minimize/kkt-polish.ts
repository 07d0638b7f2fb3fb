import { addScaled, isFiniteVector, maxAbs, type Vector } from '../linear-algebra/vector.ts'
import { type Box, project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import { flatDirections, leastCurved } from './certificate.ts'
import type { ConstrainedEvaluator } from './evaluator.ts'
import { type KktStep, kktStep } from './kkt-step.ts'
import { violationOf } from './violation.ts'

/** Newton steps for one polish: from a good start it takes three or four. */
const stepLimit = 15
/** A step this short, relative to each variable, is the last one. */
const lastStep = 1e-11
/** Shorter than that, differences of gradients at the point before are as good as new ones. */
const nearStep = 1e-4
/** A first step that is longer, relative to each variable, is too early: it may lead away. */
const longestStep = 0.1
/** Newton's method comes nearer by this share, or the start was not good. */
const contraction = 0.5
/** And by this share at least once, or there is too little curvature. */
const quadratic = 1e-2
/** So many steps may come no nearer: the first ones choose among the constraints. */
const patience = 4
/** Steps this short that come no nearer are rounding errors. */
const roundingStep = 1e-6
/** A multiplier this small beside the slopes may be one of 0. */
const weakShare = 1e-8
/** A point that violates constraints by no more than this lies on them. */
const onConstraints = 1e-10
/** So many directions without curvature are looked along. */
const directionLimit = 4

/** A point with all that the conditions of a minimum under constraints are made of. */
export interface KktPoint {
  readonly x: Vector
  readonly value: number
  readonly constraints: Vector
  readonly multipliers: Vector
  readonly violation: number
}

/** What a polish came to. */
export interface Polished extends KktPoint {
  /**
   * Whether the value curves up on all directions that keep the constraints that matter, and
   * steps have shrunk as they do at minima: on inflections each is a share of the one before.
   */
  readonly isMinimum: boolean
  /** What errors of differences may hide of a decrease. */
  readonly uncertainty: number
}

/** Which constraints and bounds hold a point, and the slopes along the free variables. */
interface ActiveSet {
  readonly rows: readonly number[]
  readonly free: readonly number[]
}

/** A point with derivatives. */
interface Located extends KktPoint {
  readonly gradient: Vector
  readonly jacobian: Vector
  readonly hessian: Vector
}

/**
 * Newton's method for the conditions of a minimum under constraints, where those that hold are
 * chosen anew at each step by multiplier and violation (a primal-dual active set). It ends the
 * rounds of an augmented Lagrangian, which come near a minimum but not to all its digits.
 * Nothing where it does not contract.
 *
 * Source: Birgin and Martínez, "Improving ultimate convergence of an augmented Lagrangian
 * method" (Optimization Methods and Software 23, 2008); Hintermüller, Ito, Kunisch, "The
 * primal-dual active set strategy as a semismooth Newton method" (SIAM J. Optim. 13, 2002).
 */
export function polishKkt(
  start: { readonly x: Vector; readonly multipliers: Vector },
  penalties: Vector,
  evaluator: ConstrainedEvaluator,
): Polished | undefined {
  let { x, multipliers } = start
  let hessian: Vector | undefined
  let size = Number.POSITIVE_INFINITY
  let slow = 0
  let isFast = false
  for (let turn = 0; turn < stepLimit; turn++) {
    const at = locate(x, multipliers, hessian, penalties, evaluator)
    if (!at) return undefined
    const active = chooseActive(at, penalties, evaluator)
    const model = modelAt(at, active, evaluator)
    const before = size
    const next = spread(model.multipliers, active.rows, multipliers.length)
    const length = relativeSize(model.step, active.free, x, evaluator)
    // A corner of constraints leaves no room for a step, whatever the multipliers are.
    size = Math.max(length, relativeChange(next, at, evaluator))
    if (turn === 0 && length > longestStep) return undefined
    isFast ||= size <= quadratic * before && before <= longestStep
    const isNearer = size <= contraction * before
    if (size <= lastStep || (size <= roundingStep && !isNearer))
      return conclude(at, isFast, evaluator)
    slow = isNearer ? 0 : slow + 1
    if (!(size < Number.POSITIVE_INFINITY) || slow >= patience) return undefined
    x = move(x, model.step, active.free, evaluator)
    multipliers = next
    hessian = size <= nearStep && !evaluator.hasHessian ? at.hessian : undefined
  }
  return undefined
}

function locate(
  x: Vector,
  given: Vector,
  known: Vector | undefined,
  penalties: Vector,
  evaluator: ConstrainedEvaluator,
): Located | undefined {
  const { value, constraints } = evaluator.constrained(x)
  if (!Number.isFinite(value) || !isFiniteVector(constraints)) return undefined
  const multipliers = given.map((each, k) =>
    isActive(each, constraints[k]!, penalties[k]!, evaluator.isEquality[k]!) ? each : 0,
  )
  const { gradient, jacobian } = evaluator.constrainedGradient(x)
  const hessian = known ?? evaluator.lagrangianHessian(x, multipliers)
  const isKnown = isFiniteVector(gradient) && isFiniteVector(jacobian) && isFiniteVector(hessian)
  if (!isKnown) return undefined
  const violation = violationOf(constraints, evaluator.isEquality)
  return { x, value, constraints, multipliers, violation, gradient, jacobian, hessian }
}

function isActive(
  multiplier: number,
  constraint: number,
  penalty: number,
  isEquality: boolean,
): boolean {
  return isEquality || multiplier + penalty * constraint > 0
}

/** The slopes of the Lagrangian. */
function slopesOf({ gradient, jacobian, multipliers }: Located): Vector {
  const n = gradient.length
  const slopes = new Float64Array(gradient)
  multipliers.forEach((multiplier, k) => {
    if (multiplier === 0) return
    for (let j = 0; j < n; j++) slopes[j]! += multiplier * jacobian[k * n + j]!
  })
  return slopes
}

function chooseActive(at: Located, penalties: Vector, evaluator: ConstrainedEvaluator): ActiveSet {
  const { constraints, multipliers, x } = at
  const { isEquality, box } = evaluator
  const rows = indices(constraints.length).filter((k) =>
    isActive(multipliers[k]!, constraints[k]!, penalties[k]!, isEquality[k]!),
  )
  const slopes = slopesOf(at)
  const free = indices(x.length).filter((i) => !isHeld(x[i]!, slopes[i]!, i, box, 0))
  return { rows, free }
}

/** Whether a variable lies at a bound that a slope above `weak` pushes it against. */
function isHeld(x: number, slope: number, i: number, box: Box | undefined, weak: number): boolean {
  if (!box) return false
  const [lower, upper] = [box.lower[i]!, box.upper[i]!]
  return lower === upper || (x <= lower && slope > weak) || (x >= upper && slope < -weak)
}

/** The model about a point, in variables of usual size 1. */
function modelAt(at: Located, { rows, free }: ActiveSet, evaluator: ConstrainedEvaluator): KktStep {
  const { gradient, jacobian, hessian, constraints } = at
  const n = gradient.length
  const m = free.length
  const sizes = sizesAt(at.x, evaluator)
  const scaledHessian = new Float64Array(m * m)
  const scaledRows = new Float64Array(rows.length * m)
  free.forEach((i, a) => {
    free.forEach((j, b) => {
      scaledHessian[a * m + b] = hessian[i * n + j]! * sizes[i]! * sizes[j]!
    })
    rows.forEach((k, row) => {
      scaledRows[row * m + a] = jacobian[k * n + i]! * sizes[i]!
    })
  })
  return kktStep({
    gradient: Float64Array.from(free, (i) => gradient[i]! * sizes[i]!),
    hessian: scaledHessian,
    jacobian: scaledRows,
    residual: Float64Array.from(rows, (k) => constraints[k]!),
    scale: slopeScale(at, sizes),
    gradientError: evaluator.gradientError,
    hessianError: evaluator.hessianError,
  })
}

function sizesAt(x: Vector, { typical }: ConstrainedEvaluator): Vector {
  return x.map((_, i) => sizeAt(x, i, typical))
}

/** How large the terms are that slopes of the Lagrangian are made of. */
function slopeScale({ value, gradient, jacobian, multipliers }: Located, sizes: Vector): number {
  const n = sizes.length
  let scale = Math.abs(value)
  gradient.forEach((slope, i) => {
    scale = Math.max(scale, Math.abs(slope * sizes[i]!))
  })
  multipliers.forEach((multiplier, k) => {
    for (let i = 0; i < n; i++) {
      scale = Math.max(scale, Math.abs(multiplier * jacobian[k * n + i]! * sizes[i]!))
    }
  })
  return scale
}

function relativeSize(
  step: Vector,
  free: readonly number[],
  x: Vector,
  evaluator: ConstrainedEvaluator,
): number {
  const sizes = sizesAt(x, evaluator)
  const { box } = evaluator
  const moved = free.map((i, a) => {
    const to = x[i]! + step[a]! * sizes[i]!
    const inside = box ? Math.min(Math.max(to, box.lower[i]!), box.upper[i]!) : to
    return (inside - x[i]!) / sizes[i]!
  })
  return moved.every(Number.isFinite) ? maxAbs(Float64Array.from(moved)) : Number.NaN
}

function move(
  x: Vector,
  step: Vector,
  free: readonly number[],
  evaluator: ConstrainedEvaluator,
): Vector {
  const sizes = sizesAt(x, evaluator)
  const all = new Float64Array(x.length)
  free.forEach((i, a) => {
    all[i] = step[a]! * sizes[i]!
  })
  return project(addScaled(x, 1, all), evaluator.box)
}

/** How far multipliers are from those of a point, beside the slopes that they balance. */
function relativeChange(next: Vector, at: Located, evaluator: ConstrainedEvaluator): number {
  const { x, jacobian, multipliers } = at
  const n = x.length
  const sizes = sizesAt(x, evaluator)
  let most = 0
  next.forEach((multiplier, k) => {
    const change = Math.abs(multiplier - multipliers[k]!)
    for (let i = 0; i < n; i++) {
      most = Math.max(most, Math.abs(change * jacobian[k * n + i]! * sizes[i]!))
    }
  })
  return most === 0 ? 0 : most / slopeScale(at, sizes)
}

function spread(entries: Vector, rows: readonly number[], length: number): Vector {
  const all = new Float64Array(length)
  rows.forEach((k, row) => {
    all[k] = entries[row]!
  })
  return all
}

function conclude(at: Located, isFast: boolean, evaluator: ConstrainedEvaluator): Polished {
  const { x, value, constraints, multipliers, violation } = at
  const model = modelAt(at, strongSet(at, evaluator), evaluator)
  const { verdict } = model
  const isCurved = !verdict || (!verdict.isFlat && !verdict.descent)
  const uncertainty = verdict?.uncertainty ?? 0
  const isMinimum = isCurved && (isFast || !verdict)
  return { x, value, constraints, multipliers, violation, isMinimum, uncertainty }
}

/** The constraints and bounds that are sure to hold the point: their multipliers are no 0. */
function strongSet(at: Located, evaluator: ConstrainedEvaluator): ActiveSet {
  const { x, jacobian, multipliers } = at
  const n = x.length
  const sizes = sizesAt(x, evaluator)
  const weak = weakShare * slopeScale(at, sizes)
  const rows = indices(multipliers.length).filter((k) => {
    if (evaluator.isEquality[k]) return true
    const row = jacobian.subarray(k * n, (k + 1) * n)
    return multipliers[k]! * maxAbs(row.map((entry, i) => entry * sizes[i]!)) > weak
  })
  const slopes = slopesOf(at)
  const free = indices(n).filter(
    (i) => !isHeld(x[i]!, slopes[i]!, i, evaluator.box, weak / sizes[i]!),
  )
  return { rows, free }
}

function indices(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}

/** Directions along which a point that seems to be a minimum may still not be one. */
export function weakDirections(
  point: KktPoint,
  evaluator: ConstrainedEvaluator,
): readonly Vector[] {
  const { gradient, jacobian } = evaluator.constrainedGradient(point.x)
  const hessian = evaluator.lagrangianHessian(point.x, point.multipliers)
  const at = { ...point, gradient, jacobian, hessian }
  if (!isFiniteVector(gradient) || !isFiniteVector(jacobian) || !isFiniteVector(hessian)) return []
  const active = strongSet(at, evaluator)
  const { verdict, candidate, lift } = modelAt(at, active, evaluator)
  if (!verdict) return []
  const sizes = sizesAt(point.x, evaluator)
  const flat = flatDirections(candidate, verdict.free, directionLimit)
  const curved = flat.length > 0 ? flat : leastCurved(candidate, verdict.free)
  const down = verdict.descent ? [verdict.descent] : []
  return [verdict.step, ...curved, ...down].map((reduced) => {
    const direction = new Float64Array(point.x.length)
    lift(reduced).forEach((entry, a) => {
      direction[active.free[a]!] = entry * sizes[active.free[a]!]!
    })
    return direction
  })
}

/** A nearby point that meets the constraints that hold a point, by steps straight to them. */
export function backToConstraints(
  x: Vector,
  multipliers: Vector,
  evaluator: ConstrainedEvaluator,
): Vector | undefined {
  let at = x
  const free = indices(x.length)
  const sizes = sizesAt(x, evaluator)
  for (let turn = 0; turn < stepLimit; turn++) {
    const { constraints } = evaluator.constrained(at)
    const { jacobian } = evaluator.constrainedGradient(at)
    if (!isFiniteVector(constraints) || !isFiniteVector(jacobian)) return undefined
    if (violationOf(constraints, evaluator.isEquality) <= onConstraints) return at
    const rows = indices(constraints.length).filter(
      (k) => evaluator.isEquality[k] || multipliers[k]! > 0 || constraints[k]! > 0,
    )
    at = move(at, straightStep(rows, constraints, jacobian, sizes), free, evaluator)
  }
  return undefined
}

/** The shortest step that brings linear models of constraints to 0. */
function straightStep(
  rows: readonly number[],
  constraints: Vector,
  jacobian: Vector,
  sizes: Vector,
): Vector {
  const n = sizes.length
  const scaled = new Float64Array(rows.length * n)
  rows.forEach((k, row) => {
    for (let i = 0; i < n; i++) scaled[row * n + i] = jacobian[k * n + i]! * sizes[i]!
  })
  const identity = new Float64Array(n * n)
  for (let i = 0; i < n; i++) identity[i * n + i] = 1
  return kktStep({
    gradient: new Float64Array(n),
    hessian: identity,
    jacobian: scaled,
    residual: Float64Array.from(rows, (k) => constraints[k]!),
    scale: 1,
    gradientError: 0,
    hessianError: 0,
  }).step
}
