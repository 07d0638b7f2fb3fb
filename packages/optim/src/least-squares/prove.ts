import { isFiniteVector, norm, over, type Vector } from '../linear-algebra/vector.ts'
import type { Evaluator } from '../minimize/evaluator.ts'
import { stuckFor } from '../minimize/settle.ts'
import type { Settings } from '../minimize/solver.ts'
import { isConverged } from '../minimize/stop.ts'
import { exactStep } from '../minimize/subproblem/exact.ts'
import { type TrustRegionState, trustRegion } from '../minimize/trust-region.ts'
import { projectedGradient } from '../objective/bounds.ts'
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
 * finds a lower point the search begins again. Where it comes closer to the same minimum, as it
 * does where large residuals leave Gauss-Newton steps few digits, its point is taken; else the
 * polished point stays, with its reason.
 */
export function prove(
  state: LeastSquaresState,
  evaluator: Evaluator,
  settings: Settings,
  loss: ScaledLoss,
): LeastSquaresState {
  const { proof, value } = state
  // Nothing is below a sum of squares of 0, however rough differences are.
  if (value === 0) return { ...state, stop: { code: 'minimum', relativeStep: 0, decrease: 0 } }
  const next = proof
    ? newton.step(proof, evaluator, settings)
    : newton.start(evaluator, state.x, settings, state)
  const { best } = evaluator
  const lower = best && next.stop && best.value < next.value ? best : next
  const isLower = lower.value < value * (1 - lowerShare)
  if (isLower && state.escapes < escapeLimit) return restart(state, lower.x, evaluator, loss)
  const proven = { ...state, proof: next, action: 'proof' }
  if (!next.stop) return proven
  const closer = isCloser(next, state, evaluator) && locatedAt(next.x, state, evaluator, loss)
  return { ...proven, ...closer, phase: 'prove', stop: next.stop, hessian: next.hessian }
}

/** Whether Newton's method has ended where slopes are smaller, in the units of the columns. */
function isCloser(
  { stop, ...next }: TrustRegionState,
  state: LeastSquaresState,
  { box }: Evaluator,
): boolean {
  const slopesAt = ({ x, gradient }: Pick<TrustRegionState, 'x' | 'gradient'>): number =>
    norm(over(projectedGradient(x, gradient, box), state.units))
  return stop !== undefined && isConverged(stop) && slopesAt(next) < slopesAt(state)
}

function restart(
  state: LeastSquaresState,
  x: Vector,
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState {
  const next = locatedAt(x, undefined, evaluator, loss)
  if (!next) return { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
  return { ...next, escapes: state.escapes + 1, action: 'left a point that is no minimum' }
}

/** The state at another point, unless the derivatives there are not finite. */
function locatedAt(
  x: Vector,
  before: LeastSquaresState | undefined,
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState | undefined {
  const { value, residuals } = evaluator.residuals(x)
  const jacobian = evaluator.jacobian(x)
  if (!isFiniteVector(jacobian)) return undefined
  return located({ x, value, residuals, jacobian, loss }, before)
}
