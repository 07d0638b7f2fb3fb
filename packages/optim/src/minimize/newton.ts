import { modifiedCholesky, solveModified } from '../linear-algebra/modified-cholesky.ts'
import { type DescentState, type DirectionRule, descent } from './descent.ts'
import { gather, scatter } from './free.ts'
import type { Solver } from './solver.ts'

/**
 * Newton's method with line searches. Where the Hessian is not positive definite, its
 * diagonal is raised in the factorisation, so that each direction descends.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), §3.4, with the modified
 * Cholesky factorisation of Gill, Murray and Wright.
 */
export function newton(): Solver<DescentState<null>> {
  return descent(rule)
}

const rule: DirectionRule<null> = {
  begin: () => null,
  hasLength: () => true,
  lineSearch: 'armijo',
  direction: (_, { gradient, hessian, free }) => {
    const { vector, matrix } = gather(gradient, hessian(), free)
    const solution = solveModified(modifiedCholesky(matrix, free.length), vector)
    return scatter(solution, -1, free, gradient.length)
  },
  update: () => null,
}
