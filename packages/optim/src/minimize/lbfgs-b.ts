import { factorLu, solveLu } from '../linear-algebra/lu.ts'
import { addScaled, dot, type Vector, zeros } from '../linear-algebra/vector.ts'
import { type DescentState, type DirectionRule, descent, type Place } from './descent.ts'
import { type Pair, rememberPair } from './lbfgs.ts'
import type { Solver } from './solver.ts'

/**
 * L-BFGS-B: L-BFGS in a box. The quadratic model is followed along the projected gradient to
 * its first minimum, the generalized Cauchy point, which says which bounds are active; then it
 * is minimized over the variables that are not at one.
 *
 * Source: Byrd, Lu, Nocedal, Zhu, "A limited memory algorithm for bound constrained
 * optimization" (SIAM J. Sci. Comput. 16, 1995), algorithm CP and §5.1; the minimum in the
 * free variables is projected as in Morales and Nocedal (2011).
 */
export function lbfgsb(): Solver<DescentState<readonly Pair[]>> {
  return descent(rule)
}

const rule: DirectionRule<readonly Pair[]> = {
  begin: () => [],
  hasLength: (pairs) => pairs.length > 0,
  lineSearch: 'hager-zhang',
  direction: (pairs, place) => {
    const model = compactModel(pairs, place.gradient.length)
    const cauchy = cauchyPoint(model, place)
    return minimizeFree(model, place, cauchy)
  },
  update: rememberPair,
}

/** The model Hessian `θ I - W M Wᵀ`, with `W` by rows and `M` as a product. */
interface CompactModel {
  readonly theta: number
  /** Row i belongs to variable i. */
  readonly rows: readonly Vector[]
  readonly applyMiddle: (v: Vector) => Vector
}

function compactModel(pairs: readonly Pair[], n: number): CompactModel {
  const count = pairs.length
  const last = pairs.at(-1)
  const theta = last ? dot(last.change, last.change) / last.curvature : 1
  const rows = Array.from({ length: n }, (_, i) => {
    const row = zeros(2 * count)
    pairs.forEach(({ step, change }, k) => {
      row[k] = change[i]!
      row[count + k] = theta * step[i]!
    })
    return row
  })
  const factors = factorLu(inverseMiddle(pairs, theta), 2 * count)
  return { theta, rows, applyMiddle: (v) => (factors ? solveLu(factors, v) : v.map(() => 0)) }
}

/** `[[-D, Lᵀ], [L, θ SᵀS]]`, whose inverse is the middle matrix. */
function inverseMiddle(pairs: readonly Pair[], theta: number): Vector {
  const count = pairs.length
  const size = 2 * count
  const matrix = zeros(size * size)
  for (let i = 0; i < count; i++) {
    const { step } = pairs[i]!
    for (let j = 0; j < count; j++) {
      const product = dot(step, pairs[j]!.change)
      if (i === j) matrix[i * size + i] = -product
      if (i > j) {
        matrix[(count + i) * size + j] = product
        matrix[j * size + count + i] = product
      }
      matrix[(count + i) * size + count + j] = theta * dot(step, pairs[j]!.step)
    }
  }
  return matrix
}

interface CauchyPoint {
  /** Relative to the point. */
  readonly move: Vector
  /** `Wᵀ move` */
  readonly image: Vector
  readonly free: readonly number[]
}

function cauchyPoint(model: CompactModel, place: Place): CauchyPoint {
  const { gradient } = place
  const n = gradient.length
  const breaks = Float64Array.from(gradient, (slope, i) => breakOf(slope, i, place))
  const order = Array.from({ length: n }, (_, i) => i)
    .filter((i) => breaks[i]! > 0 && breaks[i]! < Number.POSITIVE_INFINITY)
    .sort((i, j) => breaks[i]! - breaks[j]!)
  const direction = gradient.map((slope, i) => (breaks[i]! > 0 ? -slope : 0))
  const move = new Float64Array(n)
  const path = followPath(model, { gradient, direction, move, breaks, order })
  for (let i = 0; i < n; i++) if (direction[i] !== 0) move[i] = path.t * direction[i]!
  const free = Array.from({ length: n }, (_, i) => i).filter((i) => direction[i] !== 0)
  return { move, image: path.image, free }
}

/** How far along the steepest descent a variable comes to its bound. */
function breakOf(slope: number, i: number, { down, up }: Place): number {
  if (slope > 0 && down) return -down[i]! / slope
  if (slope < 0 && up) return up[i]! / -slope
  return slope === 0 ? 0 : Number.POSITIVE_INFINITY
}

interface Path {
  readonly gradient: Vector
  /** Loses the entries of variables that come to their bounds. */
  readonly direction: Vector
  readonly move: Vector
  readonly breaks: Vector
  readonly order: readonly number[]
}

function followPath(
  { theta, rows, applyMiddle }: CompactModel,
  { gradient, direction, move, breaks, order }: Path,
): { readonly t: number; readonly image: Vector } {
  const size = rows[0]?.length ?? 0
  let p: Vector = new Float64Array(size)
  for (let i = 0; i < direction.length; i++) p = addScaled(p, direction[i]!, rows[i]!)
  let image: Vector = new Float64Array(size)
  let slope = -dot(direction, direction)
  let curvature = -theta * slope - dot(p, applyMiddle(p))
  const least = Number.EPSILON * Math.abs(curvature)
  let t = 0
  for (const i of order) {
    const span = breaks[i]! - t
    if (-slope / curvature < span) break
    const down = gradient[i]!
    move[i] = breaks[i]! * direction[i]!
    direction[i] = 0
    image = addScaled(image, span, p)
    const along = applyMiddle(rows[i]!)
    slope += span * curvature + down * down + theta * down * move[i]! - down * dot(along, image)
    curvature -= down * (theta * down + 2 * dot(along, p) + down * dot(along, rows[i]!))
    curvature = Math.max(curvature, least)
    p = addScaled(p, down, rows[i]!)
    t = breaks[i]!
    if (slope >= 0) break
  }
  const rest = slope < 0 ? -slope / curvature : 0
  return { t: t + rest, image: addScaled(image, rest, p) }
}

/** The move to the minimum of the model over the variables that are not at a bound. */
function minimizeFree(model: CompactModel, place: Place, cauchy: CauchyPoint): Vector {
  const { theta, rows, applyMiddle } = model
  const { move, image, free } = cauchy
  const middle = applyMiddle(image)
  const residual = Float64Array.from(
    free,
    (i) => place.gradient[i]! + theta * move[i]! - dot(rows[i]!, middle),
  )
  const correction = solveFree(model, free, residual)
  const target = new Float64Array(move)
  free.forEach((i, a) => {
    const part = correction ? dot(rows[i]!, correction) / theta : 0
    target[i] = move[i]! - (residual[a]! + part) / theta
  })
  const inside = target.map((entry, i) => clamp(entry, i, place))
  if (dot(inside, place.gradient) < 0) return inside
  return addScaled(
    move,
    shareInside(move, target, place),
    target.map((entry, i) => entry - move[i]!),
  )
}

/** `(I - M N / θ)⁻¹ M Wᵀ r` over the free variables; nothing where the model has no pairs. */
function solveFree(
  { theta, rows, applyMiddle }: CompactModel,
  free: readonly number[],
  residual: Vector,
): Vector | undefined {
  const size = rows[0]?.length ?? 0
  if (size === 0 || free.length === 0) return undefined
  let right: Vector = new Float64Array(size)
  const inner = new Float64Array(size * size)
  free.forEach((i, a) => {
    right = addScaled(right, residual[a]!, rows[i]!)
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) inner[j * size + k]! += rows[i]![j]! * rows[i]![k]!
    }
  })
  const system = new Float64Array(size * size)
  for (let k = 0; k < size; k++) {
    const image = applyMiddle(Float64Array.from({ length: size }, (_, j) => inner[j * size + k]!))
    for (let j = 0; j < size; j++) system[j * size + k] = (j === k ? 1 : 0) - image[j]! / theta
  }
  const factors = factorLu(system, size)
  return factors && solveLu(factors, applyMiddle(right))
}

function clamp(entry: number, i: number, { down, up }: Place): number {
  return Math.min(Math.max(entry, down?.[i] ?? entry), up?.[i] ?? entry)
}

function shareInside(move: Vector, target: Vector, { down, up }: Place): number {
  let share = 1
  for (let i = 0; i < move.length; i++) {
    const way = target[i]! - move[i]!
    if (way > 0 && up) share = Math.min(share, (up[i]! - move[i]!) / way)
    if (way < 0 && down) share = Math.min(share, (down[i]! - move[i]!) / way)
  }
  return Math.max(share, 0)
}
