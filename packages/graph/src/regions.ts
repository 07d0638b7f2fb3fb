import type { Builder } from './builder.ts'
import type { GraphBody, Node } from './node.ts'
import { bodyOf, isRegion, makeBody, runKey } from './repeat.ts'
import { topologicalOrder } from './traverse.ts'

/**
 * Simplifies the bodies of regions, lets loops that carry the same values run once for the
 * results of all, and collects nothing that is not used.
 *
 * @param simplify  Simplifies the nodes of one body.
 */
export function simplifyRegions(
  builder: Builder,
  nodes: readonly Node[],
  simplify: (nodes: readonly Node[]) => readonly Node[],
): readonly Node[] {
  const order = topologicalOrder(nodes)
  const loops = groupLoops(order.filter(isPlainRegion), simplify)
  const changed = new Map<Node, Node>()
  for (const node of order) {
    const inputs = node.inputs.map((input) => changed.get(input) ?? input)
    const attributes = isPlainRegion(node) ? loops.get(node)!.attributesOf(node) : node.attributes
    const copy = builder.apply(node.op, inputs, attributes as never)
    builder.copyOrigins(node, copy)
    changed.set(node, copy)
  }
  return nodes.map((node) => changed.get(node)!)
}

/** Whether a node is an output of a loop; what has a rule for its derivative stays as it is. */
function isPlainRegion(node: Node): node is Node<'repeat'> {
  return isRegion(node) && node.attributes.rule === undefined
}

/** The loop of each region node: the same one for all that carry the same values. */
function groupLoops(
  regions: readonly Node<'repeat'>[],
  simplify: (nodes: readonly Node[]) => readonly Node[],
): ReadonlyMap<Node, Loop> {
  const bodies = new Map<string, GraphBody>()
  const loops = new Map<string, Loop>()
  const loopOf = new Map<Node, Loop>()
  for (const node of regions) {
    const body = bodyOf(node)
    const simple = bodies.get(body.key) ?? makeBody(body.inputs, simplify(body.outputs))
    bodies.set(body.key, simple)
    const { carried, isWhile } = node.attributes
    // The condition of a loop stands behind what it carries, and nothing else does.
    const state = makeBody(body.inputs, simple.outputs.slice(0, isWhile ? undefined : carried))
    const key = runKey({ ...node, attributes: { ...node.attributes, body: state } })
    const loop = loops.get(key) ?? new Loop(state)
    loops.set(key, loop)
    loopOf.set(node, loop)
    loop.use(node, simple)
  }
  return loopOf
}

/** One loop with all that is asked of it. */
class Loop {
  readonly #state: GraphBody
  readonly #results: Node[] = []
  readonly #outputs = new Map<Node, number>()
  #body: GraphBody | undefined

  /** @param state  The body without what it collects. */
  constructor(state: GraphBody) {
    this.#state = state
  }

  /** Takes note of the output that a region node stands for. */
  use(node: Node<'repeat'>, body: GraphBody): void {
    const { carried, output } = node.attributes
    const result = body.outputs[output]!
    const isNew = output >= carried && !this.#results.includes(result)
    if (isNew) this.#results.push(result)
    this.#outputs.set(node, output < carried ? output : carried + this.#results.indexOf(result))
  }

  attributesOf(node: Node<'repeat'>): Node<'repeat'>['attributes'] {
    const { inputs, outputs } = this.#state
    this.#body ??= makeBody(inputs, [...outputs, ...this.#results])
    return { ...node.attributes, body: this.#body, output: this.#outputs.get(node)! }
  }
}
