import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import {
  addScaled,
  dot,
  isFiniteVector,
  maxAbs,
  norm,
  over,
  scaled,
  subtract,
  times,
  type Vector,
} from '../linear-algebra/vector.ts'
import { findFree, project, projectedGradient, roomAlong } from '../objective/bounds.ts'
import type { ValueAndGradient } from '../objective/problem.ts'
import type { Evaluator } from './evaluator.ts'
import { hagerZhang } from './line-search/hager-zhang.ts'
import { lineFrom } from './line-search/line.ts'
import { drawsOf } from './random.ts'
import { stuckFor, unboundedAt } from './settle.ts'
import { fall, type Look, lookAlong, relativeLength, type Way } from './sides.ts'
import type { Iterate } from './solver.ts'
import type { Stop } from './stop.ts'
import { descendWalls, type WallStep } from './valley.ts'
import { pointsInside } from './weak-bounds.ts'

/** Products with the Hessian for one step, and for a look at the least curvature. */
const productLimit = 60
const lanczosLimit = 200
const diagonalProbes = 3
/** What remains of the gradient of the model, relative to the gradient itself. */
const residualTolerance = 1e-3
/** Curvature below this share of the largest is none: products are differences. */
const flatShare = 1e-8
const [decreaseTolerance, stuckTolerance, stepTolerance] = [1e-12, 1e-9, 1e-4]
/** How often a point that is no minimum is left before it is reported. */
const escapeLimit = 10

/** The state of the method: vectors alone, so that memory is linear in the variables. */
export interface KrylovState extends Iterate {
  readonly gradient: Vector
  readonly escapes: number
}

/** A point that another method has come to, for many variables. */
export function startKrylov(x: Vector, { value, gradient }: ValueAndGradient): KrylovState {
  return { x, value, gradient, escapes: 0, action: 'start' }
}

/**
 * Newton's method for many variables: the step is found by conjugate gradients on products
 * with the Hessian, which are differences of gradients, and so is the direction of least
 * curvature. It tells a minimum by the same signs as with a Hessian: a Newton step that
 * promises nothing, no direction that curves down, and a value that rises to both sides.
 *
 * Source: Nash, "A survey of truncated-Newton methods" (J. Comput. Appl. Math. 124, 2000); the
 * least curvature by Lanczos' method, Golub and Van Loan (2013), §10.1.
 */
export function stepKrylov(state: KrylovState, evaluator: Evaluator): KrylovState {
  const model = modelAt(state, evaluator)
  const { step, decrease, down } = solveModel(model)
  const size = Math.abs(state.value)
  if (down) return descendAlong(state, down, evaluator)
  const newtonLength = relativeLength(step, state.x, evaluator)
  if (decrease <= decreaseTolerance * size && newtonLength <= stepTolerance) {
    return confirm(state, { model, step, decrease, newtonLength }, evaluator)
  }
  const next = search(state, step, evaluator)
  if (next) return next
  const isSmall = decrease <= Math.max(stuckTolerance * size, roundingOf(evaluator))
  if (!isSmall || newtonLength > stepTolerance) return { ...state, stop: stuck(state, evaluator) }
  return confirm(state, { model, step, decrease, newtonLength }, evaluator)
}

/** What rounding the largest values may hide, for values that cancel. */
function roundingOf({ first = 0 }: Evaluator): number {
  return Number.EPSILON * Math.abs(first)
}

function stuck({ x, gradient }: KrylovState, evaluator: Evaluator): Stop {
  return stuckFor(evaluator, maxAbs(projectedGradient(x, gradient, evaluator.box)), 0)
}

/** The quadratic model of the free variables, in units of their usual sizes. */
export interface KrylovModel {
  readonly gradient: Vector
  /** 1 for variables that may move, 0 for others. */
  readonly isFree: Vector
  readonly product: (direction: Vector) => Vector
  /** Back to the variables as they are. */
  readonly unscale: (direction: Vector) => Vector
}

export function modelAt(
  { x, gradient }: Pick<KrylovState, 'x' | 'gradient'>,
  evaluator: Evaluator,
): KrylovModel {
  const { typical, box } = evaluator
  const isFree = new Float64Array(x.length)
  for (const i of findFree(x, gradient, box)) isFree[i] = 1
  const units = times(typical, isFree)
  return {
    gradient: times(gradient, units),
    isFree,
    unscale: (direction) => times(direction, units),
    product: (direction) => {
      const moved = times(direction, units)
      const length = relativeLength(moved, x, evaluator)
      if (length === 0) return new Float64Array(x.length)
      const t = Number.EPSILON ** (1 / 3) / length
      const [above, below] = [t, -t].map((way) => project(addScaled(x, way, moved), box))
      const change = subtract(evaluator.gradient(above!), evaluator.gradient(below!))
      return times(scaled(change, 1 / (2 * t)), units)
    },
  }
}

interface ModelSolution {
  readonly step: Vector
  readonly decrease: number
  /** A direction along which the model curves down. */
  readonly down?: Vector
}

/** Conjugate gradients, ended where the residual is small or the model curves down. */
function solveModel({ gradient, product, unscale }: KrylovModel): ModelSolution {
  let step: Vector = new Float64Array(gradient.length)
  let residual = gradient
  let direction = scaled(gradient, -1)
  let square = dot(residual, residual)
  let decrease = 0
  let largest = 0
  const tolerance = residualTolerance * Math.sqrt(square)
  for (let turn = 0; turn < productLimit && Math.sqrt(square) > tolerance; turn++) {
    const image = product(direction)
    const curvature = dot(direction, image)
    const share = curvature / dot(direction, direction)
    if (share < -flatShare * Math.max(largest, Math.abs(share))) {
      return { step: unscale(step), decrease, down: unscale(direction) }
    }
    largest = Math.max(largest, share)
    if (!(share > flatShare * largest)) break
    const length = square / curvature
    decrease += (length * square) / 2
    step = addScaled(step, length, direction)
    residual = addScaled(residual, length, image)
    const next = dot(residual, residual)
    direction = addScaled(scaled(residual, -1), next / square, direction)
    square = next
  }
  return { step: unscale(step), decrease }
}

/** A line search along a direction; nothing where it finds no lower point. */
function search(
  state: KrylovState,
  direction: Vector,
  evaluator: Evaluator,
): KrylovState | undefined {
  const line = lineFrom(state, direction, roomAlong(state.x, direction, evaluator.box), evaluator)
  const point = line.start.slope < 0 ? hagerZhang(line, 1) : undefined
  if (!point || !(point.value < state.value) || !isFiniteVector(point.gradient)) return undefined
  const { x, value, gradient } = point
  const stop = unboundedAt(value, evaluator)
  return { ...state, x, value, gradient, action: 'step', ...(stop && { stop }) }
}

/** Follows a direction that curves down, to the side that does not rise first. */
function descendAlong(state: KrylovState, down: Vector, evaluator: Evaluator): KrylovState {
  const length = relativeLength(down, state.x, evaluator)
  const sign = dot(down, state.gradient) > 0 ? -1 : 1
  const found = search(state, scaled(down, (0.1 * sign) / length), evaluator)
  if (found) return { ...found, action: 'left a saddle' }
  const result = lookAlong(
    [{ direction: scaled(down, 1 / length), curvature: 0 }],
    { newtonLength: 0 },
    state,
    evaluator,
  )
  if (result.lower) return leave(state, result.lower.x, evaluator)
  return { ...state, stop: result.stop ?? stuck(state, evaluator) }
}

interface Ending {
  readonly model: KrylovModel
  readonly step: Vector
  readonly decrease: number
  readonly newtonLength: number
}

/** Stops at a minimum, unless some direction curves down or the value falls to a side. */
function confirm(state: KrylovState, ending: Ending, evaluator: Evaluator): KrylovState {
  const { model, step, decrease, newtonLength } = ending
  const softest = leastCurvature(model)
  const ways = [
    { direction: step, curvature: 2 * decrease },
    { direction: model.unscale(softest.direction), curvature: softest.curvature },
    { direction: model.unscale(flattestAxis(model)), curvature: 0 },
  ].flatMap(({ direction, curvature }): Way[] => {
    const length = relativeLength(direction, state.x, evaluator)
    if (!(length > 0)) return []
    return [{ direction: scaled(direction, 1 / length), curvature: curvature / length ** 2 }]
  })
  const inside = lowerInside(state, evaluator)
  if (inside && state.escapes < escapeLimit) return leave(state, inside, evaluator)
  const { lower, stop } = lookAlong(
    ways.reverse(),
    { newtonLength, decrease, floorsAt: floorFinder(state, evaluator) },
    state,
    evaluator,
  )
  if (lower && state.escapes < escapeLimit) return leave(state, lower.x, evaluator)
  if (lower || softest.isDown) return { ...state, stop: stuck(state, evaluator) }
  if (stop) return { ...state, stop }
  if (!softest.isResolved) {
    // Along curvature that differences cannot tell from none.
    const hidden = dot(model.gradient, model.gradient) / (2 * softest.unseen)
    return { ...state, stop: { code: 'uncertain', decrease, hidden } }
  }
  return { ...state, stop: { code: 'minimum', relativeStep: newtonLength, decrease } }
}

/** The floor of a valley by conjugate gradients across the way along it. */
function floorFinder(state: KrylovState, evaluator: Evaluator): Look['floorsAt'] {
  const enough = Number.EPSILON * Math.abs(state.value)
  return ({ x }, { direction }) => {
    const along = over(direction, evaluator.typical)
    const unit = scaled(along, 1 / norm(along))
    const stepAt = (here: Vector): WallStep => {
      const model = modelAt({ x: here, gradient: evaluator.gradient(here) }, evaluator)
      const across = (vector: Vector): Vector => subtractAlong(times(vector, model.isFree), unit)
      return solveModel({
        ...model,
        gradient: across(model.gradient),
        product: (vector) => across(model.product(vector)),
      })
    }
    return [descendWalls(x, stepAt, enough, evaluator)]
  }
}

/** A lower point away from bounds that no slope pushes a variable against. */
function lowerInside(
  { x, value, gradient }: KrylovState,
  evaluator: Evaluator,
): Vector | undefined {
  const { box } = evaluator
  if (!box) return undefined
  const isFree = new Set(findFree(x, gradient, box))
  const weak = Array.from(x.keys()).filter(
    (i) => !isFree.has(i) && gradient[i] === 0 && box.lower[i]! < box.upper[i]!,
  )
  const limit = value - fall * Math.abs(value)
  return pointsInside(weak, x, box, evaluator).find((point) => evaluator.value(point) < limit)
}

function leave(state: KrylovState, x: Vector, evaluator: Evaluator): KrylovState {
  const { value, gradient } = evaluator.valueAndGradient(x)
  if (!Number.isFinite(value)) return { ...state, stop: stuck(state, evaluator) }
  return { x, value, gradient, escapes: state.escapes + 1, action: 'left a flat point' }
}

interface Softest {
  readonly direction: Vector
  readonly curvature: number
  /** Whether it curves down by more than the errors of differences. */
  readonly isDown: boolean
  /** Whether some curvature is that close to it, so that less is not missed by far. */
  readonly isResolved: boolean
  /** Curvature that differences do not see. */
  readonly unseen: number
}

/**
 * A unit direction of about the least curvature, from a start without a pattern: Lanczos'
 * method in its form by conjugate gradients on the Rayleigh quotient, which keeps three vectors.
 */
function leastCurvature({ isFree, product }: KrylovModel): Softest {
  const start = isFree.map((free, i) => free * (1 + ((i * 0.618033988749895) % 1)) * (-1) ** i)
  let vector: Vector = scaled(start, 1 / (norm(start) || 1))
  let image = product(vector)
  let curvature = dot(vector, image)
  let largest = Math.abs(curvature)
  let before: Vector | undefined
  let beforeImage: Vector | undefined
  for (let turn = 0; turn < lanczosLimit; turn++) {
    const residual = addScaled(image, -curvature, vector)
    const size = norm(residual)
    if (!(size > 1e-6 * largest)) break
    const fresh = scaled(residual, 1 / size)
    const freshImage = product(fresh)
    largest = Math.max(largest, Math.abs(dot(fresh, freshImage)))
    const basis = before ? [vector, fresh, before] : [vector, fresh]
    const images = beforeImage ? [image, freshImage, beforeImage] : [image, freshImage]
    const next = lowestIn(basis, images)
    before = subtractAlong(next.vector, vector)
    beforeImage = addScaled(next.image, -dot(next.vector, vector), image)
    const length = norm(before)
    if (!(length > 1e-8)) before = undefined
    if (!before) beforeImage = undefined
    else {
      before = scaled(before, 1 / length)
      beforeImage = scaled(beforeImage, 1 / length)
    }
    ;({ vector, image } = next)
    curvature = dot(vector, image)
  }
  const residual = norm(addScaled(image, -curvature, vector))
  return {
    direction: vector,
    curvature,
    isDown: curvature < -flatShare * largest,
    unseen: flatShare * largest,
    isResolved: residual <= Math.abs(curvature) || residual <= flatShare * largest,
  }
}

/**
 * The variable with about the least curvature of its own: a variable that runs away hides among
 * many. The diagonal comes from products with random signs, exactly where none are coupled.
 *
 * Source: Bekas, Kokiopoulou, Saad, "An estimator for the diagonal of a matrix" (2007).
 */
function flattestAxis({ isFree, product }: KrylovModel): Vector {
  const diagonal = new Float64Array(isFree.length)
  for (let probe = 0; probe < diagonalProbes; probe++) {
    const draws = drawsOf(0, probe)
    const signs = isFree.map((free) => (draws.uniform() < 0.5 ? -free : free))
    const image = product(signs)
    for (let i = 0; i < diagonal.length; i++) diagonal[i]! += signs[i]! * image[i]!
  }
  let flattest = -1
  for (let i = 0; i < diagonal.length; i++) {
    if (isFree[i] === 0) continue
    if (flattest < 0 || diagonal[i]! < diagonal[flattest]!) flattest = i
  }
  return isFree.map((_, i) => (i === flattest ? 1 : 0))
}

function subtractAlong(vector: Vector, unit: Vector): Vector {
  return addScaled(vector, -dot(vector, unit), unit)
}

/** The unit vector with the least curvature among combinations of two or three. */
function lowestIn(
  basis: readonly Vector[],
  images: readonly Vector[],
): { readonly vector: Vector; readonly image: Vector } {
  const units: Vector[] = []
  const unitImages: Vector[] = []
  basis.forEach((vector, k) => {
    let rest = vector
    let image = images[k]!
    units.forEach((unit, j) => {
      const along = dot(rest, unit)
      rest = addScaled(rest, -along, unit)
      image = addScaled(image, -along, unitImages[j]!)
    })
    const length = norm(rest)
    if (!(length > 1e-8)) return
    units.push(scaled(rest, 1 / length))
    unitImages.push(scaled(image, 1 / length))
  })
  const m = units.length
  const matrix = new Float64Array(m * m)
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) {
      matrix[a * m + b] = (dot(units[a]!, unitImages[b]!) + dot(units[b]!, unitImages[a]!)) / 2
    }
  }
  const { vectors } = symmetricEigen(matrix, m)
  const combine = (list: readonly Vector[]): Vector =>
    list.reduce<Vector>(
      (sum, each, k) => addScaled(sum, vectors[k * m]!, each),
      new Float64Array(basis[0]!.length),
    )
  return { vector: combine(units), image: combine(unitImages) }
}
