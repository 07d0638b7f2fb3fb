import type { Expr } from './expr.ts'

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
): T {
  const pending = [root]
  for (let node = pending.at(-1); node; node = pending.at(-1)) {
    if (memory.get(node) !== undefined) {
      pending.pop()
      continue
    }
    const missing = node.operands.filter((operand) => memory.get(operand) === undefined)
    if (missing.length > 0) {
      pending.push(...missing)
      continue
    }
    const operands = node.operands.map((operand) => memory.get(operand) as T)
    memory.set(node, visit(node, operands))
    pending.pop()
  }
  return memory.get(root) as T
}
