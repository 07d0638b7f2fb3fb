import { lossGradient } from '../least-squares/loss.ts'
import { copyOf, type Vector, zeros } from '../linear-algebra/vector.ts'
import type { Box } from './bounds.ts'
import { sizeAt } from './size-at.ts'

/** Relative step of central differences: errors of h² and of eps/h meet here. */
const centralStep = Number.EPSILON ** (1 / 3)
/** Relative step of second differences of values. */
const secondStep = Number.EPSILON ** (1 / 4)

/** Two points along one axis, inside the box, that differences are taken between. */
interface Pair {
  readonly low: number
  readonly high: number
}

/** What differences are taken in: the usual size of each variable, and the box to stay in. */
export interface DifferenceSpace {
  readonly typical: Vector
  readonly box: Box | undefined
}

/** Points about `x[i]`; one of them is `x[i]` itself where a bound is near. */
function pairAbout(x: Vector, i: number, relative: number, space: DifferenceSpace): Pair {
  const at = x[i]!
  const { box, typical } = space
  const step = relative * sizeAt(x, i, typical)
  const low = Math.max(at - step, box ? box.lower[i]! : Number.NEGATIVE_INFINITY)
  const high = Math.min(at + step, box ? box.upper[i]! : Number.POSITIVE_INFINITY)
  return { low, high }
}

function withEntry(x: Vector, i: number, entry: number): Vector {
  const moved = copyOf(x)
  moved[i] = entry
  return moved
}

/**
 * The gradient by central differences with steps of `eps^(1/3)` of the size of each variable,
 * to about 10 digits where the value is good to 16; at a bound by three values on one side,
 * to about 9. Two values for each variable, three at a bound.
 */
export function differenceGradient(
  value: (x: Vector) => number,
  x: Vector,
  space: DifferenceSpace,
): Vector {
  const values = (at: Vector): Vector => Float64Array.of(value(at))
  return x.map((_, i) => slopesAlong(values, x, i, space)?.[0] ?? 0)
}

/** The Jacobian of residuals like {@link differenceGradient}; `[m, n]`, row-major. */
export function differenceJacobian(
  residuals: (x: Vector) => Vector,
  x: Vector,
  space: DifferenceSpace,
): Vector {
  const n = x.length
  const columns = Array.from(
    x,
    (_, j) => slopesAlong(residuals, x, j, space) ?? new Float64Array(residuals(x).length),
  )
  // A column is empty where the residuals failed; at least one row says so.
  const m = columns.reduce((most, { length }) => Math.max(most, length), 1)
  const jacobian = zeros(m * n)
  columns.forEach((column, j) => {
    for (let i = 0; i < m; i++) jacobian[i * n + j] = column[i] ?? Number.NaN
  })
  return jacobian
}

/**
 * The slopes of several values along one variable: by two points around it, or at a bound by
 * a parabola through three. Nothing where bounds leave the variable no room.
 */
function slopesAlong(
  values: (x: Vector) => Vector,
  x: Vector,
  i: number,
  space: DifferenceSpace,
): Vector | undefined {
  const { low, high } = pairAbout(x, i, centralStep, space)
  if (low === high) return undefined
  const at = (entry: number): Vector => values(withEntry(x, i, entry))
  if (low < x[i]! && x[i]! < high) {
    const [above, below] = [at(high), at(low)]
    return above.map((entry, k) => (entry - below[k]!) / (high - low))
  }
  const half = (x[i] === low ? high - low : low - high) / 2
  const [middle, here, far] = [at(x[i]! + half), at(x[i]!), at(x[i]! + 2 * half)]
  return middle.map((entry, k) => (4 * entry - 3 * here[k]! - far[k]!) / (2 * half))
}

function symmetrize(matrix: Vector, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (matrix[i * n + j]! + matrix[j * n + i]!) / 2
      matrix[i * n + j] = mean
      matrix[j * n + i] = mean
    }
  }
}

/** The Hessian by central differences of gradients, two for each variable; about 9 digits. */
export function differenceHessian(
  gradient: (x: Vector) => Vector,
  x: Vector,
  space: DifferenceSpace,
): Vector {
  const n = x.length
  const hessian = zeros(n * n)
  for (let i = 0; i < n; i++) {
    const { low, high } = pairAbout(x, i, centralStep, space)
    if (!(low < high)) continue
    const above = gradient(withEntry(x, i, high))
    const below = gradient(withEntry(x, i, low))
    for (let j = 0; j < n; j++) hessian[i * n + j] = (above[j]! - below[j]!) / (high - low)
  }
  symmetrize(hessian, n)
  return hessian
}

/**
 * The Hessian of a total of losses of residuals: `2 Jᵀ S J` from the Jacobian itself, and the
 * curvature of the residuals by differences of Jacobians, which matters only as much as the
 * residuals are large. Two Jacobians for each variable, and one.
 *
 * @param slopes  Half the derivatives of the total by the residuals, first and second.
 */
export function hessianOfSquares(
  jacobian: (x: Vector) => Vector,
  slopes: { readonly first: Vector; readonly second: Vector },
  x: Vector,
  space: DifferenceSpace,
): Vector {
  const { first, second } = slopes
  const n = x.length
  const rows = jacobian(x)
  const hessian = differenceHessian((at) => lossGradient(first, jacobian(at)), x, space)
  for (let k = 0; k < first.length; k++) {
    for (let i = 0; i < n; i++) {
      const share = 2 * second[k]! * rows[k * n + i]!
      for (let j = 0; j < n; j++) hessian[i * n + j]! += share * rows[k * n + j]!
    }
  }
  return hessian
}

/** The Hessian by second differences of values, `2 n²` of them; about 7 digits. */
export function secondDifferences(
  value: (x: Vector) => number,
  x: Vector,
  space: DifferenceSpace,
): Vector {
  const n = x.length
  const pairs = Array.from(x, (_, i) => pairAbout(x, i, secondStep, space))
  const hessian = zeros(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const second = mixedDifference(value, x, [i, pairs[i]!], [j, pairs[j]!])
      hessian[i * n + j] = second
      hessian[j * n + i] = second
    }
  }
  return hessian
}

type Move = readonly [axis: number, between: Pair]

function mixedDifference(
  value: (x: Vector) => number,
  x: Vector,
  [i, first]: Move,
  [j, second]: Move,
): number {
  const area = (first.high - first.low) * (second.high - second.low)
  if (area === 0) return 0
  if (i === j) {
    // Thirds of the span, so that the points stay inside it beside a bound too.
    const half = (first.high - first.low) / 2
    const middle = value(withEntry(x, i, first.low + half))
    const outer = value(withEntry(x, i, first.low)) + value(withEntry(x, i, first.high))
    return (outer - 2 * middle) / (half * half)
  }
  const at = (a: number, b: number): number => value(withEntry(withEntry(x, i, a), j, b))
  const same = at(first.high, second.high) + at(first.low, second.low)
  return (same - at(first.high, second.low) - at(first.low, second.high)) / area
}
