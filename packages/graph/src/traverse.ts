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
  const stack: { readonly node: Node; next: number }[] = []
  for (const root of roots) {
    if (!seen.has(root) && !isOutside(root)) stack.push({ node: root, next: 0 })
    seen.add(root)
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const input = top.node.inputs[top.next++]
      if (input === undefined) {
        order.push(top.node)
        stack.pop()
      } else if (!seen.has(input)) {
        seen.add(input)
        if (!isOutside(input)) stack.push({ node: input, next: 0 })
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
