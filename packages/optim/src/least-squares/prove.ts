import { isFiniteVector } from '../linear-algebra/vector.ts'
import type { Evaluator } from '../minimize/evaluator.ts'
import { stuckFor } from '../minimize/settle.ts'
import type { Settings } from '../minimize/solver.ts'
import { exactStep } from '../minimize/subproblem/exact.ts'
import { trustRegion } from '../minimize/trust-region.ts'
import type { ScaledLoss } from './loss.ts'
import { type LeastSquaresState, located } from './state.ts'

/** How often a point that is no minimum is left before it is reported. */
const escapeLimit = 5
/** A value lower by this share is another point, not another rounding. */
const lowerShare = 1e-9

const newton = trustRegion(exactStep)

/**
 * Tells whether the end of the polish is a minimum, by second derivatives of the loss itself,
 * which a Gauss-Newton model does not have: Newton's method goes on from there. Where it
 * finds a lower point the search begins again; else the polished point stays, with its reason.
 */
export function prove(
  state: LeastSquaresState,
  evaluator: Evaluator,
  settings: Settings,
  loss: ScaledLoss,
): LeastSquaresState {
  const { proof } = state
  const next = proof
    ? newton.step(proof, evaluator, settings)
    : newton.start(evaluator, state.x, settings, state)
  const { best } = evaluator
  const lower = best && next.stop && best.value < next.value ? best : next
  const isLower = lower.value < state.value * (1 - lowerShare)
  if (isLower && state.escapes < escapeLimit) return restart(state, lower.x, evaluator, loss)
  const { stop, hessian } = next
  return { ...state, proof: next, action: 'proof', ...(stop && { stop, hessian }) }
}

function restart(
  state: LeastSquaresState,
  x: LeastSquaresState['x'],
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState {
  const { value, residuals } = evaluator.residuals(x)
  const jacobian = evaluator.jacobian(x)
  if (!isFiniteVector(jacobian)) return { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
  const next = located({ x, value, residuals, jacobian, loss }, undefined)
  return { ...next, escapes: state.escapes + 1, action: 'left a point that is no minimum' }
}
