import type { Expr } from './expr.ts'
import { signOf } from './number/numeral.ts'

/**
 * The operands of a node in the order in which they stand on paper: in a product, what is
 * above the line first; in a sum, a term without a minus first, where there is one.
 */
export function operandsAsRead(node: Expr): readonly Expr[] {
  const { operands } = node
  if (node.kind === 'product' && operands.some(isBelowLine)) {
    return [...operands.filter((factor) => !isBelowLine(factor)), ...operands.filter(isBelowLine)]
  }
  const first = node.kind === 'sum' ? operands.findIndex((term) => !showsMinus(term)) : 0
  if (first <= 0) return operands
  return [operands[first]!, ...operands.slice(0, first), ...operands.slice(first + 1)]
}

function isBelowLine(factor: Expr): boolean {
  const exponent = factor.kind === 'power' ? factor.operands[1] : undefined
  return exponent?.kind === 'number' && signOf(exponent.value) < 0
}

function showsMinus(term: Expr): boolean {
  const first = term.kind === 'product' ? term.operands[0]! : term
  return first.kind === 'number' && signOf(first.value) < 0
}
