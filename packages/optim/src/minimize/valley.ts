import { factorize, solveCholesky } from '../linear-algebra/cholesky.ts'
import { addScaled, dot, isFiniteVector, scaled, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import { type Candidate, flatLimitOf, scaleMatrix, unscale } from './certificate.ts'
import type { Evaluator } from './evaluator.ts'

/** A point on the floor of a valley. */
export interface Floor {
  readonly x: Vector
  /** How far above the floor it may still be. */
  readonly height: number
}

/** A step down the walls of a valley, and what it promises. */
export interface WallStep {
  readonly step: Vector
  readonly decrease: number
}

/** Newton steps to the floor of a valley: with the Hessian of another point they are many. */
const stepLimit = 20
/** Each has to take away this share of the height, or the floor is too far off to be found. */
const contraction = 0.5

/**
 * The step to the minimum of the quadratic model among points as far along a direction, from
 * the gradient at a point. Nothing where the model curves down there.
 */
export function wallStepper(
  candidate: Candidate,
  free: readonly number[],
  direction: Vector,
): ((gradient: Vector) => WallStep) | undefined {
  const { x, typical } = candidate
  const m = free.length
  const model = scaleMatrix(candidate, free)
  const { units } = model
  const across = Float64Array.from(
    free,
    (i, a) => direction[i]! / sizeAt(x, i, typical) ** 2 / units[a]!,
  )
  const along = scaled(across, 1 / Math.sqrt(dot(across, across)))
  const matrix = new Float64Array(model.matrix)
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) matrix[a * m + b]! += along[a]! * along[b]!
  const { factor, isPositive } = factorize(matrix, m, flatLimitOf(candidate, free))
  if (!isPositive) return undefined
  const back = solveCholesky(factor, along)
  const own = dot(along, back)
  return (gradient) => {
    const slope = Float64Array.from(free, (i, a) => -gradient[i]! / units[a]!)
    const whole = solveCholesky(factor, slope)
    const step = addScaled(whole, -dot(along, whole) / own, back)
    return { step: unscale(step, model, x.length), decrease: dot(slope, step) / 2 }
  }
}

/** Follows steps down the walls for as long as each takes away most of what is left. */
export function descendWalls(
  start: Vector,
  stepAt: (x: Vector) => WallStep | undefined,
  enough: number,
  evaluator: Evaluator,
): Floor {
  let x = start
  let height = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < stepLimit; turn++) {
    const found = stepAt(x)
    if (!found || !isFiniteVector(found.step)) break
    const { step, decrease } = found
    if (!(decrease < contraction * height)) return { x, height: Math.max(height, decrease) }
    height = decrease
    x = project(addScaled(x, 1, step), evaluator.box)
    if (height <= enough) break
  }
  return { x, height }
}
