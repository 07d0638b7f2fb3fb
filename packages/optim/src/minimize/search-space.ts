import type { Vector } from '../linear-algebra/vector.ts'
import type { Box } from '../objective/bounds.ts'
import type { Draws } from './random.ts'

/** How far a variable without bounds is looked for, in usual sizes to both sides. */
const openReach = 10

/** A box to draw points from: the bounds, or a region about the start where there are none. */
export function searchSpace(x: Vector, typical: Vector, box: Box | undefined): Box {
  const side = (bounds: Vector | undefined, sign: number): Vector =>
    x.map((entry, i) => {
      const bound = bounds?.[i] ?? sign * Number.POSITIVE_INFINITY
      return Number.isFinite(bound) ? bound : entry + sign * openReach * typical[i]!
    })
  return { lower: side(box?.lower, -1), upper: side(box?.upper, 1) }
}

/**
 * Points spread over a box so that each of `count` slices of each axis has one.
 *
 * Source: McKay, Beckman, Conover 1979 (Latin hypercube sampling).
 */
export function latinHypercube({ lower, upper }: Box, count: number, draws: Draws): Vector[] {
  const slices = Array.from(lower, () => shuffled(count, draws))
  return Array.from({ length: count }, (_, k) =>
    lower.map((low, i) => low + ((upper[i]! - low) * (slices[i]![k]! + draws.uniform())) / count),
  )
}

function shuffled(count: number, draws: Draws): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = draws.below(i + 1)
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
  return order
}
