import { call } from './canonical/call.ts'
import { power } from './canonical/power.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import type { Expr } from './expr.ts'

/** The same kind of node over other operands, in canonical form; a leaf is itself. */
export function rebuild(node: Expr, operands: readonly Expr[]): Expr {
  if (operands.every((operand, i) => operand === node.operands[i])) return node
  switch (node.kind) {
    case 'sum':
      return sum(operands)
    case 'product':
      return product(operands)
    case 'power':
      return power(operands[0]!, operands[1]!)
    case 'call':
      return call(node.label, operands)
    default:
      return node
  }
}
