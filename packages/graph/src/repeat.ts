import { type Dim, hasTrait, kindOf, ShapeError, type ValueType } from '@gradus/ops'
import type { Builder } from './builder.ts'
import type { GraphBody, Node } from './node.ts'
import { substitute } from './substitute.ts'
import { dependents, topologicalOrder } from './traverse.ts'

// Note [Closed bodies] is at the end of this file.

/** What one run of a body gives, and what all runs together give. */
export interface RepeatResult {
  /** The next values of what is carried; in the end, the last ones. */
  readonly carried: readonly Node[]
  /** Values of one run; in the end, those of all runs along a new axis 0. */
  readonly collected: readonly Node[]
}

/**
 * Runs a body `count` times, each time on the carried values that the run before gave and
 * on the next slice of each stacked input. Nodes around the body may be used inside.
 *
 * @param carried  The first carried values; the body gives values of the same types.
 * @param stacked  Values `[count, …]`; run `i` gets slice `i` of axis 0.
 * @param body  Is called once, on stand-ins; must use nothing but `builder`.
 */
export function repeat(
  builder: Builder,
  count: Dim,
  carried: readonly Node[],
  stacked: readonly Node[],
  body: (carried: readonly Node[], slices: readonly Node[]) => RepeatResult,
): RepeatResult {
  if (count.rows) throw new ShapeError('repeat: the count of runs must be fixed')
  const outside = builder.size
  const slices = stacked.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }))
  const standIns = [...carried, ...slices].map((type, i) =>
    builder.input(`stand-in ${outside}.${i}`, type.shape, type.dtype),
  )
  const result = body(standIns.slice(0, carried.length), standIns.slice(carried.length))
  if (result.carried.length !== carried.length) {
    throw new ShapeError(
      `repeat: ${carried.length} values are carried in and ${result.carried.length} out`,
    )
  }
  const outputs = [...result.carried, ...result.collected]
  const closed = closeBody(
    builder,
    standIns,
    outputs,
    (node) => node.id < outside && !isBroadcast(node),
  )
  const inputs = [...carried, ...stacked, ...closed.captured]
  const nodes = outputs.map((_, output) =>
    builder.apply('repeat', inputs, {
      body: closed.body,
      count,
      carried: carried.length,
      stacked: stacked.length,
      output,
    }),
  )
  return { carried: nodes.slice(0, carried.length), collected: nodes.slice(carried.length) }
}

/** The body of a region as a graph. */
export function bodyOf(node: Node<'repeat'>): GraphBody {
  return node.attributes.body as GraphBody
}

/** Region nodes with equal keys are outputs of one and the same run. */
export function runKey({ attributes, inputs }: Node<'repeat'>): string {
  const { body, count, carried, stacked } = attributes
  return `${body.key} ${count.size} ${carried} ${stacked} ${inputs.map(({ id }) => id)}`
}

/** Whether a node is an output of a region. */
export function isRegion(node: Node): node is Node<'repeat'> {
  return kindOf[node.op] === 'region'
}

/** A body with the given inputs and outputs, and the key that is equal for equal bodies. */
export function makeBody(inputs: readonly Node<'input'>[], outputs: readonly Node[]): GraphBody {
  const ids = (nodes: readonly Node[]): string => nodes.map(({ id }) => id).join(',')
  return {
    key: `body(${ids(inputs)};${ids(outputs)})`,
    inputs,
    outputs,
    inputTypes: inputs.map(typeOf),
    outputTypes: outputs.map(typeOf),
  }
}

/** The input number `position` of every body that has one of this type there. */
export function bodyInput(builder: Builder, position: number, type: ValueType): Node<'input'> {
  return builder.input(`#${position}`, type.shape, type.dtype)
}

/** The same body as nodes of another builder. Recurses as deep as regions are nested. */
export function copyBody(builder: Builder, body: GraphBody): GraphBody {
  const copies = new Map<Node, Node>()
  body.inputs.forEach((input, i) => {
    copies.set(input, bodyInput(builder, i, input))
  })
  for (const node of topologicalOrder(body.outputs)) {
    if (copies.has(node)) continue
    const inputs = node.inputs.map((input) => copies.get(input)!)
    const attributes = isRegion(node)
      ? { ...node.attributes, body: copyBody(builder, bodyOf(node)) }
      : node.attributes
    copies.set(node, builder.apply(node.op, inputs, attributes as never))
  }
  const inputs = body.inputs.map((input) => copies.get(input) as Node<'input'>)
  return makeBody(
    inputs,
    body.outputs.map((output) => copies.get(output)!),
  )
}

function closeBody(
  builder: Builder,
  standIns: readonly Node[],
  outputs: readonly Node[],
  isOutside: (node: Node) => boolean,
): { readonly body: GraphBody; readonly captured: readonly Node[] } {
  const order = topologicalOrder(outputs, isOutside)
  const captured = findCaptured(order, dependents(order, standIns), outputs)
  const given = [...standIns, ...captured]
  const inputs = given.map((node, i) => bodyInput(builder, i, node))
  const replacements = new Map(given.map((node, i): [Node, Node] => [node, inputs[i]!]))
  return { body: makeBody(inputs, substitute(builder, outputs, replacements, isOutside)), captured }
}

/** The nodes that the body uses but that are the same in every run, in order of first use. */
function findCaptured(
  order: readonly Node[],
  varying: ReadonlySet<Node>,
  outputs: readonly Node[],
): Node[] {
  const captured = new Set<Node>()
  const use = (node: Node): void => {
    // What is repeated is captured before it is: the body repeats it, and its cotangent is
    // summed in the small shape.
    let base = node
    while (isBroadcast(base)) base = base.inputs[0]!
    if (!varying.has(base) && !isFree(base)) captured.add(base)
  }
  for (const node of order) if (varying.has(node)) node.inputs.forEach(use)
  outputs.forEach(use)
  return [...captured]
}

/** Whether a node costs nothing inside the body: a source that is not fed. */
function isFree({ inputs, op }: Node): boolean {
  return inputs.length === 0 && !hasTrait(op, 'fed')
}

function isBroadcast({ attributes }: Node): boolean {
  return 'into' in attributes
}

function typeOf({ shape, dtype }: Node): ValueType {
  return { shape, dtype }
}

// Note [Closed bodies]
//
// A body is traced on stand-ins whose names no other node has, so that bodies being traced
// inside each other are told apart. Then it is closed: stand-ins, and the nodes around it
// that it uses, are replaced by inputs named after their position. Equal bodies so become
// the same nodes, whatever they were traced on, and their ids make the key.
//
// Bodies share the names of their inputs with the bodies nested in them. Nothing confuses
// them: a closed body reaches no node of another body, since nested bodies are attributes
// and every replacement is simultaneous.
