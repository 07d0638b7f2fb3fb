import {
  bodyOf,
  copyAttributes,
  dependents,
  interpret,
  isRegion,
  type Node,
  runKey,
  topologicalOrder,
} from '@gradus/graph'
import type { OpName, TypedArray, Value } from '@gradus/ops'
import { apply, traceOf } from '../content/apply.ts'
import { type Content, isTraced, type Trace } from '../content/trace.ts'
import { resolve, type StandIns } from './stand-ins.ts'

/** A linear map whose nodes were made once and which is applied to any directions. */
export interface LinearMap {
  /** Other results, which do not depend on the directions. */
  readonly values: readonly Content[]
  readonly map: (directions: readonly Content[]) => Content[]
}

/**
 * Keeps the nodes of a linear map that depend on its directions, and evaluates once what
 * does not: the values that the map needs again and again.
 *
 * @param seeds  Stand-ins for the directions.
 */
export function makeLinearMap(
  trace: Trace,
  standIns: Pick<StandIns, 'nodes' | 'given'>,
  values: readonly Node[],
  seeds: readonly Node[],
  outputs: readonly Node[],
): LinearMap {
  trace.close(seeds)
  const order = topologicalOrder(outputs)
  const moving = dependents(order, seeds)
  const steps = order.filter((node) => moving.has(node) && !seeds.includes(node))
  const fixed = new Set<Node>(outputs.filter((node) => !moving.has(node)))
  for (const { inputs } of steps)
    for (const input of inputs) if (!moving.has(input)) fixed.add(input)
  const residuals = [...fixed]
  const resolved = resolve(trace, standIns, [...values, ...residuals])
  const known = new Map(residuals.map((node, i) => [node, resolved[values.length + i]!]))
  return {
    values: resolved.slice(0, values.length),
    map: (directions) => {
      const contents = new Map(known)
      for (const [i, seed] of seeds.entries()) contents.set(seed, directions[i]!)
      replay(steps, contents)
      return outputs.map((output) => contents.get(output)!)
    },
  }
}

/** Applies the ops of nodes to contents: at once, or in whatever is traced now. */
function replay(steps: readonly Node[], contents: Map<Node, Content>): void {
  const runs = new Map<string, readonly Value[]>()
  for (const node of steps) {
    const inputs = node.inputs.map((input) => contents.get(input)!)
    contents.set(
      node,
      isRegion(node)
        ? replayRegion(node, inputs, runs)
        : apply(node.op as OpName, inputs, node.attributes as never),
    )
  }
}

/** A region runs as a whole: by the interpreter, or as a region of the graph that is traced. */
function replayRegion(
  node: Node<'repeat'>,
  inputs: readonly Content[],
  runs: Map<string, readonly Value[]>,
): Content {
  const trace = traceOf(inputs)
  if (trace) {
    const attributes = copyAttributes(trace.builder, node)
    const nodes = inputs.map((input) => trace.lift(input))
    return trace.content(trace.builder.apply('repeat', nodes, attributes))
  }
  const key = runKey(node)
  const results = runs.get(key) ?? runOutputs(node, inputs)
  runs.set(key, results)
  return results[node.attributes.output]!
}

function runOutputs(node: Node<'repeat'>, inputs: readonly Content[]): readonly Value[] {
  const values = new Map<Node, TypedArray>()
  node.inputs.forEach((input, i) => {
    const content = inputs[i]!
    if (!isTraced(content)) values.set(input, content.data)
  })
  const outputs = bodyOf(node).outputs.map((output, i) => ({
    ...node,
    attributes: { ...node.attributes, output: i },
    ...(i < node.attributes.carried
      ? { shape: output.shape }
      : { shape: [node.attributes.count, ...output.shape] }),
    dtype: output.dtype,
  }))
  return interpret(outputs, { values })
}
