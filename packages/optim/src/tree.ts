import { flattenTree, Tensor, tensor, unflattenTree } from '@gradus/tensor'

/** What stands at the ends of a tree. */
export type Leaf = Tensor | number

/** A tree taken apart. */
export interface Flat {
  readonly leaves: readonly Tensor[]
  /** The same tree with other leaves. */
  restore(leaves: readonly Tensor[]): unknown
}

/** Takes a tree of tensors and numbers apart. */
export function flatten(tree: unknown): Flat {
  const { leaves, structure } = flattenTree(tree)
  return {
    leaves: leaves.map((leaf) => (leaf instanceof Tensor ? leaf : tensor(leaf))),
    restore: (others) => unflattenTree(structure, others),
  }
}

/**
 * Parameters after a step: each one plus its update.
 *
 * @param parameters A tree of tensors or numbers.
 * @param updates A tree of the same structure, from `update`.
 */
export function applyUpdates<P>(parameters: P, updates: unknown): P {
  const given = flatten(parameters)
  const { leaves } = flatten(updates)
  return given.restore(given.leaves.map((leaf, i) => leaf.add(leaves[i]!))) as P
}
