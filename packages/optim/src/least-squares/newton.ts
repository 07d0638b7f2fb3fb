import type { Solver } from '../minimize/solver.ts'
import { isConverged } from '../minimize/stop.ts'
import type { ScaledLoss } from './loss.ts'
import { finish, newtonStep } from './prove.ts'
import { type LeastSquaresState, locatedAt, startAt } from './state.ts'

/**
 * Newton's method on the loss with all its second derivatives, from the start on: for valleys
 * along which residuals bend too much to be followed by linear models of them.
 */
export function newtonSolver(loss: ScaledLoss): Solver<LeastSquaresState> {
  return {
    start: (evaluator, x) => startAt(x, evaluator, loss),
    step: (state, evaluator, settings) => {
      const proof = newtonStep(state, evaluator, settings)
      const { x, stop, hessian } = proof
      if (stop && isConverged(stop)) return finish(state, proof, evaluator, loss)
      const isSame = x.every((entry, j) => entry === state.x[j])
      const moved = isSame ? state : (locatedAt(x, state, evaluator, loss) ?? state)
      return { ...moved, proof, hessian, action: 'Newton step', ...(stop && { stop }) }
    },
  }
}
