import {
  allocate,
  elementCount,
  type Kernel,
  type KernelName,
  kernels,
  type OpName,
  ShapeError,
  type Value,
  withRows,
} from '@gradus/ops'
import type { Environment } from './environment.ts'
import type { Node } from './node.ts'
import { regionSupport } from './region-support.ts'
import { isRegion } from './repeat.ts'
import { topologicalOrder } from './traverse.ts'

/**
 * Evaluates nodes one by one with the reference kernels: slow and obvious, the oracle that
 * every backend is held against.
 *
 * @returns  One value for each node, in order.
 */
export function interpret(nodes: readonly Node[], environment: Environment): Value[] {
  const computed = new Map<Node, Value>()
  const runs = new Map<string, readonly Value[]>()
  const isGiven = (node: Node): boolean => node.inputs.length > 0 && environment.values.has(node)
  for (const node of environment.values.keys()) {
    if (isGiven(node)) computed.set(node, evaluateNode(node, [], environment))
  }
  for (const node of topologicalOrder(nodes, isGiven)) {
    const inputs = node.inputs.map((input) => computed.get(input)!)
    const value = isRegion(node)
      ? regionSupport().interpret(node, inputs, environment, runs)
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
