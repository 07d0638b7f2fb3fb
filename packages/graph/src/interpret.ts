import {
  allocate,
  elementCount,
  type Kernel,
  type KernelName,
  kernels,
  type OpName,
  ShapeError,
  type TypedArray,
  type Value,
  withRows,
} from '@gradus/ops'
import type { GraphBody, Node } from './node.ts'
import { bodyOf, isRegion, runKey } from './repeat.ts'
import { topologicalOrder } from './traverse.ts'

/** What an evaluation needs from outside the graph. */
export interface Environment {
  /**
   * Elements of `input` and `parameter` nodes, row-major, at the run-time count of rows. Any
   * other node may be given too; then what it is made of is not evaluated.
   */
  readonly values: ReadonlyMap<Node, TypedArray>
  /** The run-time count of rows; needed when a shape has a `rows` dim. */
  readonly rows?: number
  /** Called with every value as it is computed, in order; for finding the first NaN. */
  readonly onValue?: (node: Node, value: Value) => void
}

/**
 * Evaluates nodes one by one with the reference kernels: slow and obvious, the oracle that
 * every backend is held against.
 *
 * @returns  One value for each node, in order.
 */
export function interpret(nodes: readonly Node[], environment: Environment): Value[] {
  const computed = new Map<Node, Value>()
  const regions = new Map<string, readonly Value[]>()
  const isGiven = (node: Node): boolean => node.inputs.length > 0 && environment.values.has(node)
  for (const node of environment.values.keys()) {
    if (isGiven(node)) computed.set(node, evaluateNode(node, [], environment))
  }
  for (const node of topologicalOrder(nodes, isGiven)) {
    const inputs = node.inputs.map((input) => computed.get(input)!)
    const value = isRegion(node)
      ? runRegion(node, inputs, environment, regions)
      : evaluateNode(node, inputs, environment)
    computed.set(node, value)
    environment.onValue?.(node, value)
  }
  return nodes.map((node) => computed.get(node)!)
}

function evaluateNode(node: Node, inputs: readonly Value[], { values, rows }: Environment): Value {
  const shape = withRows(node.shape, rows)
  const length = elementCount(shape)
  const fed = values.get(node)
  if (fed) {
    if (fed.length !== length) {
      throw new ShapeError(`${node.op}: ${fed.length} elements were fed where ${length} are due`)
    }
    return { shape, dtype: node.dtype, data: fed }
  }
  const kernel = kernels[node.op as KernelName] as Kernel<OpName> | undefined
  if (!kernel) throw new ShapeError(`${node.op}: nothing was fed for node ${node.id}`)
  const out: Value = { shape, dtype: node.dtype, data: allocate(node.dtype, length) }
  kernel(inputs, node.attributes as never, out, rows ?? 0)
  return out
}

/** Runs the body as often as asked; nodes that differ only in their output share one run. */
function runRegion(
  node: Node<'repeat'>,
  inputs: readonly Value[],
  environment: Environment,
  regions: Map<string, readonly Value[]>,
): Value {
  const { output } = node.attributes
  const key = runKey(node)
  let outputs = regions.get(key)
  if (!outputs) {
    outputs = runBody(node, bodyOf(node), inputs, environment)
    regions.set(key, outputs)
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
