import type { Expr } from '../../src/index.ts'
import {
  absolute,
  add,
  type Big,
  compare,
  divide,
  fromDouble,
  half,
  shifted,
  subtract,
  toDouble,
} from './big-float.ts'
import { evaluateExactly } from './evaluate.ts'

// The differences of values of 70 digits over 2^-84 have 45 of them, and the error that the
// central difference makes is of the order of 2^-168.
const step = -84

/** The slopes of a formula by central differences of values of 70 digits. */
export function differences(
  expr: Expr,
  variables: readonly string[],
  at: Readonly<Record<string, number>>,
): readonly Big[] {
  const point = pointOf(at)
  const h = shifted(half, step + 1)
  return variables.map((name) => {
    const [above, below] = [add(point[name]!, h), subtract(point[name]!, h)].map(
      (value) => evaluateExactly([expr], { ...point, [name]: value })[0]!,
    )
    return shifted(divide(subtract(above!, below!), h), -1)
  })
}

/** A point of doubles as a point of the oracle. */
export function pointOf(at: Readonly<Record<string, number>>): Record<string, Big> {
  return Object.fromEntries(Object.entries(at).map(([name, value]) => [name, fromDouble(value)]))
}

/** How far two numbers are apart, relative to the larger one where that is above `floor`. */
export function relativeDistance(a: Big, b: Big, floor = 1e-12): number {
  const sizes = [absolute(a), absolute(b), fromDouble(floor)]
  const largest = sizes.reduce((known, size) => (compare(size, known) > 0 ? size : known))
  return toDouble(divide(absolute(subtract(a, b)), largest))
}
