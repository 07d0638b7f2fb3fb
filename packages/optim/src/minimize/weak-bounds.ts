import { addScaled, type Vector } from '../linear-algebra/vector.ts'
import { type Box, project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import { flatDirections, slopeErrors, type Verdict } from './certificate.ts'
import type { Evaluator } from './evaluator.ts'
import { candidateOf, errorTolerance, type Located } from './settle.ts'
import { relativeLength } from './sides.ts'

/** Lengths of looks, relative to the size of the variables. */
const lengths = [0.3, 0.03, 3e-3, 3e-4]
/** So many variables, pairs of them, and directions without curvature are looked along. */
const axisLimit = 50
const pairLimit = 50
const flatLimit = 4

/**
 * Points inside the box from where a variable is at a bound without a slope that pushes it
 * there: a bound does not hold what may just as well leave it. The slope says nothing about
 * such a variable, and the curvature of the others nothing about their products with it.
 */
export function pointsFromWeakBounds(
  at: Located,
  verdict: Verdict,
  evaluator: Evaluator,
): readonly Vector[] {
  const { box } = evaluator
  const weak = box ? weakBounds(at, verdict, box, evaluator) : []
  if (!box || weak.length === 0) return []
  const curved = curvedDirections(at, [...verdict.free, ...weak], evaluator)
  return [
    ...pointsInside(weak, at.x, box, evaluator),
    ...curved.flatMap((direction) => pointsAlong(direction, at.x, box)),
  ]
}

/** Points inside the box from where variables are at bounds: each alone, by twos, and all. */
export function pointsInside(
  weak: readonly number[],
  x: Vector,
  box: Box,
  { typical }: Evaluator,
): readonly Vector[] {
  if (weak.length === 0) return []
  const along = (moving: readonly number[]): Vector => {
    const direction = new Float64Array(x.length)
    for (const i of moving) {
      const size = sizeAt(x, i, typical)
      direction[i] = x[i]! <= box.lower[i]! ? size : -size
    }
    return direction
  }
  const sides = [...weak.slice(0, axisLimit).map((i) => [i]), ...pairsOf(weak), weak]
  return sides.flatMap((moving) => pointsAlong(along(moving), x, box))
}

function pointsAlong(direction: Vector, x: Vector, box: Box): readonly Vector[] {
  return lengths.map((length) => project(addScaled(x, length, direction), box))
}

function weakBounds(
  at: Located,
  { free }: Verdict,
  { lower, upper }: Box,
  evaluator: Evaluator,
): readonly number[] {
  const isFree = new Set(free)
  const errors = slopeErrors(candidateOf(at, evaluator))
  return Array.from(at.x, (_, i) => i).filter(
    (i) =>
      !isFree.has(i) &&
      lower[i]! < upper[i]! &&
      Math.abs(at.gradient[i]!) <= errorTolerance * errors[i]!,
  )
}

function pairsOf(weak: readonly number[]): readonly (readonly number[])[] {
  const pairs: number[][] = []
  for (let a = 0; a < weak.length; a++) {
    for (let b = 0; b < a && pairs.length < pairLimit; b++) pairs.push([weak[b]!, weak[a]!])
  }
  return pairs
}

/** Both ways along directions without curvature, their longest entry being of usual size. */
function curvedDirections(
  at: Located,
  moving: readonly number[],
  evaluator: Evaluator,
): readonly Vector[] {
  const flat = flatDirections(candidateOf(at, evaluator), moving, flatLimit)
  return flat.flatMap((direction) => {
    const size = relativeLength(direction, at.x, evaluator)
    return [1 / size, -1 / size].map((share) => direction.map((entry) => share * entry))
  })
}
