import type { Builder } from '../builder.ts'
import type { GraphBody, Node } from '../node.ts'
import { bodyOf, type RepeatResult, repeat, runsOnce } from '../repeat.ts'
import { substitute } from '../substitute.ts'
import { dependents, topologicalOrder } from '../traverse.ts'
import { vectorize } from './batch.ts'
import { type Batched, repeatInFront } from './batched.ts'
import { vectorizeOnce } from './once.ts'

/** All outputs of a region for a batch: its body runs on whole batches. */
export function vectorizeRegion(
  builder: Builder,
  node: Node<'repeat'>,
  given: readonly Batched[],
  size: number,
): Batched[] {
  if (runsOnce(node)) return vectorizeOnce(builder, node, given, size)
  const body = bodyOf(node)
  const { carried, stacked, count, isWhile = false } = node.attributes
  const { isInput, isOutput } = batchedParts(
    body,
    carried,
    given.map(({ isBatched }) => isBatched),
    isWhile,
  )
  const inputs = given.map((input, i) =>
    isInput[i] && !input.isBatched ? repeatInFront(builder, input.node, size) : input.node,
  )
  // Runs take slices of the first axis, so the batch comes second there.
  const slices = inputs
    .slice(carried, carried + stacked)
    .map((input, i) => (isInput[carried + i] ? swapAxes(builder, input) : input))
  const run = (state: readonly Node[], at: readonly Node[]): RepeatResult => {
    const values = [...state, ...at, ...inputs.slice(carried + stacked)]
    const outputs = runBatch(builder, body, values, isInput, size).map(
      ({ node: output, isBatched }, i) =>
        isOutput[i] && !isBatched ? repeatInFront(builder, output, size) : output,
    )
    if (isWhile) return endTogether(builder, state, outputs)
    return { carried: outputs.slice(0, carried), collected: outputs.slice(carried) }
  }
  const result = repeat(builder, count, inputs.slice(0, carried), slices, run)
  const all = [...result.carried, ...result.collected]
  return all.map((output, i) => {
    const isBatched = isOutput[i]!
    return { node: isBatched && i >= carried ? swapAxes(builder, output) : output, isBatched }
  })
}

/**
 * A run that goes on while some element of the batch does. Elements whose own run has
 * ended keep their values.
 */
function endTogether(
  builder: Builder,
  state: readonly Node[],
  outputs: readonly Node[],
): RepeatResult {
  const condition = outputs.at(-1)!
  const next = outputs.slice(0, -1)
  if (condition.shape.length === 0) return { carried: next, collected: [], condition }
  const carried = next.map((value, i) => {
    const { shape } = value
    const goesOn = builder.apply('broadcast', [condition], { shape, into: [0] })
    return choose(builder, goesOn, value, state[i]!)
  })
  const most = builder.apply('reduce_max', [builder.cast(condition, 'i32')], { axes: [0] })
  return { carried, collected: [], condition: builder.cast(most, 'bool') }
}

/** Values where the condition holds, else others; truth values by logic. */
function choose(builder: Builder, condition: Node, value: Node, other: Node): Node {
  if (value.dtype !== 'bool') return builder.select(condition, value, other)
  const isOther = builder.and(builder.not(condition), other)
  return builder.or(builder.and(condition, value), isOther)
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
  isWhile: boolean,
): { readonly isInput: readonly boolean[]; readonly isOutput: readonly boolean[] } {
  const order = topologicalOrder(body.outputs)
  const isInput = [...isGiven]
  for (;;) {
    const differing = dependents(
      order,
      body.inputs.filter((_, i) => isInput[i]),
    )
    // Elements that end at different times differ in all that they carry.
    const endsApart = isWhile && differing.has(body.outputs.at(-1)!)
    const isOutput = body.outputs.map(
      (output, i) => differing.has(output) || (i < carried && (endsApart || isInput[i]!)),
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
