import { fitLinear } from '../linear-algebra/linear-fit.ts'
import { stuckFor } from '../minimize/settle.ts'
import type { Iterate, Solver } from '../minimize/solver.ts'
import { type LeastSquaresState, located } from './state.ts'

const squares = { name: 'linear', scale: 1 } as const

/**
 * Solves residuals that are linear in all variables at once, from their values and Jacobian
 * at 0. Where the data do not determine all variables, `otherwise` takes over.
 */
export function linearSolver(otherwise: Solver<Iterate>): Solver<Iterate> {
  return {
    start: (evaluator, x, settings) => {
      const origin = new Float64Array(x.length)
      const { value: atOrigin, residuals: offset } = evaluator.residuals(origin)
      if (!Number.isFinite(atOrigin)) return otherwise.start(evaluator, x, settings)
      const jacobian = evaluator.jacobian(origin)
      const solution = fitLinear(
        jacobian,
        offset.map((entry) => -entry),
        x.length,
      )
      if (!solution) return otherwise.start(evaluator, x, settings)
      const { value, residuals } = evaluator.residuals(solution)
      const here = { x: solution, value, residuals, jacobian, loss: squares }
      const state: LeastSquaresState = located(here, undefined)
      const isKnown = Number.isFinite(value)
      return { ...state, stop: isKnown ? { code: 'linear' } : stuckFor(evaluator, Number.NaN, 0) }
    },
    step: (state, evaluator, settings) => otherwise.step(state, evaluator, settings),
  }
}
