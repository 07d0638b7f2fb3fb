import { addScaled, dot, norm, scaled, times, type Vector } from '../linear-algebra/vector.ts'
import { project, projectedGradient } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import type { Evaluator } from './evaluator.ts'
import type { Iterate } from './solver.ts'
import type { Stop } from './stop.ts'

/** How far differences reach along the gradient, relative to the sizes of the variables. */
const reaches = [1e-4, 1e-5]
/** Differences agree where they are this close: no kink and no rounding is in the way. */
const agreement = 0.05
/** A slope that is farther from them than this is wrong. */
const deviation = 0.3

/**
 * Why a search is stuck where the gradient promises a descent: because it is not that of the
 * objective, if differences along it agree with each other and not with it.
 */
export function explainStall(state: Iterate, evaluator: Evaluator): Stop {
  const { stop, gradient } = state
  if (!gradient || evaluator.gradientError > Number.EPSILON) return stop!
  const { typical, box } = evaluator
  const sizes = state.x.map((_, i) => sizeAt(state.x, i, typical))
  const free = projectedGradient(state.x, gradient, box)
  // Steepest in variables that are divided by their sizes, so that units do not matter.
  const steepest = times(times(free, sizes), sizes)
  const length = norm(times(free, sizes))
  if (!(length > 0 && length < Number.POSITIVE_INFINITY)) return stop!
  const direction = scaled(steepest, 1 / length)
  const slope = dot(gradient, direction)
  const differences = reaches.flatMap((reach) => sidesAt(state, direction, reach, evaluator))
  const least = Math.min(...differences)
  const most = Math.max(...differences)
  const mean = (least + most) / 2
  const areAlike = most - least <= agreement * Math.abs(mean)
  const isWrong = areAlike && Math.abs(slope - mean) > deviation * Math.max(slope, Math.abs(mean))
  return isWrong ? { code: 'wrong-gradient', slope, difference: mean } : stop!
}

/** The slopes to both sides; NaN where the box ends. */
function sidesAt(
  { x, value }: Iterate,
  direction: Vector,
  reach: number,
  evaluator: Evaluator,
): readonly number[] {
  return [reach, -reach].map((step) => {
    const moved = addScaled(x, step, direction)
    const inside = project(moved, evaluator.box)
    const isInside = moved.every((entry, i) => entry === inside[i])
    return isInside ? (evaluator.value(moved) - value) / step : Number.NaN
  })
}
