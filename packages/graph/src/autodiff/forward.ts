import {
  type ForwardRule,
  forwards,
  isDifferentiable,
  isFloat,
  type OpName,
  partialsOf,
} from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { regionSupport } from '../region-support.ts'
import { isRegion, runKey } from '../repeat.ts'
import { topologicalOrder } from '../traverse.ts'
import { zerosLike } from './reverse.ts'
import { scale } from './scale.ts'

/**
 * Tangents of `outputs` for given tangents of `sources`: the Jacobian times the tangents,
 * by forward mode, as nodes of the same builder.
 */
export function jvp(
  builder: Builder,
  outputs: readonly Node[],
  sources: readonly Node[],
  tangents: readonly Node[],
): Node[] {
  const known = new Map<Node, Node>()
  const runs = new Map<string, readonly (Node | undefined)[]>()
  sources.forEach((source, i) => {
    known.set(source, tangents[i]!)
  })
  for (const node of topologicalOrder(outputs)) {
    const isMoved = node.inputs.some((input) => known.has(input))
    if (known.has(node) || !isMoved || !isDifferentiable(node.op) || !isFloat(node.dtype)) continue
    const parts = node.inputs.map((input) => known.get(input))
    const tangent = builder.withOrigin(builder.originsOf(node)[0], () =>
      isRegion(node)
        ? pushForwardOutput(builder, node, parts, runs)
        : pushForward(builder, node, parts),
    )
    if (tangent) known.set(node, tangent)
  }
  return outputs.map((output) => known.get(output) ?? zerosLike(builder, output))
}

/** The tangent of one output of a region; the outputs of one run are pushed together. */
function pushForwardOutput(
  builder: Builder,
  node: Node<'repeat'>,
  tangents: readonly (Node | undefined)[],
  runs: Map<string, readonly (Node | undefined)[]>,
): Node | undefined {
  const key = runKey(node)
  const pushed = runs.get(key) ?? regionSupport().pushForward(builder, node, tangents)
  runs.set(key, pushed)
  return pushed[node.attributes.output]
}

function pushForward(builder: Builder, node: Node, tangents: readonly (Node | undefined)[]): Node {
  const rules = partialsOf(node.op)
  if (rules) {
    const algebra = builder.withDType(node.dtype)
    const parts = tangents.flatMap((tangent, i) =>
      tangent
        ? [scale(builder, node, rules[i]!(algebra, node.inputs as never, node), tangent)]
        : [],
    )
    return parts.reduce((sum, part) => builder.add(sum, part))
  }
  const forward = forwards[node.op as keyof typeof forwards]
  const { inputs, attributes } = node
  return (forward as ForwardRule<OpName>)(builder, {
    inputs,
    tangents,
    out: node,
    attributes: attributes as never,
  })
}
