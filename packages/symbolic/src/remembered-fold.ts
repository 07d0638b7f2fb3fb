import type { Expr } from './expr.ts'
import type { OperandsOf } from './traverse.ts'

/** Results by formula, kept from one fold to the next. */
export interface Memory<T> {
  get(expr: Expr): T | undefined
  set(expr: Expr, value: T): unknown
}

/**
 * Folds a formula from the leaves up like `foldExprs`, but does not go below nodes whose
 * results are remembered: many questions about parts of one formula cost one walk.
 */
export function foldRemembered<T>(
  root: Expr,
  memory: Memory<T>,
  visit: (node: Expr, operands: readonly T[]) => T,
  operandsOf: OperandsOf = (node) => node.operands,
): T {
  const pending = [root]
  for (let node = pending.at(-1); node; node = pending.at(-1)) {
    if (memory.get(node) !== undefined) {
      pending.pop()
      continue
    }
    const parts = operandsOf(node)
    const missing = parts.filter((operand) => memory.get(operand) === undefined)
    if (missing.length > 0) {
      pending.push(...missing)
      continue
    }
    const operands = parts.map((operand) => memory.get(operand) as T)
    memory.set(node, visit(node, operands))
    pending.pop()
  }
  return memory.get(root) as T
}
