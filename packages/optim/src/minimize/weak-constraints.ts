import { addScaled, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import type { AugmentedEvaluator } from './augmented-evaluator.ts'
import type { ConstrainedEvaluator } from './evaluator.ts'
import { backToConstraints, type KktPoint, weakDirections } from './kkt-polish.ts'
import { fall, relativeLength } from './sides.ts'

/** Lengths of looks, relative to the size of the variables. */
const lengths = [0.3, 0.03, 3e-3, 3e-4]

/**
 * A point where the value is lower than at one that seems to be a minimum under constraints,
 * along directions that no constraint with a multiplier other than about 0 stands in the way
 * of. There the penalty of a side that is just met looks like curvature of the value, and an
 * inflection like a minimum. Points are brought back to the constraints, which may be curved;
 * where that fails, the augmented Lagrangian tells.
 */
export function lookWeakly(
  point: KktPoint,
  augmented: AugmentedEvaluator,
  evaluator: ConstrainedEvaluator,
): Vector | undefined {
  const { x, multipliers } = point
  const here = augmented.value(x)
  const limit = here - fall * Math.abs(here)
  const valueLimit = point.value - fall * Math.abs(point.value)
  for (const direction of weakDirections(point, evaluator)) {
    const size = relativeLength(direction, x, evaluator)
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) continue
    for (const length of lengths.flatMap((each) => [each, -each])) {
      const moved = project(addScaled(x, length / size, direction), evaluator.box)
      if (augmented.value(moved) < limit) return moved
      const back = backToConstraints(moved, multipliers, evaluator)
      if (back && evaluator.constrained(back).value < valueLimit) return back
    }
  }
  return undefined
}
