import type { Expr } from './expr.ts'

/** What a walk takes for the operands of a node. */
export type OperandsOf = (node: Expr) => readonly Expr[]

/**
 * All nodes of the DAG under `roots`, each once, operands before those that use them.
 *
 * @param operandsOf What counts as operands, where it is not what a node is made of.
 */
export function nodesOf(
  roots: readonly Expr[],
  operandsOf: OperandsOf = ({ operands }) => operands,
): Expr[] {
  const order: Expr[] = []
  const isListed = new Map<Expr, boolean>()
  const pending = roots.toReversed()
  while (pending.length > 0) {
    const node = pending[pending.length - 1]!
    const listed = isListed.get(node)
    if (listed === undefined && node.operands.length > 0) {
      isListed.set(node, false)
      const operands = operandsOf(node)
      for (let i = operands.length - 1; i >= 0; i--) {
        const operand = operands[i]!
        if (isListed.get(operand) === undefined) pending.push(operand)
      }
      continue
    }
    pending.pop()
    if (listed === true) continue
    isListed.set(node, true)
    order.push(node)
  }
  return order
}

/**
 * Folds the DAG under `roots` from the leaves up: `visit` is called once for each node with
 * the results of its operands. Works without recursion, in time linear in the DAG.
 */
export function foldExprs<T>(
  roots: readonly Expr[],
  visit: (node: Expr, operands: readonly T[]) => T,
  operandsOf: OperandsOf = ({ operands }) => operands,
): T[] {
  const results = new Map<Expr, T>()
  for (const node of nodesOf(roots, operandsOf)) {
    const operands = operandsOf(node).map((operand) => results.get(operand) as T)
    results.set(node, visit(node, operands))
  }
  return roots.map((root) => results.get(root) as T)
}

/** The size of a formula: nodes with sharing, and the nodes that it would have as a tree. */
export interface NodeCount {
  readonly dag: number
  readonly tree: bigint
}

/** Counts the nodes of one formula or of several together. */
export function countNodes(exprs: Expr | readonly Expr[]): NodeCount {
  const roots = Array.isArray(exprs) ? (exprs as readonly Expr[]) : [exprs as Expr]
  const sizes = foldExprs<bigint>(roots, (_, operands) =>
    operands.reduce((total, size) => total + size, 1n),
  )
  return { dag: nodesOf(roots).length, tree: sizes.reduce((total, size) => total + size, 0n) }
}

/**
 * The names of the variables of one formula or of several, in order of appearance as they
 * are printed.
 */
export function freeVariables(exprs: Expr | readonly Expr[]): string[] {
  const roots = Array.isArray(exprs) ? (exprs as readonly Expr[]) : [exprs as Expr]
  return nodesOf(roots)
    .filter(({ kind }) => kind === 'symbol')
    .map(({ label }) => label)
}
