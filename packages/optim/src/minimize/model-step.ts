import {
  addScaled,
  dot,
  multiply,
  quadraticForm,
  subtract,
  type Vector,
  zeros,
} from '../linear-algebra/vector.ts'
import { type Box, project } from '../objective/bounds.ts'
import type { SolveModel } from './subproblem/subproblem.ts'

/** A quadratic model about a point, and the region that it is trusted in. */
export interface Model {
  readonly x: Vector
  readonly gradient: Vector
  /** `[n, n]`, symmetric. */
  readonly hessian: Vector
  /** In variables that are divided by their usual sizes. */
  readonly radius: number
}

/** Where steps go: the usual sizes of the variables, and the box to stay in. */
interface Space {
  readonly typical: Vector
  readonly box: Box | undefined
}

/** How much a step lowers the model. */
export function promiseOf({ gradient, hessian }: Omit<Model, 'radius'>, step: Vector): number {
  return -dot(gradient, step) - quadraticForm(hessian, step) / 2
}

/**
 * A step to about the minimum of the model in the region and the box. Variables that would
 * leave the box are put on their bounds, and the others are chosen again.
 *
 * @param free  The variables that may move.
 */
export function modelStep(
  model: Model,
  space: Space,
  free: readonly number[],
  solveModel: SolveModel,
): Vector {
  const { x, gradient, hessian } = model
  const { box } = space
  let step = solveFree(model, space.typical, free, solveModel)
  if (!box) return step
  let moving = free
  const held = zeros(x.length)
  for (let turn = 0; turn < free.length; turn++) {
    const inside = project(addScaled(x, 1, step), box)
    const leaving = moving.filter((i) => inside[i] !== x[i]! + step[i]!)
    if (leaving.length === 0) break
    for (const i of leaving) held[i] = inside[i]! - x[i]!
    moving = moving.filter((i) => !leaving.includes(i))
    const shifted = addScaled(gradient, 1, multiply(hessian, held, x.length))
    const rest = solveFree({ ...model, gradient: shifted }, space.typical, moving, solveModel)
    step = addScaled(held, 1, rest)
  }
  const inside = subtract(project(addScaled(x, 1, step), box), x)
  return promiseOf(model, inside) > 0 ? inside : projectedDescent(model, space, free)
}

/** Steepest descent along the border of the box, shortened until the model is lower. */
function projectedDescent(model: Model, { typical, box }: Space, free: readonly number[]): Vector {
  const { x, gradient, radius } = model
  const down = zeros(x.length)
  let square = 0
  for (const i of free) {
    square += (gradient[i]! * typical[i]!) ** 2
    down[i] = -gradient[i]! * typical[i]! ** 2
  }
  let length = radius / Math.sqrt(square)
  let step = subtract(project(addScaled(x, length, down), box), x)
  for (let turn = 0; turn < 60 && !(promiseOf(model, step) > 0); turn++) {
    length /= 4
    step = subtract(project(addScaled(x, length, down), box), x)
  }
  return step
}

/** The minimum of the model in the free variables, in their own units again. */
function solveFree(
  { gradient, hessian, radius }: Model,
  typical: Vector,
  free: readonly number[],
  solveModel: SolveModel,
): Vector {
  const n = gradient.length
  const m = free.length
  const step = zeros(n)
  if (m === 0) return step
  const slope = zeros(m)
  const matrix = zeros(m * m)
  for (let a = 0; a < m; a++) {
    const i = free[a]!
    slope[a] = gradient[i]! * typical[i]!
    for (let b = 0; b < m; b++) {
      const j = free[b]!
      matrix[a * m + b] = hessian[i * n + j]! * typical[i]! * typical[j]!
    }
  }
  const product = (direction: Vector): Vector => multiply(matrix, direction, m)
  const solution = solveModel({ gradient: slope, matrix, product, radius })
  for (let a = 0; a < m; a++) step[free[a]!] = solution[a]! * typical[free[a]!]!
  return step
}
