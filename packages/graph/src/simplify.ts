import { type Firing, rewriteBottomUp } from '@gradus/rewrite'
import type { Builder } from './builder.ts'
import type { Node } from './node.ts'
import { regionSupport } from './region-support.ts'
import { isRegion } from './repeat.ts'
import { knownRules } from './rules/known.ts'
import { topologicalOrder } from './traverse.ts'

/** Far more than any graph needs; rules that undo each other end here. */
const REWRITES_PER_NODE = 50

/** How far simplification goes, and who is told. */
export interface SimplifyOptions {
  /** The most rewrites, 50 for each node where left out; what is left is kept as it is. */
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
  const roots = topologicalOrder(nodes).some(isRegion)
    ? regionSupport().simplify(builder, nodes, (body) => simplify(builder, body, options))
    : nodes
  const budget = options.budget ?? REWRITES_PER_NODE * topologicalOrder(roots).length
  return rewriteBottomUp(knownRules(), builder, roots, {
    ...options,
    budget,
    around: (before, replace) => {
      const after = builder.withOrigin(builder.originsOf(before)[0], replace)
      if (after) builder.copyOrigins(before, after)
      return after
    },
  })
}
