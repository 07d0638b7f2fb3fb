import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { substitute } from '../substitute.ts'

/** Nodes over the inputs of a body as nodes over given values. */
export function instantiate(
  builder: Builder,
  inputs: readonly Node[],
  given: readonly Node[],
  nodes: readonly Node[],
): Node[] {
  return substitute(builder, nodes, new Map(inputs.map((input, i) => [input, given[i]!])))
}

/** An input that no other node of the builder stands for. */
export function standIn(builder: Builder, what: string, index: number, like: Node): Node {
  return builder.input(`${what} ${builder.size}.${index}`, like.shape, like.dtype)
}
