import {
  type Builder,
  bodyOf,
  isRegion,
  type Node,
  runKey,
  substitute,
  topologicalOrder,
} from '@gradus/graph'
import type { Program } from '../program.ts'
import { mapRoots, rebuild, remakeRegion } from './rebuild.ts'

/** Copies of a body with more nodes than this together take longer to compile than loops to run. */
const mostNodes = 2000

/** Expands short regions into copies of their bodies, those of inner regions after the outer ones. */
export function unroll(program: Program, builder: Builder): Program {
  return mapRoots(program, (roots) => new Unroller(builder).unroll(roots))
}

class Unroller {
  readonly #builder: Builder
  readonly #sizes = new Map<string, number>()
  readonly #bodies = new Map<string, readonly Node[]>()

  constructor(builder: Builder) {
    this.#builder = builder
  }

  /** Recurses as deep as loops that are too long to unroll are written inside each other. */
  unroll(roots: readonly Node[]): readonly Node[] {
    let current = roots
    while (topologicalOrder(current).some(this.#isShort)) current = this.#unrollOnce(current)
    return rebuild(this.#builder, current, isRegion, (node, inputs) =>
      remakeRegion(this.#builder, node, inputs, (outputs) => this.#unrollBody(node, outputs)),
    )
  }

  readonly #isShort = (node: Node): node is Node<'repeat'> =>
    isRegion(node) && !isLoopForGood(node) && this.#copiedSize(node) <= mostNodes

  /** The nodes of all copies of a region's body, where inner regions that are short are copied. */
  #copiedSize(node: Node<'repeat'>): number {
    const { key, outputs } = bodyOf(node)
    let size = this.#sizes.get(key)
    if (size === undefined) {
      size = 0
      for (const inner of topologicalOrder(outputs)) {
        size += this.#isShort(inner) ? this.#copiedSize(inner) : 1
      }
      this.#sizes.set(key, size)
    }
    return node.attributes.count.size * size
  }

  #unrollBody(node: Node<'repeat'>, outputs: readonly Node[]): readonly Node[] {
    const { key } = bodyOf(node)
    const unrolled = this.#bodies.get(key) ?? this.unroll(outputs)
    this.#bodies.set(key, unrolled)
    return unrolled
  }

  #unrollOnce(roots: readonly Node[]): Node[] {
    const builder = this.#builder
    const runs = new Map<string, readonly Node[]>()
    return rebuild(builder, roots, this.#isShort, (node, inputs) => {
      const given = builder.apply('repeat', inputs, node.attributes) as Node<'repeat'>
      const key = runKey(given)
      const outputs = runs.get(key) ?? expand(builder, given)
      runs.set(key, outputs)
      return outputs[node.attributes.output]!
    })
  }
}

/** Whether a region stays a loop, because its count is not known or because it was asked for. */
function isLoopForGood({ attributes: { isWhile, isKept } }: Node<'repeat'>): boolean {
  return isWhile === true || isKept === true
}

/** The outputs of all runs of a region, as copies of its body. */
function expand(builder: Builder, region: Node<'repeat'>): Node[] {
  const { count, carried, stacked } = region.attributes
  const body = bodyOf(region)
  const invariant = region.inputs.slice(carried + stacked)
  let state = region.inputs.slice(0, carried)
  const collected: Node[][] = body.outputs.slice(carried).map(() => [])
  for (let run = 0; run < count.size; run++) {
    const slices = region.inputs
      .slice(carried, carried + stacked)
      .map((input) => sliceOf(builder, input, run))
    const given = [...state, ...slices, ...invariant]
    const replacements = new Map(body.inputs.map((input, i): [Node, Node] => [input, given[i]!]))
    const outputs = substitute(builder, body.outputs, replacements)
    state = outputs.slice(0, carried)
    for (const [i, node] of outputs.slice(carried).entries()) collected[i]!.push(node)
  }
  const stackedUp = collected.map((nodes, i) => stack(builder, nodes, body.outputs[carried + i]!))
  return [...state, ...stackedUp]
}

function sliceOf(builder: Builder, node: Node, index: number): Node {
  const slice = builder.apply('slice', [node], { axis: 0, start: index, size: 1 })
  return builder.apply('reshape', [slice], { shape: node.shape.slice(1) })
}

/** Values of equal shape along a new first axis. */
function stack(builder: Builder, nodes: readonly Node[], like: Node): Node {
  const lines = nodes.map((node) =>
    builder.apply('reshape', [node], { shape: [{ name: '', size: 1 }, ...node.shape] }),
  )
  if (lines.length === 0) {
    return builder.full(0, [{ name: '', size: 0 }, ...like.shape], like.dtype)
  }
  return lines.length === 1 ? lines[0]! : builder.apply('concat', lines, { axis: 0, name: '' })
}
