import { type Dim, dim, hasTrait, kindOf, ShapeError, type ValueType } from '@gradus/ops'
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
  /** A truth value: where it is false, the run and all later ones are left out. */
  readonly condition?: Node
}

/** The most runs of a loop that ends by its condition: more than any has. */
const ENDLESS = 999_999_999_999_999

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
  const standIns = standInsFor(builder, [...carried, ...slices], `stand-in ${outside}`)
  const result = body(standIns.slice(0, carried.length), standIns.slice(carried.length))
  if (result.carried.length !== carried.length) {
    throw new ShapeError(
      `repeat: ${carried.length} values are carried in and ${result.carried.length} out`,
    )
  }
  const given = [...result.carried, ...result.collected]
  const outputs = result.condition ? [...given, result.condition] : given
  const closed = closeBodies(builder, outside, standIns, [outputs])
  const inputs = [...carried, ...stacked, ...closed.captured]
  const nodes = given.map((_, output) =>
    builder.apply('repeat', inputs, {
      body: closed.bodies[0]!,
      count,
      carried: carried.length,
      stacked: stacked.length,
      output,
      ...(result.condition && { isWhile: true }),
    }),
  )
  return { carried: nodes.slice(0, carried.length), collected: nodes.slice(carried.length) }
}

/**
 * Runs a body on what it gave before, as long as its condition holds; the condition is a
 * truth value of what the run is given. Such loops have no derivative in reverse mode.
 */
export function repeatWhile(
  builder: Builder,
  carried: readonly Node[],
  body: (carried: readonly Node[]) => Required<Pick<RepeatResult, 'carried' | 'condition'>>,
): readonly Node[] {
  const run = (state: readonly Node[]): RepeatResult => ({ ...body(state), collected: [] })
  return repeat(builder, dim(ENDLESS), carried, [], run).carried
}

/**
 * Results of a function that has its own rule for cotangents, in place of its derivative.
 *
 * @param body  Is called once, on stand-ins for the inputs.
 * @param rule  Is called once, on stand-ins for the inputs and for a cotangent of each result;
 * gives a cotangent for each input.
 */
export function applyWithRule(
  builder: Builder,
  inputs: readonly Node[],
  body: (inputs: readonly Node[]) => readonly Node[],
  rule: (inputs: readonly Node[], cotangents: readonly Node[]) => readonly Node[],
): readonly Node[] {
  const outside = builder.size
  const standIns = standInsFor(builder, inputs, `stand-in ${outside}`)
  const results = body(standIns)
  const seeds = standInsFor(builder, results, `cotangent ${outside}`)
  const parts = rule(standIns, seeds)
  const closed = closeBodies(builder, outside, standIns, [results, parts], seeds)
  const [once, pullback] = closed.bodies as [GraphBody, GraphBody]
  return runOnce(builder, [...inputs, ...closed.captured], { body: once, rule: pullback })
}

/**
 * Results of a function whose inner values are not kept for its derivative, but computed
 * again there: the compiler leaves it a loop, of one run.
 *
 * @param body  Is called once, on stand-ins for the inputs.
 */
export function applyKept(
  builder: Builder,
  inputs: readonly Node[],
  body: (inputs: readonly Node[]) => readonly Node[],
): readonly Node[] {
  const outside = builder.size
  const standIns = standInsFor(builder, inputs, `stand-in ${outside}`)
  const closed = closeBodies(builder, outside, standIns, [body(standIns)])
  return runOnce(builder, [...inputs, ...closed.captured], {
    body: closed.bodies[0]!,
    isKept: true,
  })
}

/** The results of a body that runs once. */
function runOnce(
  builder: Builder,
  inputs: readonly Node[],
  kind: { readonly body: GraphBody; readonly rule?: GraphBody; readonly isKept?: true },
): readonly Node[] {
  return kind.body.outputs.map(({ shape }, output) => {
    const attributes = { ...kind, count: dim(1), carried: 0, stacked: 0, output }
    return builder.apply('reshape', [builder.apply('repeat', inputs, attributes)], { shape })
  })
}

/** Inputs that no other node of the builder stands for. */
function standInsFor(builder: Builder, types: readonly ValueType[], name: string): Node<'input'>[] {
  return types.map(({ shape, dtype }, i) => builder.input(`${name}.${i}`, shape, dtype))
}

/** The body of a region as a graph. */
export function bodyOf(node: Node<'repeat'>): GraphBody {
  return node.attributes.body as GraphBody
}

/** Whether a region is a function of its inputs that runs once; see Note [Functions as nodes]. */
export function runsOnce({ attributes: { isKept, rule } }: Node<'repeat'>): boolean {
  return isKept === true || rule !== undefined
}

/** All bodies of a region: the one that runs, and its rule for cotangents. */
export function bodiesOf(node: Node<'repeat'>): readonly GraphBody[] {
  const { rule } = node.attributes
  return rule ? [bodyOf(node), rule as GraphBody] : [bodyOf(node)]
}

/** Region nodes with equal keys are outputs of one and the same run. */
export function runKey({ attributes, inputs }: Node<'repeat'>): string {
  const { body, count, carried, stacked, isKept, rule } = attributes
  const kind = `${isKept ? 'kept' : ''} ${rule?.key ?? ''}`
  return `${body.key} ${count.size} ${carried} ${stacked} ${kind} ${inputs.map(({ id }) => id)}`
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

/** The attributes of a region with its bodies as nodes of another builder. */
export function copyAttributes(
  builder: Builder,
  node: Node<'repeat'>,
): Node<'repeat'>['attributes'] {
  const [body, rule] = bodiesOf(node).map((one) => copyBody(builder, one))
  return { ...node.attributes, body: body!, ...(rule && { rule }) }
}

/** The same body as nodes of another builder. Recurses as deep as regions are nested. */
function copyBody(builder: Builder, body: GraphBody): GraphBody {
  const copies = new Map<Node, Node>()
  body.inputs.forEach((input, i) => {
    copies.set(input, bodyInput(builder, i, input))
  })
  for (const node of topologicalOrder(body.outputs)) {
    if (copies.has(node)) continue
    const inputs = node.inputs.map((input) => copies.get(input)!)
    const attributes = isRegion(node) ? copyAttributes(builder, node) : node.attributes
    copies.set(node, builder.apply(node.op, inputs, attributes as never))
  }
  const inputs = body.inputs.map((input) => copies.get(input) as Node<'input'>)
  return makeBody(
    inputs,
    body.outputs.map((output) => copies.get(output)!),
  )
}

/**
 * Closes bodies that were traced together, over the same inputs: the stand-ins, then the nodes
 * around them that any of them uses, then inputs of the last body alone.
 */
function closeBodies(
  builder: Builder,
  outside: number,
  standIns: readonly Node[],
  outputs: readonly (readonly Node[])[],
  extra: readonly Node[] = [],
): { readonly bodies: readonly GraphBody[]; readonly captured: readonly Node[] } {
  const isOutside = (node: Node): boolean => node.id < outside && !isBroadcast(node)
  const all = outputs.flat()
  const order = topologicalOrder(all, isOutside)
  const own = [...standIns, ...extra]
  const captured = findCaptured(order, dependents(order, own), all)
  const given = [...standIns, ...captured, ...extra]
  const inputs = given.map((node, i) => bodyInput(builder, i, node))
  const replacements = new Map(given.map((node, i): [Node, Node] => [node, inputs[i]!]))
  const bodies = outputs.map((nodes, i) => {
    const own = i === outputs.length - 1 ? inputs : inputs.slice(0, given.length - extra.length)
    return makeBody(own, substitute(builder, nodes, replacements, isOutside))
  })
  return { bodies, captured }
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
