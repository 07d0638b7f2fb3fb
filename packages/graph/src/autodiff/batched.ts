import { dim } from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

/** A node for one element of a batch, or for all of them along a new first axis. */
export interface Batched {
  readonly node: Node
  readonly isBatched: boolean
}

/** A value that is the same for all elements of a batch, repeated along a new first axis. */
export function repeatInFront(builder: Builder, node: Node, size: number): Node {
  const into = node.shape.map((_, axis) => axis + 1)
  return builder.apply('broadcast', [node], { shape: [dim(size), ...node.shape], into })
}
