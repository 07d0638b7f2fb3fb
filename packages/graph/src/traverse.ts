import type { Node } from './node.ts'

/**
 * All nodes that `roots` reach, inputs before users, in a fixed order. Does not recurse.
 *
 * @param isOutside  Where the walk stops: such nodes and what they need are left out.
 */
export function topologicalOrder(
  roots: Iterable<Node>,
  isOutside: (node: Node) => boolean = () => false,
): Node[] {
  const order: Node[] = []
  const seen = new Set<Node>()
  // The nodes that are open, and how many inputs of each were visited.
  const stack: Node[] = []
  const visited: number[] = []
  const enter = (node: Node): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (isOutside(node)) return
    stack.push(node)
    visited.push(0)
  }
  for (const root of roots) {
    enter(root)
    while (stack.length > 0) {
      const top = stack.length - 1
      const input = stack[top]!.inputs[visited[top]!++]
      if (input !== undefined) enter(input)
      else {
        order.push(stack.pop()!)
        visited.pop()
      }
    }
  }
  return order
}

/** The nodes among `order` (inputs first) that depend on any of `sources`, these included. */
export function dependents(order: readonly Node[], sources: Iterable<Node>): Set<Node> {
  const found = new Set(sources)
  for (const node of order) {
    if (node.inputs.some((input) => found.has(input))) found.add(node)
  }
  return found
}

/** How many users each node has among the nodes that `roots` reach; a root counts as a use. */
export function countUses(roots: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>()
  const count = (node: Node): void => void uses.set(node, (uses.get(node) ?? 0) + 1)
  for (const node of topologicalOrder(roots)) node.inputs.forEach(count)
  roots.forEach(count)
  return uses
}
