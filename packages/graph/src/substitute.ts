import type { Builder } from './builder.ts'
import type { Node } from './node.ts'
import { topologicalOrder } from './traverse.ts'

/**
 * The same nodes over other inputs: every node of `replacements` is replaced at once, and
 * what depends on one is made again. Does not look inside the bodies of regions, which see
 * nothing of the graph around them.
 *
 * @param isOutside  Nodes that are known to depend on nothing replaced; the walk stops there.
 */
export function substitute(
  builder: Builder,
  roots: readonly Node[],
  replacements: ReadonlyMap<Node, Node>,
  isOutside?: (node: Node) => boolean,
): Node[] {
  const changed = new Map(replacements)
  for (const node of topologicalOrder(roots, isOutside)) {
    if (changed.has(node) || !node.inputs.some((input) => changed.has(input))) continue
    const inputs = node.inputs.map((input) => changed.get(input) ?? input)
    const copy = builder.apply(node.op, inputs, node.attributes as never)
    builder.copyOrigins(node, copy)
    changed.set(node, copy)
  }
  return roots.map((root) => changed.get(root) ?? root)
}
