import { factorize, flattestVector, solveCholesky } from '../linear-algebra/cholesky.ts'
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { dot, type Vector, zeros } from '../linear-algebra/vector.ts'
import { type Box, findFree } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'

/** What is known at a point that may be a minimum. */
export interface Candidate {
  readonly x: Vector
  readonly value: number
  readonly gradient: Vector
  /** `[n, n]`, symmetric. */
  readonly hessian: Vector
  /** The usual size of each variable. */
  readonly typical: Vector
  readonly box: Box | undefined
  /** Relative errors: of the gradient, and of the Hessian scaled to a unit diagonal. */
  readonly gradientError: number
  readonly hessianError: number
}

/**
 * What the second derivatives say about a point. All numbers are free of units: they do not
 * change when a variable or the value is measured in another unit.
 */
export interface Verdict {
  /** The free variables; what follows is about them. */
  readonly free: readonly number[]
  /** The Newton step, all entries; zeros where a variable is held. */
  readonly step: Vector
  /** How much the Newton step lowers the quadratic model. */
  readonly decrease: number
  /** The largest entry of the step relative to the size of its variable here. */
  readonly relativeStep: number
  /** The variable that the relative step belongs to. */
  readonly farthest: number
  /** A direction along which the value curves down, if there is one. */
  readonly descent: Vector | undefined
  /** The curvature along it, relative to that along the variables; 0 where there is none. */
  readonly descentCurvature: number
  /** Whether the value has no curvature along some direction. */
  readonly isFlat: boolean
  /** The largest entry of the gradient relative to its own rounding error. */
  readonly gradientErrors: number
  /** What errors of a gradient by differences may hide of the decrease; 0 for exact ones. */
  readonly uncertainty: number
}

/** Curvatures below this, of a Hessian whose diagonal is scaled to 1, are none. */
const flatCurvature = 1e-9

/** Judges a point by the Newton step in its free variables. */
export function judge(candidate: Candidate): Verdict {
  const { x, gradient, box } = candidate
  let free = findFree(x, gradient, box)
  for (;;) {
    const newton = newtonStep(candidate, free)
    // A variable at its bound whose slope has the right sign by rounding errors alone.
    const inside = box ? free.filter((i) => !isBlocked(x[i]!, newton.step[i]!, i, box)) : free
    if (inside.length === free.length) return measure(candidate, free, newton)
    free = inside
  }
}

/** A direction in which the scaled Hessian bends by itself. */
export interface Mode {
  /** With no units: that along the variables is 1. */
  readonly curvature: number
  /** In the units of the variables; `dᵀ H d` is the curvature. */
  readonly direction: Vector
}

/** Such directions, from the least curvature to the most: all, or the first of them. */
export function modesOf(
  candidate: Candidate,
  free: readonly number[],
  most: number = free.length,
): readonly Mode[] {
  const scaled = scaleMatrix(candidate, free)
  const m = free.length
  const { values, vectors } = symmetricEigen(scaled.matrix, m)
  return Array.from({ length: Math.min(m, most) }, (_, k) => ({
    curvature: values[k]!,
    direction: unscale(column(vectors, k, m), scaled, candidate.x.length),
  }))
}

/** Scaled curvature that is none. */
export function flatLimitOf({ hessianError }: Candidate, free: readonly number[]): number {
  return Math.max(flatCurvature, 4 * free.length * hessianError)
}

/**
 * Directions with no more curvature than `limit`, at most `most`, in the units of the
 * variables; without a limit those that have none.
 */
export function flatDirections(
  candidate: Candidate,
  free: readonly number[],
  most: number,
  limit: number = flatLimitOf(candidate, free),
): readonly Vector[] {
  const modes = modesOf(candidate, free, most)
  return modes.filter(({ curvature }) => curvature <= limit).map(({ direction }) => direction)
}

/** A direction of about the least curvature; none where the Hessian is not positive. */
export function leastCurved(candidate: Candidate, free: readonly number[]): readonly Vector[] {
  const scaled = scaleMatrix(candidate, free)
  const m = free.length
  if (m < 2) return m === 1 ? [unscale(Float64Array.of(1), scaled, candidate.x.length)] : []
  const { factor, isPositive } = factorize(scaled.matrix, m, m * candidate.hessianError)
  return isPositive ? [unscale(flattestVector(factor, m), scaled, candidate.x.length)] : []
}

interface NewtonStep {
  readonly step: Vector
  readonly decrease: number
  readonly isFlat: boolean
  readonly descent: Vector | undefined
  readonly descentCurvature: number
  /** `½ Σ eᵢ |H⁻¹|ᵢⱼ eⱼ` for errors `e` of the slopes. */
  readonly spreadErrors: (errors: Vector) => number
}

/** The Hessian of the free variables, scaled to a unit diagonal, with its units. */
export interface ScaledMatrix {
  readonly matrix: Vector
  readonly units: Vector
  readonly free: readonly number[]
}

function isBlocked(x: number, step: number, i: number, { lower, upper }: Box): boolean {
  return (x <= lower[i]! && step < 0) || (x >= upper[i]! && step > 0)
}

export function scaleMatrix(
  { hessian, typical }: Candidate,
  free: readonly number[],
): ScaledMatrix {
  const n = typical.length
  const m = free.length
  const units = zeros(m)
  for (let a = 0; a < m; a++) units[a] = unitOf(hessian, free[a]!, n, typical)
  const matrix = zeros(m * m)
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) {
      matrix[a * m + b] = hessian[free[a]! * n + free[b]!]! / units[a]! / units[b]!
    }
  }
  return { matrix, units, free }
}

/** The root of the curvature along a variable: steps times it are free of units. */
function unitOf(hessian: Vector, i: number, n: number, typical: Vector): number {
  const own = Math.abs(hessian[i * n + i]!)
  if (own > 0) return Math.sqrt(own)
  let row = 0
  for (let j = 0; j < n; j++) row = Math.max(row, Math.abs(hessian[i * n + j]!) * typical[j]!)
  return row > 0 ? Math.sqrt(row / typical[i]!) : 1 / typical[i]!
}

export function unscale(v: Vector, { units, free }: ScaledMatrix, n: number): Vector {
  const all = zeros(n)
  for (let a = 0; a < free.length; a++) all[free[a]!] = v[a]! / units[a]!
  return all
}

function newtonStep(candidate: Candidate, free: readonly number[]): NewtonStep {
  const { gradient, hessianError } = candidate
  const n = gradient.length
  const m = free.length
  const scaled = scaleMatrix(candidate, free)
  const slope = zeros(m)
  for (let a = 0; a < m; a++) slope[a] = -gradient[free[a]!]! / scaled.units[a]!
  const { factor, isPositive } = factorize(scaled.matrix, m, m * hessianError)
  if (!isPositive) return indefiniteStep(scaled, slope, n, m * hessianError)
  const solution = solveCholesky(factor, slope)
  let pivot = 1
  for (let a = 0; a < m; a++) pivot = Math.min(pivot, factor[a * m + a]! ** 2)
  const isFlat = pivot < Math.max(100 * flatCurvature, 10 * m * hessianError)
  const decrease = dot(slope, solution) / 2
  const spreadErrors = (errors: Vector): number => spreadThrough(factor, scaled, errors)
  const step = unscale(solution, scaled, n)
  return { step, decrease, isFlat, descent: undefined, descentCurvature: 0, spreadErrors }
}

function spreadThrough(factor: Vector, { units, free }: ScaledMatrix, errors: Vector): number {
  const m = free.length
  const scaled = Float64Array.from(free, (i, a) => errors[i]! / units[a]!)
  let sum = 0
  for (let a = 0; a < m; a++) {
    const axis = zeros(m)
    axis[a] = scaled[a]!
    const row = solveCholesky(factor, axis)
    for (let b = 0; b < m; b++) sum += Math.abs(row[b]! * scaled[b]!) / 2
  }
  return sum
}

/** The step where some eigenvalue is not positive: by magnitudes, as in saddle-free Newton. */
function indefiniteStep(scaled: ScaledMatrix, slope: Vector, n: number, shift: number): NewtonStep {
  const m = slope.length
  const { values, vectors } = symmetricEigen(scaled.matrix, m)
  const solution = zeros(m)
  let decrease = 0
  for (let k = 0; k < m; k++) {
    const vector = column(vectors, k, m)
    const along = dot(vector, slope)
    const curvature = Math.max(Math.abs(values[k]!), shift)
    decrease += (along * along) / curvature / 2
    for (let i = 0; i < m; i++) solution[i]! += (along / curvature) * vector[i]!
  }
  const step = unscale(solution, scaled, n)
  const spreadErrors = (): number => Number.POSITIVE_INFINITY
  const found = { step, decrease, isFlat: true, spreadErrors }
  if (!(values[0]! < -2 * shift)) return { ...found, descent: undefined, descentCurvature: 0 }
  const lowest = column(vectors, 0, m)
  const downhill = dot(lowest, slope) < 0 ? lowest.map((entry) => -entry) : lowest
  const descent = unscale(downhill, scaled, n)
  return { ...found, descent, descentCurvature: values[0]! }
}

function column(matrix: Vector, k: number, m: number): Vector {
  const entries = zeros(m)
  for (let i = 0; i < m; i++) entries[i] = matrix[i * m + k]!
  return entries
}

function measure(candidate: Candidate, free: readonly number[], newton: NewtonStep): Verdict {
  const { x, value, gradient, typical, gradientError } = candidate
  let relativeStep = 0
  let farthest = free[0] ?? 0
  for (const i of free) {
    const length = Math.abs(newton.step[i]!)
    // Rounding errors about a zero of the variable are no movement.
    const gain = Math.abs(gradient[i]! * newton.step[i]!)
    if (length === 0 || (gain <= 1e-20 * Math.abs(value) && 2 * length >= Math.abs(x[i]!))) continue
    const relative = length / sizeAt(x, i, typical)
    if (relative <= relativeStep) continue
    relativeStep = relative
    farthest = i
  }
  const errors = slopeErrors(candidate)
  const uncertainty = gradientError > Number.EPSILON ? newton.spreadErrors(errors) : 0
  let gradientErrors = 0
  for (const i of free) {
    if (gradient[i] === 0) continue
    gradientErrors = Math.max(gradientErrors, Math.abs(gradient[i]!) / errors[i]!)
  }
  const { step, decrease, descent, descentCurvature, isFlat } = newton
  const along = { step, decrease, descent, descentCurvature, isFlat }
  return { free, ...along, relativeStep, farthest, gradientErrors, uncertainty }
}

/** Errors of slopes: what rounding the variables changes in them, and those of differences. */
export function slopeErrors({ x, value, hessian, gradientError, typical }: Candidate): Vector {
  const n = x.length
  const errors = zeros(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += Math.abs(hessian[i * n + j]! * x[j]!)
    const size = sizeAt(x, i, typical)
    const fromDifferences = gradientError > Number.EPSILON ? Math.abs(value) / size : 0
    errors[i] = gradientError * (sum + fromDifferences)
  }
  return errors
}
