import { addScaled, maxAbs, subtract, times, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import type { AugmentedEvaluator } from './augmented-evaluator.ts'
import type { ConstrainedEvaluator } from './evaluator.ts'
import { backToConstraints, type KktPoint, weakDirections } from './kkt-polish.ts'
import { nothing } from './settle.ts'
import { fall, relativeLength } from './sides.ts'

/** Lengths of looks, relative to the size of the variables. */
const lengths = [3e-4, 3e-3, 0.03, 0.3, 3]
/** A rise nearer than this says little: next to the point curvature may be that of its errors. */
const nearest = 0.03
/** So little of a length shows that constraints and bounds are in the way. */
const blocked = 0.01

/** What looks along the constraints have shown. */
export interface WeakLook {
  /** A point where the value is lower. */
  readonly lower?: Vector
  /** Whether the value rises on one side only: a tail along the constraints. */
  readonly isOpen: boolean
}

/**
 * Looks to both sides of a point that seems to be a minimum under constraints, along directions
 * that no constraint with a multiplier other than about 0 stands in the way of. There the
 * penalty of a side that is just met looks like curvature of the value, and an inflection like
 * a minimum. Points are brought back to the constraints, which may be curved; where that fails,
 * the augmented Lagrangian tells.
 *
 * @param isProved  Whether Newton's method came to it as it comes to minima, so that one look
 *   far enough away is enough.
 */
export function lookWeakly(
  point: KktPoint,
  augmented: AugmentedEvaluator,
  evaluator: ConstrainedEvaluator,
  isProved: boolean,
): WeakLook {
  const { x } = point
  const here = augmented.value(x)
  const limit = here - fall * Math.abs(here)
  const noise = noiseAt(point, evaluator)
  let isOpen = false
  for (const direction of weakDirections(point, evaluator)) {
    const size = relativeLength(direction, x, evaluator)
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) continue
    const line = { point, direction, size, limit, noise, isProved }
    const [ahead, behind] = [1, -1].map((sign) => lookAside(sign, line, augmented, evaluator))
    for (const side of [ahead, behind]) if (typeof side === 'object') return { lower: side, isOpen }
    isOpen ||= ahead !== behind
  }
  return { isOpen }
}

interface Line {
  readonly point: KktPoint
  readonly direction: Vector
  readonly size: number
  /** Below it the augmented Lagrangian is lower. */
  readonly limit: number
  readonly noise: number
  readonly isProved: boolean
}

function lookAside(
  sign: number,
  { point, direction, size, limit, noise, isProved }: Line,
  augmented: AugmentedEvaluator,
  evaluator: ConstrainedEvaluator,
): 'rises' | 'flat' | Vector {
  const { x, multipliers } = point
  const here = priced(point, multipliers, evaluator)
  let side: 'rises' | 'flat' = 'rises'
  for (const length of lengths) {
    if (isProved && length < nearest) continue
    const moved = project(addScaled(x, (sign * length) / size, direction), evaluator.box)
    const back = backToConstraints(moved, multipliers, evaluator)
    if (!back) {
      if (augmented.value(moved) < limit) return moved
      continue
    }
    // What brings the point back takes all of the way: there is no room on this side.
    if (relativeLength(subtract(back, x), x, evaluator) < blocked * length) continue
    const rise = priced(evaluator.constrained(back), multipliers, evaluator) - here
    const hidden = noise * (1 + length) ** 2
    if (rise < -hidden) return back
    side = rise > hidden ? 'rises' : 'flat'
    if (side === 'rises' && length >= nearest) break
  }
  return side
}

/** The value, with what violates the constraints at the price of their multipliers. */
function priced(
  { value, constraints }: Pick<KktPoint, 'value' | 'constraints'>,
  multipliers: Vector,
  { isEquality }: ConstrainedEvaluator,
): number {
  return constraints.reduce(
    (sum, each, k) => sum + multipliers[k]! * (isEquality[k] ? each : Math.max(each, 0)),
    value,
  )
}

/** Rounding errors of the value and of the terms that balance it. */
function noiseAt({ x, value, multipliers }: KktPoint, evaluator: ConstrainedEvaluator): number {
  const n = x.length
  const { jacobian } = evaluator.constrainedGradient(x)
  const sizes = x.map((_, i) => sizeAt(x, i, evaluator.typical))
  const terms = multipliers.reduce((sum, multiplier, k) => {
    const row = times(jacobian.subarray(k * n, (k + 1) * n), sizes)
    return sum + Math.abs(multiplier) * maxAbs(row)
  }, Math.abs(value))
  return nothing * terms
}
