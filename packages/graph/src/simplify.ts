import { type Firing, rewriteBottomUp } from '@gradus/rewrite'
import type { Builder } from './builder.ts'
import type { GraphBody, Node } from './node.ts'
import { bodyOf, isRegion, makeBody } from './repeat.ts'
import { graphRules } from './rules/index.ts'
import { topologicalOrder } from './traverse.ts'

/** How far simplification goes, and who is told. */
export interface SimplifyOptions {
  /** The most rewrites; what is left is kept as it is. */
  readonly budget?: number
  readonly trace?: (firing: Firing<Node>) => void
}

/**
 * The same values by fewer and more stable operations, by the rules of `rules/`. New nodes
 * have the origins of what they replace; bodies of regions are simplified as well.
 */
export function simplify(
  builder: Builder,
  nodes: readonly Node[],
  options: SimplifyOptions = {},
): Node[] {
  const roots = simplifyBodies(builder, nodes, options)
  return rewriteBottomUp(graphRules, builder, roots, {
    ...options,
    around: (before, replace) => {
      const after = builder.withOrigin(builder.originsOf(before)[0], replace)
      if (after) builder.copyOrigins(before, after)
      return after
    },
  })
}

function simplifyBodies(
  builder: Builder,
  nodes: readonly Node[],
  options: SimplifyOptions,
): readonly Node[] {
  const order = topologicalOrder(nodes)
  if (!order.some(isRegion)) return nodes
  const bodies = new Map<string, GraphBody>()
  const changed = new Map<Node, Node>()
  for (const node of order) {
    const inputs = node.inputs.map((input) => changed.get(input) ?? input)
    const attributes = isRegion(node)
      ? { ...node.attributes, body: simplifyBody(builder, bodyOf(node), bodies, options) }
      : node.attributes
    const copy = builder.apply(node.op, inputs, attributes as never)
    builder.copyOrigins(node, copy)
    changed.set(node, copy)
  }
  return nodes.map((node) => changed.get(node)!)
}

function simplifyBody(
  builder: Builder,
  body: GraphBody,
  bodies: Map<string, GraphBody>,
  options: SimplifyOptions,
): GraphBody {
  const simple =
    bodies.get(body.key) ?? makeBody(body.inputs, simplify(builder, body.outputs, options))
  bodies.set(body.key, simple)
  return simple
}
