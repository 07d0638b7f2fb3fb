import type { Builder } from '../builder.ts'
import type { GraphBody, Node } from '../node.ts'
import { bodyOf, repeat } from '../repeat.ts'
import { substitute } from '../substitute.ts'
import { dependents, topologicalOrder } from '../traverse.ts'
import { type Batched, repeatInFront, vectorize } from './batch.ts'

/** All outputs of a region for a batch: its body runs on whole batches. */
export function vectorizeRegion(
  builder: Builder,
  node: Node<'repeat'>,
  given: readonly Batched[],
  size: number,
): Batched[] {
  const body = bodyOf(node)
  const { carried, stacked, count } = node.attributes
  const { isInput, isOutput } = batchedParts(
    body,
    carried,
    given.map(({ isBatched }) => isBatched),
  )
  const inputs = given.map((input, i) =>
    isInput[i] && !input.isBatched ? repeatInFront(builder, input.node, size) : input.node,
  )
  // Runs take slices of the first axis, so the batch comes second there.
  const slices = inputs
    .slice(carried, carried + stacked)
    .map((input, i) => (isInput[carried + i] ? swapAxes(builder, input) : input))
  const result = repeat(builder, count, inputs.slice(0, carried), slices, (state, at) => {
    const values = [...state, ...at, ...inputs.slice(carried + stacked)]
    const outputs = runBatch(builder, body, values, isInput, size).map(
      ({ node: output, isBatched }, i) =>
        isOutput[i] && !isBatched ? repeatInFront(builder, output, size) : output,
    )
    return { carried: outputs.slice(0, carried), collected: outputs.slice(carried) }
  })
  const all = [...result.carried, ...result.collected]
  return all.map((output, i) => {
    const isBatched = isOutput[i]!
    return { node: isBatched && i >= carried ? swapAxes(builder, output) : output, isBatched }
  })
}

/** One run of a body on values of which some are batches. */
function runBatch(
  builder: Builder,
  body: GraphBody,
  values: readonly Node[],
  isBatched: readonly boolean[],
  size: number,
): Batched[] {
  const single = new Map<Node, Node>()
  body.inputs.forEach((input, i) => {
    if (!isBatched[i]) single.set(input, values[i]!)
  })
  const outputs = substitute(builder, body.outputs, single)
  const isSource = (_: unknown, i: number): boolean => isBatched[i]!
  return vectorize(builder, outputs, body.inputs.filter(isSource), values.filter(isSource), size)
}

/** The inputs and outputs that differ within a batch: a fixed point over the runs. */
function batchedParts(
  body: GraphBody,
  carried: number,
  isGiven: readonly boolean[],
): { readonly isInput: readonly boolean[]; readonly isOutput: readonly boolean[] } {
  const order = topologicalOrder(body.outputs)
  const isInput = [...isGiven]
  for (;;) {
    const differing = dependents(
      order,
      body.inputs.filter((_, i) => isInput[i]),
    )
    const isOutput = body.outputs.map(
      (output, i) => differing.has(output) || (i < carried && isInput[i]!),
    )
    const added = isOutput.flatMap((is, i) => (is && i < carried && !isInput[i] ? [i] : []))
    if (added.length === 0) return { isInput, isOutput }
    for (const i of added) isInput[i] = true
  }
}

function swapAxes(builder: Builder, node: Node): Node {
  const order = node.shape.map((_, axis) => axis)
  return builder.apply('transpose', [node], { order: [1, 0, ...order.slice(2)] })
}
