import type { Vector } from '../linear-algebra/vector.ts'

/** By how much the worst constraint is violated; NaN where one is not a number. */
export function violationOf(constraints: Vector, isEquality: readonly boolean[]): number {
  let worst = 0
  for (let k = 0; k < constraints.length; k++) {
    const excess = isEquality[k] ? Math.abs(constraints[k]!) : constraints[k]!
    worst = Math.max(worst, excess)
  }
  return worst
}
