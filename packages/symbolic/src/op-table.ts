import { type ElementwiseName, elementwiseTraits, signatures, type Trait } from '@gradus/ops'

// What formulas read of the op table: the rows of elementwise ops alone.

export { elementwiseNotation as notation } from '@gradus/ops'

/** A table with a row for each op. */
export function mapOps<T>(rowOf: (op: ElementwiseName) => T): Record<ElementwiseName, T> {
  const names = Object.keys(signatures) as ElementwiseName[]
  return Object.fromEntries(names.map((op) => [op, rowOf(op)])) as Record<ElementwiseName, T>
}

/** How many arguments an op takes, or at least takes where it is associative. */
export const arityOf: Readonly<Record<ElementwiseName, number>> = mapOps((op) =>
  signatures[op].indexOf('>'),
)

/** Whether an op has a declared property. */
export function hasTrait(op: ElementwiseName, trait: Trait): boolean {
  return elementwiseTraits[op]?.includes(trait) === true
}
