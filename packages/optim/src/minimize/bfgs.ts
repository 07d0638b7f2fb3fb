import { cholesky, solveCholesky } from '../linear-algebra/cholesky.ts'
import { dot, multiply, type Vector, zeros } from '../linear-algebra/vector.ts'
import { type DescentState, type DirectionRule, descent } from './descent.ts'
import { gather, scatter, steepest } from './free.ts'
import type { Solver } from './solver.ts'

/** The approximation of the Hessian; none before the first step. */
interface BfgsMemory {
  readonly matrix?: Vector
}

/** Curvature along a step below this share of its largest possible value is not used. */
const leastCurvature = 1e-10

/**
 * BFGS: the Hessian is learnt from the changes of the gradient along the steps, by the least
 * change that keeps it symmetric and positive definite. The approximation is kept itself,
 * not its inverse, so that variables at a bound can be left out of it; a step costs n³/6.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), §6.1, with the first scaling
 * of (6.20) and the line search of Hager and Zhang.
 */
export function bfgs(): Solver<DescentState<BfgsMemory>> {
  return descent(rule)
}

const rule: DirectionRule<BfgsMemory> = {
  begin: () => ({}),
  hasLength: ({ matrix }) => matrix !== undefined,
  lineSearch: 'hager-zhang',
  direction: ({ matrix }, { gradient, free }) =>
    (matrix && newtonLike(matrix, gradient, free)) ?? steepest(gradient, free),
  update: ({ matrix }, step, change) => {
    const n = step.length
    const curvature = dot(step, change)
    const square = dot(change, change)
    const isFlat = curvature <= leastCurvature * Math.sqrt(dot(step, step) * square)
    if (isFlat) return matrix ? { matrix } : {}
    const before = matrix ?? diagonal(n, square / curvature)
    return { matrix: updated(before, step, change, curvature) }
  },
}

function newtonLike(matrix: Vector, gradient: Vector, free: readonly number[]): Vector | undefined {
  const part = gather(gradient, matrix, free)
  const factor = cholesky(part.matrix, free.length)
  return factor && scatter(solveCholesky(factor, part.vector), -1, free, gradient.length)
}

function diagonal(n: number, entry: number): Vector {
  const matrix = zeros(n * n)
  for (let i = 0; i < n; i++) matrix[i * n + i] = entry
  return matrix
}

function updated(matrix: Vector, step: Vector, change: Vector, curvature: number): Vector {
  const n = step.length
  const image = multiply(matrix, step, n)
  const changeUnit = 1 / curvature
  const imageUnit = 1 / dot(step, image)
  const next = zeros(n * n)
  for (let i = 0, at = 0; i < n; i++) {
    const toChange = change[i]! * changeUnit
    const toImage = image[i]! * imageUnit
    for (let j = 0; j < n; j++, at++) {
      next[at] = matrix[at]! + toChange * change[j]! - toImage * image[j]!
    }
  }
  return next
}
