import { allocate, elementCount, type TypedArray, type Value, withRows } from '@gradus/ops'
import type { Environment } from './environment.ts'
import { interpret } from './interpret.ts'
import type { GraphBody, Node } from './node.ts'
import { bodyOf, runKey } from './repeat.ts'

/** Runs the body as often as asked; nodes that differ only in their output share one run. */
export function interpretRegion(
  node: Node<'repeat'>,
  inputs: readonly Value[],
  environment: Environment,
  runs: Map<string, readonly Value[]>,
): Value {
  const { output } = node.attributes
  const key = runKey(node)
  let outputs = runs.get(key)
  if (!outputs) {
    outputs = runBody(node, bodyOf(node), inputs, environment)
    runs.set(key, outputs)
  }
  return outputs[output]!
}

function runBody(
  { attributes: { count, carried, stacked, isWhile } }: Node<'repeat'>,
  body: GraphBody,
  inputs: readonly Value[],
  { rows }: Environment,
): Value[] {
  let state = inputs.slice(0, carried)
  const invariant = inputs.slice(carried + stacked)
  const collected = body.outputs.slice(carried, isWhile ? carried : undefined).map((node) => {
    const shape = [count, ...withRows(node.shape, rows)]
    return { shape, dtype: node.dtype, data: allocate(node.dtype, elementCount(shape)) }
  })
  for (let i = 0; i < count.size; i++) {
    const slices = inputs.slice(carried, carried + stacked).map((input) => sliceOf(input, i))
    const given = [...state, ...slices, ...invariant]
    const values = new Map(
      body.inputs.map((input, k): [Node, TypedArray] => [input, given[k]!.data]),
    )
    const results = interpret(body.outputs, { values, ...(rows === undefined ? {} : { rows }) })
    if (isWhile && results.at(-1)!.data[0] === 0) break
    state = results.slice(0, carried)
    for (const [k, { data }] of collected.entries()) {
      const result = results[carried + k]!
      data.set(result.data, i * result.data.length)
    }
  }
  return [...state, ...collected]
}

function sliceOf(value: Value, index: number): Value {
  const shape = value.shape.slice(1)
  const width = elementCount(shape)
  return { shape, dtype: value.dtype, data: value.data.slice(index * width, (index + 1) * width) }
}
