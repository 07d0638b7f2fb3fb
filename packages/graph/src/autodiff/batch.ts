import { type BatchingRule, batching, dim, type OpName, ShapeError } from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { regionSupport } from '../region-support.ts'
import { isRegion, repeat, runKey } from '../repeat.ts'
import { topologicalOrder } from '../traverse.ts'
import type { Batched } from './batched.ts'

/**
 * What `outputs` give for each element of a batch, as nodes of the same builder.
 *
 * @param sources  Nodes that stand for one element of the batch.
 * @param batches  For each source, all elements along a new first axis of `size`.
 */
export function vectorize(
  builder: Builder,
  outputs: readonly Node[],
  sources: readonly Node[],
  batches: readonly Node[],
  size: number,
): Batched[] {
  const known = new Map<Node, Batched>()
  for (const [i, source] of sources.entries()) {
    if (batches[i]!.shape[0]?.size !== size) {
      throw new ShapeError(
        `vectorize: a batch of ${size} has ${batches[i]!.shape[0]?.size} elements`,
      )
    }
    known.set(source, { node: batches[i]!, isBatched: true })
  }
  const runs = new Map<string, readonly Batched[]>()
  for (const node of topologicalOrder(outputs)) {
    if (known.has(node) || !node.inputs.some((input) => known.has(input))) continue
    const inputs = node.inputs.map((input) => known.get(input) ?? single(input))
    const result = builder.withOrigin(builder.originsOf(node)[0], () =>
      isRegion(node)
        ? vectorizeOutput(builder, node, inputs, size, runs)
        : vectorizeNode(builder, node, inputs, size),
    )
    known.set(node, result)
  }
  return outputs.map((output) => known.get(output) ?? single(output))
}

function single(node: Node): Batched {
  return { node, isBatched: false }
}

function vectorizeNode(
  builder: Builder,
  { op, attributes }: Node,
  inputs: readonly Batched[],
  size: number,
): Batched {
  const nodes = inputs.map(({ node }) => node)
  const isBatched = inputs.map((input) => input.isBatched)
  // An output of a region may be the same for all, while others of its run are not.
  if (!isBatched.includes(true)) return single(builder.apply(op, nodes, attributes as never))
  const rule = batching[op] as BatchingRule<OpName> | undefined
  if (rule) {
    const given = { inputs: nodes, isBatched, size, attributes: attributes as never }
    return { node: rule(builder, given), isBatched: true }
  }
  const stacked = nodes.filter((_, i) => isBatched[i])
  const { collected } = repeat(builder, dim(size), [], stacked, (_, slices) => {
    const rest = [...slices]
    const given = nodes.map((node, i) => (isBatched[i] ? rest.shift()! : node))
    return { carried: [], collected: [builder.apply(op, given, attributes as never)] }
  })
  return { node: collected[0]!, isBatched: true }
}

/** One output of a region; the outputs of one run are vectorized together. */
function vectorizeOutput(
  builder: Builder,
  node: Node<'repeat'>,
  inputs: readonly Batched[],
  size: number,
  runs: Map<string, readonly Batched[]>,
): Batched {
  const key = runKey(node)
  const results = runs.get(key) ?? regionSupport().vectorize(builder, node, inputs, size)
  runs.set(key, results)
  return results[node.attributes.output]!
}
