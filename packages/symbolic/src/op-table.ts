import { type ElementwiseName, elementwiseTraits, signatures, type Trait } from '@gradus/ops'

// What formulas read of the op table: the rows of elementwise ops alone.

export { elementwiseNotation as notation } from '@gradus/ops'

/** How many arguments an op takes, or at least takes where it is associative. */
export const arityOf: Readonly<Record<ElementwiseName, number>> = Object.fromEntries(
  Object.entries(signatures).map(([op, signature]) => [op, signature.indexOf('>')]),
) as Record<ElementwiseName, number>

/** Whether an op has a declared property. */
export function hasTrait(op: ElementwiseName, trait: Trait): boolean {
  return elementwiseTraits[op].includes(trait)
}
