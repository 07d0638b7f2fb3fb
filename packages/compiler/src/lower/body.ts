import { internalError } from '@gradus/diagnostics'
import type { Node } from '@gradus/graph'
import {
  type DType,
  type ElementwiseName,
  hasTrait,
  kindOf,
  type OpAttributes,
  type OpName,
  type Shape,
  stridesOf,
  type View,
} from '@gradus/ops'
import type { Instruction, Place } from '../loop/loop.ts'
import {
  foldPath,
  isView,
  type Movement,
  movementOf,
  type Path,
  Paths,
  wholeView,
} from './paths.ts'
import type { Root } from './root.ts'

/** What a body needs to know of the nodes around it. */
export interface BodyContext {
  /** The buffer of a node that is in memory; `undefined` for nodes that are recomputed. */
  readonly bufferOf: (node: Node) => string | undefined
  /** Nodes that the kernel itself computes at every point, so that it need not load them. */
  readonly isComputedHere: (node: Node) => boolean
}

/** A place in the graph as the kernel sees it: a node through the movements above it. */
interface Site {
  readonly node: Node
  readonly path: Path | undefined
}

/** Collects the straight code of one kernel: each value of the domain once. */
export class Body {
  readonly instructions: Instruction[] = []
  /** Nodes that have to be stored first, because a movement of them has no strides. */
  readonly unfoldable: Set<Node> = new Set()
  /** Stored nodes that are loaded, and whether each load is at the domain's own place. */
  readonly loads: Map<Node, boolean> = new Map()
  readonly #domain: Shape
  readonly #context: BodyContext
  readonly #paths = new Paths()
  readonly #values = new Map<number, number>()
  readonly #known = new Map<string, number>()

  constructor(domain: Shape, context: BodyContext) {
    this.#domain = domain
    this.#context = context
  }

  /** The value that a root stores or reduces. */
  valueOf({ node, source }: Root): number {
    if (source.kind === 'zero') {
      return this.#add({ kind: 'constant', dtype: node.dtype, value: 0 })
    }
    if (source.kind === 'node') return this.#evaluate({ node: source.node, path: undefined })
    const args = source.factors.map((factor, i) => {
      const into = source.into[i]!
      return this.#evaluate({
        node: factor,
        path: this.#spread(undefined, factor.shape, this.#domain, into),
      })
    })
    return this.#add({ kind: 'apply', dtype: node.dtype, op: 'mul', args })
  }

  /** Evaluates what a site needs first; an explicit stack, since chains may be long. */
  #evaluate(root: Site): number {
    const stack: { site: Site; key: number; needed: readonly Site[]; next: number }[] = []
    const enter = (site: Site): void => {
      const key = keyOf(site)
      if (!this.#values.has(key)) stack.push({ site, key, needed: this.#needs(site), next: 0 })
    }
    enter(root)
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { site, key, needed } = top
      if (top.next < needed.length) {
        enter(needed[top.next++]!)
        continue
      }
      stack.pop()
      const args = needed.map((other) => this.#values.get(keyOf(other))!)
      this.#values.set(key, this.#emit(site, args))
    }
    return this.#values.get(keyOf(root))!
  }

  /** The sites whose values a site is computed from. */
  #needs(site: Site): Site[] {
    const { node, path } = site
    if (this.#isLoaded(site)) {
      const view = this.#viewOf(node, path, wholeView(node.shape))
      const isSame = this.#context.isComputedHere(node) && this.#isWhole(node, view)
      return isSame ? [{ node, path: undefined }] : []
    }
    if (isView(node)) {
      const above = this.#paths.extend(path, `${node.id}`, movementOf(node))
      return [{ node: node.inputs[0]!, path: above }]
    }
    if (kindOf[node.op] === 'elementwise')
      return node.inputs.map((input) => ({ node: input, path }))
    if (kindOf[node.op] === 'movement') {
      const indices = node.inputs.at(-1)!
      const into = indices.shape.map((_, axis) => axis)
      return [{ node: indices, path: this.#spread(path, indices.shape, node.shape, into) }]
    }
    return []
  }

  #isLoaded({ node, path }: Site): boolean {
    if (this.#context.bufferOf(node) === undefined) return false
    return path !== undefined || !this.#context.isComputedHere(node)
  }

  #emit(site: Site, args: readonly number[]): number {
    const { node, path } = site
    if (this.#isLoaded(site)) return args[0] ?? this.#load(node, path)
    if (isView(node)) return args[0]!
    const kind = kindOf[node.op]
    if (kind === 'elementwise') return this.#apply(node, args)
    const make = kind === 'source' || kind === 'movement' ? special[node.op] : undefined
    if (!make) internalError(`${node.op} has no value at a point; node ${node.id} is not stored`)
    return make({
      node,
      args,
      add: (instruction) => this.#add(instruction),
      fold: (view) => this.#viewOf(node, path, view),
      bufferOf: (stored) => this.#stored(stored),
    })
  }

  #apply(node: Node, args: readonly number[]): number {
    const { dtype, op } = node
    if (hasTrait(op, 'conversion')) return this.#add({ kind: 'cast', dtype, args: [args[0]!] })
    return this.#add({ kind: 'apply', dtype, op: op as ElementwiseName, args })
  }

  #load(node: Node, path: Path | undefined): number {
    const view = this.#viewOf(node, path, wholeView(node.shape))
    const isWhole = this.#isWhole(node, view)
    this.loads.set(node, (this.loads.get(node) ?? true) && isWhole)
    const place = { buffer: this.#context.bufferOf(node)!, ...view }
    return this.#add({ kind: 'load', dtype: node.dtype, place })
  }

  #stored(node: Node): string {
    this.loads.set(node, false)
    const buffer = this.#context.bufferOf(node)
    if (buffer === undefined) {
      this.unfoldable.add(node)
      return ''
    }
    return buffer
  }

  #isWhole(node: Node, { offset, strides }: View): boolean {
    if (offset !== 0 || node.shape.length !== this.#domain.length) return false
    const whole = stridesOf(this.#domain)
    return this.#domain.every(
      ({ size }, axis) =>
        node.shape[axis]!.size === size && (size === 1 || strides[axis] === whole[axis]),
    )
  }

  #viewOf(node: Node, path: Path | undefined, view: View): View {
    const folded = foldPath(view, path)
    if ('view' in folded) return folded.view
    this.unfoldable.add(folded.blockedBy.moved ?? node)
    return { offset: 0, strides: this.#domain.map(() => 0) }
  }

  #spread(path: Path | undefined, input: Shape, shape: Shape, into: readonly number[]): Path {
    const movement: Movement = { op: 'broadcast', attributes: { shape, into }, input }
    const key = `${into.join(',')}:${shape.map(({ size }) => size).join(',')}`
    return this.#paths.extend(path, key, movement)
  }

  #add(instruction: Instruction): number {
    const key = printKey(instruction)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const index = this.instructions.push(instruction) - 1
    this.#known.set(key, index)
    return index
  }
}

/** A text that is equal for equal instructions. */
function printKey(line: Instruction): string {
  const { kind, dtype } = line
  switch (kind) {
    case 'apply':
      return `${line.op} ${dtype} ${listed(line.args)}`
    case 'constant':
      return `constant ${dtype} ${Object.is(line.value, -0) ? '-0' : line.value}`
    case 'load':
      return `load ${dtype} ${printPlace(line.place)}`
    case 'gather':
      return `gather ${dtype} ${printPlace(line.place)} ${line.args} ${line.stride} ${line.limit}`
    case 'iota':
      return `iota ${line.offset} ${line.strides}`
    case 'cast':
      return `cast ${dtype} ${line.args}`
    case 'rows':
      return `rows ${dtype}`
  }
}

function printPlace({ buffer, offset, strides }: Place): string {
  return `${offset} ${listed(strides)} ${buffer}`
}

/** Numbers as a text; keys are made by the thousands, and joining a list costs more. */
function listed(numbers: readonly number[]): string {
  let text = ''
  for (const number of numbers) text += `${number},`
  return text
}

/** A number that is equal for equal sites; nodes are counted in 32 bits. */
function keyOf({ node, path }: Site): number {
  return path ? path.id * 2 ** 32 + node.id : node.id
}

/** What the sources and movements that are no views get to make their instructions. */
interface Special {
  readonly node: Node
  readonly args: readonly number[]
  readonly add: (instruction: Instruction) => number
  /** A view in the axes of the node, carried into the axes of the domain. */
  readonly fold: (view: View) => View
  readonly bufferOf: (node: Node) => string
}

const special: { readonly [K in OpName]?: (given: Special) => number } = {
  constant: ({ node, add }) => {
    const { value } = node.attributes as OpAttributes['constant']
    return add({ kind: 'constant', dtype: node.dtype, value })
  },
  extent: ({ node, add }) => add({ kind: 'rows', dtype: node.dtype }),
  iota: ({ node, add, fold }) => {
    const { axis } = node.attributes as OpAttributes['iota']
    const strides = node.shape.map((_, i) => Number(i === axis))
    return add({ kind: 'iota', dtype: 'i32', ...fold({ offset: 0, strides }) })
  },
  gather: ({ node, args, add, fold, bufferOf }) => {
    const [table, indices] = node.inputs as [Node, Node]
    const [stride, ...strides] = stridesOf(table.shape) as [number, ...number[]]
    const view = fold({ offset: 0, strides: [...indices.shape.map(() => 0), ...strides] })
    return add({
      kind: 'gather',
      dtype: node.dtype,
      place: { buffer: bufferOf(table), ...view },
      args: [args[0]!],
      stride,
      limit: table.shape[0]!.size,
    })
  },
  take_along_axis: ({ node, args, add, fold, bufferOf }) => {
    const { axis } = node.attributes as OpAttributes['take_along_axis']
    const x = node.inputs[0]!
    const strides = stridesOf(x.shape)
    const view = fold({ offset: 0, strides: strides.map((step, i) => (i === axis ? 0 : step)) })
    return add({
      kind: 'gather',
      dtype: node.dtype,
      place: { buffer: bufferOf(x), ...view },
      args: [args[0]!],
      stride: strides[axis]!,
      limit: x.shape[axis]!.size,
    })
  },
  one_hot: ({ node, args, add, fold }) => {
    const { dtype } = node
    const strides = node.shape.map((_, i) => Number(i === node.shape.length - 1))
    const position = add({ kind: 'iota', dtype: 'i32', ...fold({ offset: 0, strides }) })
    const constant = (value: number): number => add({ kind: 'constant', dtype, value })
    const isHere = add({ kind: 'apply', dtype: 'bool', op: 'eq', args: [args[0]!, position] })
    if (dtype === ('bool' satisfies DType)) return isHere
    const choice = [isHere, constant(1), constant(0)]
    return add({ kind: 'apply', dtype, op: 'select', args: choice })
  },
}
