import type { Expr } from './expr.ts'
import { factorsOf, isBelow, isNegativeNumber } from './factors.ts'

/**
 * The operands of a node in the order in which they stand on paper: in a product, what is
 * above the line first; in a sum, a term without a minus first, where there is one.
 */
export function operandsAsRead(node: Expr): readonly Expr[] {
  const { operands } = node
  if (node.kind === 'product' && operands.some(isBelow)) {
    return [...operands.filter((factor) => !isBelow(factor)), ...operands.filter(isBelow)]
  }
  const first = node.kind === 'sum' ? operands.findIndex((term) => !showsMinus(term)) : 0
  if (first <= 0) return operands
  return [operands[first]!, ...operands.slice(0, first), ...operands.slice(first + 1)]
}

function showsMinus(term: Expr): boolean {
  return isNegativeNumber(factorsOf(term)[0])
}
