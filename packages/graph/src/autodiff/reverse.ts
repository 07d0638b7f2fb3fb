import {
  isDifferentiable,
  isFloat,
  type OpName,
  partialsOf,
  type TransposeRule,
  transposes,
} from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { regionSupport } from '../region-support.ts'
import { bodyOf, isRegion, runKey } from '../repeat.ts'
import { dependents, topologicalOrder } from '../traverse.ts'
import { scale } from './scale.ts'

/**
 * The gradient of a single number with respect to nodes, as nodes of the same builder, so
 * that it can be differentiated again.
 *
 * @param sources  Any nodes; what does not reach `output` has gradient zero.
 * @returns  One node for each source, shaped like it.
 */
export function gradient(builder: Builder, output: Node, sources: readonly Node[]): Node[] {
  if (output.shape.length !== 0) throw new TypeError('gradient: the output is not a single number')
  return vjp(builder, [output], [builder.constant(1, output.dtype)], sources)
}

/**
 * Cotangents of `sources` for given cotangents of `outputs`: the transposed Jacobian times
 * the seeds, by reverse mode. Costs a small multiple of evaluating the outputs.
 */
export function vjp(
  builder: Builder,
  outputs: readonly Node[],
  seeds: readonly Node[],
  sources: readonly Node[],
): Node[] {
  const order = topologicalOrder(outputs)
  const varying = dependents(order, sources)
  const cotangents = new Map<Node, Node>()
  const accumulate = (node: Node, cotangent: Node): void => {
    const sum = cotangents.get(node)
    cotangents.set(node, sum ? builder.add(sum, cotangent) : cotangent)
  }
  outputs.forEach((output, i) => {
    accumulate(output, seeds[i]!)
  })
  const stops = new Set(sources.filter((source) => source.inputs.length === 0))
  const runs = groupRuns(order)
  for (const node of order.toReversed()) {
    if (!varying.has(node) || stops.has(node)) continue
    const cotangent = cotangents.get(node)
    const run = isRegion(node) ? runs.get(runKey(node))! : undefined
    if (!(cotangent || run)) continue
    const parts = builder.withOrigin(builder.originsOf(node)[0], () =>
      run
        ? transposeRun(builder, node, run, cotangents, varying)
        : transposeNode(builder, node, cotangent!, varying),
    )
    parts.forEach((part, i) => {
      const input = node.inputs[i]!
      if (part && varying.has(input) && isFloat(input.dtype)) accumulate(input, part)
    })
  }
  return sources.map((source) => cotangents.get(source) ?? zerosLike(builder, source))
}

/** The outputs of each run of a region, in their order. */
function groupRuns(order: readonly Node[]): ReadonlyMap<string, readonly Node<'repeat'>[]> {
  const runs = new Map<string, Node<'repeat'>[]>()
  for (const node of order.filter(isRegion)) {
    const key = runKey(node)
    runs.set(key, [...(runs.get(key) ?? []), node])
  }
  return runs
}

/**
 * Cotangents of the inputs of a region, for all its outputs at once. They are due at the
 * first output: whatever uses any of them comes later, and so has been transposed.
 */
function transposeRun(
  builder: Builder,
  node: Node,
  run: readonly Node<'repeat'>[],
  cotangents: ReadonlyMap<Node, Node>,
  varying: ReadonlySet<Node>,
): readonly (Node | undefined)[] {
  const [first] = run
  if (node !== first || !run.some((output) => cotangents.has(output))) return []
  const byOutput = bodyOf(first).outputs.map((_, i) => {
    const output = run.find(({ attributes }) => attributes.output === i)
    return output && cotangents.get(output)
  })
  return regionSupport().transpose(builder, first, byOutput, varying)
}

/** Cotangents of a node's inputs: one case for each way an op can be differentiated. */
function transposeNode(
  builder: Builder,
  node: Node,
  cotangent: Node,
  varying: ReadonlySet<Node>,
): readonly (Node | undefined)[] {
  if (!isDifferentiable(node.op)) return []
  const rules = partialsOf(node.op)
  if (rules) {
    const algebra = builder.withDType(node.dtype)
    return node.inputs.map((input, i) =>
      varying.has(input)
        ? scale(builder, node, rules[i]!(algebra, node.inputs as never, node), cotangent)
        : undefined,
    )
  }
  const transpose = transposes[node.op as keyof typeof transposes]
  const { inputs, attributes } = node
  return (transpose as TransposeRule<OpName>)(builder, {
    cotangent,
    inputs,
    out: node,
    attributes: attributes as never,
  })
}

/** Zeros in the shape and dtype of a node. */
export function zerosLike(builder: Builder, { shape, dtype }: Node): Node {
  return builder.full(0, shape, dtype)
}
