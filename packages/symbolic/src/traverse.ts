import type { Expr, ExprNode } from './expr.ts'
import { operandsAsRead } from './reading-order.ts'

/** What a walk takes for the operands of a node. */
export type OperandsOf = (node: Expr) => readonly Expr[]

/** The nodes of a DAG by number, operands before those that use them. */
export interface NumberedNodes {
  readonly nodes: readonly Expr[]
  /** The numbers of the operands of node `i` are `operands[starts[i]]` to before `operands[starts[i + 1]]`. */
  readonly operands: readonly number[]
  readonly starts: readonly number[]
  /** The numbers of the roots. */
  readonly roots: readonly number[]
}

/**
 * Numbers the nodes of the DAG under `roots` in time linear in its size.
 *
 * @param operandsOf What counts as operands, where it is not what a node is made of. It must
 * not walk over formulas itself: see Note [Numbered nodes].
 */
export function numberNodes(roots: readonly Expr[], operandsOf: OperandsOf = own): NumberedNodes {
  const nodes: ExprNode[] = []
  const operands: number[] = []
  const starts: number[] = [0]
  const isNumbered = (node: ExprNode): boolean =>
    node.index < nodes.length && nodes[node.index] === node
  const pending = asNodes(roots).toReversed()
  // The parts of those pending nodes whose parts are pending above them.
  const opened: (readonly ExprNode[] | undefined)[] = pending.map(() => undefined)
  while (pending.length > 0) {
    const top = pending.length - 1
    const node = pending[top]!
    if (!isNumbered(node)) {
      const known = opened[top]
      const parts = known ?? asNodes(operandsOf(node as unknown as Expr))
      opened[top] = parts
      for (let i = known ? -1 : parts.length - 1; i >= 0; i--) {
        if (isNumbered(parts[i]!)) continue
        pending.push(parts[i]!)
        opened.push(undefined)
      }
      if (pending.length > top + 1) continue
      for (let i = 0; i < parts.length; i++) operands.push(parts[i]!.index)
      starts.push(operands.length)
      node.index = nodes.length
      nodes.push(node)
    }
    pending.pop()
    opened.pop()
  }
  const places = asNodes(roots).map(({ index }) => index)
  return { nodes: nodes as unknown as Expr[], operands, starts, roots: places }
}

function own({ operands }: Expr): readonly Expr[] {
  return operands
}

function asNodes(exprs: readonly Expr[]): readonly ExprNode[] {
  return exprs as unknown as readonly ExprNode[]
}

/**
 * All nodes of the DAG under `roots`, each once, operands before those that use them.
 *
 * @param operandsOf What counts as operands, where it is not what a node is made of.
 */
export function nodesOf(roots: readonly Expr[], operandsOf?: OperandsOf): readonly Expr[] {
  return numberNodes(roots, operandsOf).nodes
}

/**
 * Folds the DAG under `roots` from the leaves up: `visit` is called once for each node with
 * the results of its operands. Works without recursion, in time linear in the DAG.
 */
export function foldExprs<T>(
  roots: readonly Expr[],
  visit: (node: Expr, operands: readonly T[]) => T,
  operandsOf?: OperandsOf,
): T[] {
  const numbered = numberNodes(roots, operandsOf)
  const { operands, starts } = numbered
  const results: T[] = []
  numbered.nodes.forEach((node, i) => {
    const given = operands.slice(starts[i], starts[i + 1]).map((at) => results[at]!)
    results.push(visit(node, given))
  })
  return numbered.roots.map((root) => results[root]!)
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
 * The names of the variables of one formula or of several in order of appearance: in the
 * text that a formula was read from, or else as it is printed. Equal formulas are the same
 * object; one that was read from several texts has the order of the last.
 */
export function freeVariables(exprs: Expr | readonly Expr[]): string[] {
  const roots = Array.isArray(exprs) ? (exprs as readonly Expr[]) : [exprs as Expr]
  const printed = symbolsOf(roots)
  if (!roots.some((root) => typedOrders.has(root))) return printed
  const appearing = roots.flatMap((root) => typedOrders.get(root) ?? symbolsOf([root]))
  // Variables of the text may have cancelled.
  const free = new Set(printed)
  return [...new Set(appearing)].filter((name) => free.has(name))
}

function symbolsOf(roots: readonly Expr[]): string[] {
  return nodesOf(roots, operandsAsRead)
    .filter(({ kind }) => kind === 'symbol')
    .map(({ label }) => label)
}

const typedOrders = new WeakMap<Expr, readonly string[]>()

/** Notes the order in which a text has the variables of the formula that was read from it. */
export function noteTypedOrder(expr: Expr, variables: readonly string[]): void {
  typedOrders.set(expr, variables)
}

/*
Note [Numbered nodes]

A walk has to know which nodes it has seen. A map from nodes to numbers is most of the time
of a gradient of a large formula; so each node has a field for the number that the latest
walk gave it. A number is believed only where the list of that walk has the node at this
place (Briggs and Torczon 1993, sparse sets), so nothing is ever cleared, and what an earlier
walk left behind does no harm. A number does not outlive its walk: `numberNodes` runs to its
end and returns lists of numbers, and nothing else reads the field.
*/
