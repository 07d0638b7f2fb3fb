import { type BatchingRule, batching, dim, type OpName, ShapeError } from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { isRegion, repeat, runKey } from '../repeat.ts'
import { topologicalOrder } from '../traverse.ts'
import { vectorizeRegion } from './batch-region.ts'

/** A node for one element of a batch, or for all of them along a new first axis. */
export interface Batched {
  readonly node: Node
  readonly isBatched: boolean
}

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
  const known = new Map<Node, Node>()
  for (const [i, source] of sources.entries()) {
    if (batches[i]!.shape[0]?.size !== size) {
      throw new ShapeError(
        `vectorize: a batch of ${size} has ${batches[i]!.shape[0]?.size} elements`,
      )
    }
    known.set(source, batches[i]!)
  }
  const runs = new Map<string, readonly Batched[]>()
  for (const node of topologicalOrder(outputs)) {
    if (known.has(node) || !node.inputs.some((input) => known.has(input))) continue
    const inputs = node.inputs.map((input): Batched => {
      const batch = known.get(input)
      return { node: batch ?? input, isBatched: batch !== undefined }
    })
    const result = builder.withOrigin(builder.originsOf(node)[0], () =>
      isRegion(node)
        ? vectorizeOutput(builder, node, inputs, size, runs)
        : { node: vectorizeNode(builder, node, inputs, size), isBatched: true },
    )
    if (result.isBatched) known.set(node, result.node)
  }
  return outputs.map((output) => {
    const batch = known.get(output)
    return { node: batch ?? output, isBatched: batch !== undefined }
  })
}

/** A value that is the same for all elements of a batch, repeated along a new first axis. */
export function repeatInFront(builder: Builder, node: Node, size: number): Node {
  const into = node.shape.map((_, axis) => axis + 1)
  return builder.apply('broadcast', [node], { shape: [dim(size), ...node.shape], into })
}

function vectorizeNode(
  builder: Builder,
  { op, attributes }: Node,
  inputs: readonly Batched[],
  size: number,
): Node {
  const nodes = inputs.map(({ node }) => node)
  const isBatched = inputs.map((input) => input.isBatched)
  const rule = batching[op] as BatchingRule<OpName> | undefined
  if (rule) {
    return rule(builder, { inputs: nodes, isBatched, size, attributes: attributes as never })
  }
  const stacked = nodes.filter((_, i) => isBatched[i])
  const { collected } = repeat(builder, dim(size), [], stacked, (_, slices) => {
    const rest = [...slices]
    const given = nodes.map((node, i) => (isBatched[i] ? rest.shift()! : node))
    return { carried: [], collected: [builder.apply(op, given, attributes as never)] }
  })
  return collected[0]!
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
  const results = runs.get(key) ?? vectorizeRegion(builder, node, inputs, size)
  runs.set(key, results)
  return results[node.attributes.output]!
}
