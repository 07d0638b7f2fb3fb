import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

/** Placeholder types only: see the file's author for the rules of regions. */
export declare function transposeRegion(
  builder: Builder,
  node: Node<'repeat'>,
  cotangent: Node,
  varying: ReadonlySet<Node>,
): readonly (Node | undefined)[]

export declare function pushForwardRegion(
  builder: Builder,
  node: Node<'repeat'>,
  tangents: readonly (Node | undefined)[],
): Node
