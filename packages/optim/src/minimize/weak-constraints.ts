import { addScaled, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import type { AugmentedEvaluator } from './augmented-evaluator.ts'
import type { ConstrainedEvaluator } from './evaluator.ts'
import { type KktPoint, weakDirections } from './kkt-polish.ts'
import { fall, relativeLength } from './sides.ts'

/** Lengths of looks, relative to the size of the variables. */
const lengths = [0.3, 0.03, 3e-3, 3e-4]

/**
 * A point where the augmented Lagrangian is lower, along directions that only constraints
 * with multipliers of about 0 stand in the way of. At such a point the penalty of a side
 * that is just met looks like curvature of the value, though there is none on the other side.
 */
export function lookWeakly(
  point: KktPoint,
  augmented: AugmentedEvaluator,
  evaluator: ConstrainedEvaluator,
): Vector | undefined {
  const { x } = point
  const here = augmented.value(x)
  const limit = here - fall * Math.abs(here)
  for (const direction of weakDirections(point, evaluator)) {
    const size = relativeLength(direction, x, evaluator)
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) continue
    for (const length of lengths.flatMap((each) => [each, -each])) {
      const moved = project(addScaled(x, length / size, direction), evaluator.box)
      if (augmented.value(moved) < limit) return moved
    }
  }
  return undefined
}
