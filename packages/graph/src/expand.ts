import {
  type Algebra,
  type ContractionSpec,
  elementCount,
  kindOf,
  type OpName,
  type ScalarRule,
  scalars,
} from '@gradus/ops'
import { interpret } from './interpret.ts'
import type { GraphBody, Node } from './node.ts'
import { bodyOf, isRegion, runKey } from './repeat.ts'
import { topologicalOrder } from './traverse.ts'

/** What an expansion needs from outside of the graph. */
export interface Expansion<T> {
  /** Row-major elements of inputs and parameters, and of any node that is not to be expanded. */
  readonly given: ReadonlyMap<Node, readonly T[]>
  /** The number that an element is: asked for positions, and whether a loop goes on. */
  readonly numberOf: (element: T) => number
}

/**
 * Writes tensors as single numbers of an algebra: where `interpret` computes doubles, this
 * gives the elements as formulas, text or whatever `$` makes. Nodes have to be free of ops
 * that {@link inexpressible} finds.
 *
 * @returns  The elements of each node, row-major.
 */
export function expand<T>(
  $: Algebra<T>,
  nodes: readonly Node[],
  expansion: Expansion<T>,
): (readonly T[])[] {
  const found = new Map<Node, readonly T[]>(expansion.given)
  const runs = new Map<string, Elements<T>>()
  for (const node of topologicalOrder(nodes, (each) => found.has(each))) {
    const inputs = node.inputs.map((input) => found.get(input)!)
    if (isRegion(node)) {
      const run = runs.get(runKey(node)) ?? repeatBody($, node, inputs, expansion)
      runs.set(runKey(node), run)
      found.set(node, run[node.attributes.output]!)
    } else found.set(node, expandNode($, node, inputs, expansion))
  }
  return nodes.map((node) => found.get(node)!)
}

/** The elements of several tensors. */
type Elements<T> = readonly (readonly T[])[]

function expandNode<T>(
  $: Algebra<T>,
  node: Node,
  inputs: Elements<T>,
  { numberOf }: Expansion<T>,
): readonly T[] {
  if (kindOf[node.op] === 'source') {
    const [value] = interpret([node], { values: new Map() })
    return Array.from(value!.data, (element) => $.constant(element))
  }
  const rule = scalars[node.op as keyof typeof scalars] as ScalarRule<OpName>
  return rule($, {
    inputs: node.inputs.map(({ shape, dtype }, i) => ({ shape, dtype, elements: inputs[i]! })),
    attributes: node.attributes,
    out: node,
    numberOf,
  })
}

/** All results of a loop: its body is expanded once for every time that it runs. */
function repeatBody<T>(
  $: Algebra<T>,
  node: Node<'repeat'>,
  inputs: Elements<T>,
  { numberOf }: Expansion<T>,
): Elements<T> {
  const { count, carried, stacked, isWhile } = node.attributes
  const body = bodyOf(node)
  let state = inputs.slice(0, carried)
  const collected: T[][] = body.outputs.slice(carried, isWhile ? carried : undefined).map(() => [])
  for (let i = 0; i < count.size; i++) {
    const slices = inputs.slice(carried, carried + stacked).map((elements) => {
      const width = elements.length / count.size
      return elements.slice(i * width, (i + 1) * width)
    })
    const values = [...state, ...slices, ...inputs.slice(carried + stacked)]
    const given = new Map(body.inputs.map((input, k) => [input as Node, values[k]!]))
    const results = expand($, body.outputs, { given, numberOf })
    if (isWhile && numberOf(results.at(-1)![0]!) === 0) break
    state = results.slice(0, carried)
    for (const [k, stack] of collected.entries()) {
      for (const element of results[carried + k]!) stack.push(element)
    }
  }
  return [...state, ...collected]
}

/** The first node that cannot be written as single numbers, where there is one. */
export function inexpressible(order: readonly Node[]): Node | undefined {
  for (const node of order) {
    const inner = isRegion(node) ? inexpressible(bodyOrder(bodyOf(node))) : undefined
    if (inner) return inner
    // Random draws come from outside: what they depend on is no formula.
    const isLeaf = kindOf[node.op] === 'source' && node.inputs.length === 0
    const isWritten = isRegion(node) || isLeaf || node.op in scalars
    if (!isWritten) return node
  }
  return undefined
}

/** At most how many operations on single numbers an expansion of these nodes makes. */
export function countScalars(order: readonly Node[]): number {
  return order.reduce((sum, node) => sum + workOf(node), 0)
}

function workOf(node: Node): number {
  if (isRegion(node)) {
    const { count, output } = node.attributes
    return output === 0 ? count.size * countScalars(bodyOrder(bodyOf(node))) : 0
  }
  const own = elementCount(node.shape)
  const kind = kindOf[node.op]
  if (kind === 'contraction') {
    const { left, out } = node.attributes as ContractionSpec
    const summed = left.map((label, axis) =>
      out.includes(label) ? 1 : node.inputs[0]!.shape[axis]!.size,
    )
    return own * summed.reduce((product, size) => product * size, 2)
  }
  if (kind === 'elementwise') return own
  // What moves or joins elements reads each of them once.
  return node.inputs.reduce((sum, { shape }) => sum + elementCount(shape), own)
}

function bodyOrder(body: GraphBody): readonly Node[] {
  return topologicalOrder(body.outputs)
}
