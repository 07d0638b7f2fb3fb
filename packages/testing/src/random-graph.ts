import { applyKept, type Builder, bringRegions, interpret, type Node, repeat } from '@gradus/graph'
import {
  allocate,
  bringAll,
  type Dim,
  type DType,
  dim,
  domains,
  type ElementwiseName,
  elementCount,
  isFloat,
  type OpName,
  opNames,
  type Shape,
  sameSizes,
  signatures,
  type TypedArray,
  withRows,
} from '@gradus/ops'
import type { Random } from './random.ts'
import { makeLinearAlgebra } from './random-matrices.ts'

/** What random graphs are made of. */
export interface RandomGraphOptions {
  /** How many ops are tried; 20 unless said. */
  readonly size?: number
  /** The float type of the inputs; f64 unless said. */
  readonly dtype?: 'f64' | 'f32'
  /** Ops that are left out. */
  readonly without?: readonly OpName[]
  /**
   * Keeps all values where derivatives exist and are moderate, for finite differences.
   */
  readonly isSmooth?: boolean
  /** The run-time count of an input with a `rows` dim of capacity 5; none unless given. */
  readonly rows?: number
}

/** A graph with values at which everything in it is finite and at most 1000 large. */
export interface RandomGraph {
  readonly inputs: readonly Node[]
  readonly outputs: readonly Node[]
  readonly values: ReadonlyMap<Node, TypedArray>
}

/**
 * A graph of random ops over small inputs: single numbers, sizes 0 and 1, vectors, matrices,
 * positions. Its outputs are the nodes that no other node uses.
 */
export function randomGraph(
  builder: Builder,
  random: Random,
  options: RandomGraphOptions = {},
): RandomGraph {
  bringAll()
  bringRegions()
  const growing = new GrowingGraph(builder, random, options)
  const { size = 20, without = [] } = options
  const ops = opNames.filter((op) => !without.includes(op))
  for (let i = 0; i < size; i++) growing.tryOp(random.pick(ops))
  return growing.finish()
}

class GrowingGraph {
  readonly builder: Builder
  readonly random: Random
  readonly dtype: 'f64' | 'f32'
  readonly isSmooth: boolean
  readonly #rows: number | undefined
  readonly #values = new Map<Node, TypedArray>()
  readonly #computed = new Map<Node, TypedArray>()

  constructor(builder: Builder, random: Random, options: RandomGraphOptions) {
    this.builder = builder
    this.random = random
    this.dtype = options.dtype ?? 'f64'
    this.isSmooth = options.isSmooth ?? false
    this.#rows = options.rows
    const [k, n] = [dim(2, 'k'), dim(3, 'n')]
    const full = [[], [n], [k, n], [n, dim(1)], [k, dim(1), n]]
    const shapes = [...full, [dim(0)], [k, dim(0)]]
    for (const [i, shape] of shapes.entries()) this.#addInput(`x${i}`, shape, this.dtype)
    this.#addInput('positions', [dim(3, 'n')], 'i32')
    if (options.rows !== undefined) {
      const batch: Dim = { name: 'batch', size: 5, rows: true }
      this.#addInput('batch', [batch, dim(2, 'k')], this.dtype)
    }
  }

  tryOp(op: OpName): void {
    const maker = makers[op as MadeName] ?? elementwise(op as ElementwiseName)
    const node = maker(this)
    if (!node || this.#computed.has(node)) return
    const value = this.#evaluate(node)
    if (value.every((x) => Number.isFinite(x) && Math.abs(x) <= 1000)) {
      this.#computed.set(node, value)
    }
  }

  finish(): RandomGraph {
    const nodes = [...this.#computed.keys()]
    const used = new Set(nodes.flatMap(({ inputs }) => inputs))
    const inputs = [...this.#values.keys()]
    const outputs = nodes.filter((node) => !used.has(node) && !this.#values.has(node))
    return { inputs, outputs: outputs.length > 0 ? outputs : inputs, values: this.#values }
  }

  /** One of the nodes so far that fits. */
  any(fits: (node: Node) => boolean): Node | undefined {
    const choices = [...this.#computed.keys()].filter(fits)
    return choices.length > 0 ? this.random.pick(choices) : undefined
  }

  float(rank?: number): Node | undefined {
    return this.any(
      (x) => x.dtype === this.dtype && (rank === undefined || x.shape.length === rank),
    )
  }

  axisOf(x: Node): number {
    return this.random.integer(0, x.shape.length)
  }

  /** Whether a node's values, where they are known, all pass. */
  holds(node: Node, test: (value: number) => boolean): boolean {
    return this.#evaluate(node).every(test)
  }

  valuesOf(node: Node): readonly number[] {
    return [...this.#evaluate(node)]
  }

  #evaluate(node: Node): TypedArray {
    const known = this.#computed.get(node)
    if (known) return known
    const rows = this.#rows === undefined ? {} : { rows: this.#rows }
    return interpret([node], { values: this.#values, ...rows })[0]!.data
  }

  #addInput(name: string, shape: Shape, dtype: DType): void {
    const node = this.builder.input(name, shape, dtype)
    const data = allocate(dtype, elementCount(withRows(shape, this.#rows)))
    const draw = (): number =>
      isFloat(dtype) ? this.random.uniform(-2, 2) : this.random.integer(-1, 3)
    for (let i = 0; i < data.length; i++) data[i] = draw()
    this.#values.set(node, data)
    this.#computed.set(node, data)
  }
}

type MadeName = Exclude<OpName, ElementwiseName>
type Maker = (graph: GrowingGraph) => Node | undefined

/** How far smooth graphs stay from kinks. */
const MARGIN = 0.05

function elementwise(op: ElementwiseName): Maker {
  return (graph) => {
    const roles = signatures[op].split('>')[0]!
    const first = graph.any((x) =>
      roles.startsWith('m') ? x.dtype === 'bool' : x.dtype === graph.dtype,
    )
    if (!first) return undefined
    const inputs = [...roles].map((role, i) => {
      if (i === 0) return first
      const dtype = role === 'm' ? 'bool' : graph.dtype
      const other = graph.any((x) => x.dtype === dtype && sameSizes(x.shape, first.shape))
      return other ?? graph.builder.full(role === 'm' ? 1 : 0.5, first.shape, dtype)
    })
    const fitted = inputs.map((input, i) => intoDomain(graph, op, input, i))
    if (graph.isSmooth && !isAwayFromKinks(graph, op, fitted)) return undefined
    return graph.builder.apply(op, fitted, {})
  }
}

/** The input itself where the op is defined on all its values, else squeezed into the domain. */
function intoDomain(graph: GrowingGraph, op: ElementwiseName, input: Node, i: number): Node {
  const { low, high } = domains[op][i]!
  if (!isFloat(input.dtype) || graph.holds(input, (x) => x >= low && x <= high)) return input
  const b = graph.builder
  // The input may be a constant as well, and then nothing else says the element type.
  const constant = (value: number): Node => b.constant(value, input.dtype)
  const share = b.sigmoid(b.mul(input, constant(0.1)))
  return b.add(b.mul(share, constant(high - low)), constant(low))
}

function isAwayFromKinks(
  graph: GrowingGraph,
  op: ElementwiseName,
  inputs: readonly Node[],
): boolean {
  const stays = inputs.every((input, i) =>
    (domains[op][i]!.kinks ?? []).every((kink) =>
      graph.holds(input, (x) => Math.abs(x - kink) > MARGIN),
    ),
  )
  const [x, y] = inputs
  if (signatures[op].length < 'vv>v'.length || !y || x!.dtype === 'bool') return stays
  const [left, right] = [graph.valuesOf(x!), graph.valuesOf(y)]
  const areApart = left.every((value, i) => Math.abs(value - right[i]!) > MARGIN)
  return stays && (areApart || isSmoothAtTies.has(op))
}

const isSmoothAtTies: ReadonlySet<OpName> = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'hypot',
  'atan2',
])

const makers: { readonly [K in MadeName]: Maker } = {
  cast: (g) => {
    const x = g.any((node) => !g.isSmooth || !isFloat(node.dtype))
    const dtype = g.isSmooth ? g.dtype : g.random.pick<DType>([g.dtype, g.dtype, 'i32', 'bool'])
    return x && g.builder.cast(x, dtype)
  },
  sum: (g) => {
    const x = g.float()
    return x && g.builder.apply('sum', [x], { axes: someAxes(g, x) })
  },
  prod: (g) => {
    const x = g.float()
    const axes = x ? someAxes(g, x).filter((axis) => !x.shape[axis]!.rows) : []
    return x && g.builder.apply('prod', [x], { axes })
  },
  reduce_max: (g) => {
    const x = g.float()
    return x && hasNoTies(g, x)
      ? g.builder.apply('reduce_max', [x], { axes: someAxes(g, x) })
      : undefined
  },
  argmax: (g) => {
    const x = g.any(
      (node) => node.dtype === g.dtype && elementCount(node.shape) > 0 && node.shape.length > 0,
    )
    return x && hasNoTies(g, x) ? g.builder.apply('argmax', [x], { axis: g.axisOf(x) }) : undefined
  },
  reshape: (g) => {
    const x = g.any(({ shape }) => shape.every(({ rows }) => !rows))
    if (!x) return undefined
    const count = dim(elementCount(x.shape))
    const shape = g.random.pick([[count], [count, dim(1)], [dim(1, 'one'), count]])
    return g.builder.apply('reshape', [x], { shape })
  },
  transpose: (g) => {
    const x = g.any(({ shape }) => shape.length >= 2)
    return x && g.builder.apply('transpose', [x], { order: shuffled(g, x.shape.length) })
  },
  broadcast: (g) => {
    const x = g.any(({ shape }) => shape.length <= 2)
    if (!x) return undefined
    const added = dim(g.random.pick([0, 1, 2]), g.random.pick(['', 'm']))
    const order = shuffled(g, x.shape.length + 1)
    const into = order.slice(1)
    const shape = order.map((_, axis) => x.shape[into.indexOf(axis)] ?? added)
    return g.builder.apply('broadcast', [x], { shape, into })
  },
  slice: (g) => {
    const x = g.any(hasFixedAxis)
    if (!x) return undefined
    const axis = fixedAxisOf(g, x)
    const start = g.random.integer(0, x.shape[axis]!.size + 1)
    const size = g.random.integer(0, x.shape[axis]!.size - start + 1)
    return g.builder.apply('slice', [x], { axis, start, size })
  },
  pad: (g) => {
    const x = g.any(hasFixedAxis)
    const [before, after] = [g.random.integer(0, 2), g.random.integer(0, 2)]
    return x && g.builder.apply('pad', [x], { axis: fixedAxisOf(g, x), before, after })
  },
  concat: (g) => {
    const x = g.any(hasFixedAxis)
    if (!x) return undefined
    const y = g.any((node) => node.dtype === x.dtype && sameSizes(node.shape, x.shape)) ?? x
    return g.builder.apply('concat', [x, y], { axis: fixedAxisOf(g, x), name: 'joined' })
  },
  gather: (g) => {
    const table = g.any(({ shape }) => shape.length > 0 && !shape[0]!.rows)
    const indices = g.any(({ dtype }) => dtype === 'i32')
    return table && indices && g.builder.apply('gather', [table, indices], {})
  },
  scatter_add: (g) => {
    const indices = g.any(({ dtype }) => dtype === 'i32')
    const rank = indices?.shape.length ?? 0
    const updates = g.any(
      (x) => x.dtype === g.dtype && !!indices && sameSizes(x.shape.slice(0, rank), indices.shape),
    )
    return updates && g.builder.apply('scatter_add', [updates, indices!], { rows: dim(3, 'row') })
  },
  one_hot: (g) => {
    const indices = g.any(({ dtype }) => dtype === 'i32')
    return (
      indices && g.builder.apply('one_hot', [indices], { classes: dim(3, 'n'), dtype: g.dtype })
    )
  },
  windows: makeWindows,
  overlap_add: makeOverlapAdd,
  reverse: (g) => {
    const x = g.any(hasFixedAxis)
    const axes = x ? someAxes(g, x).filter((axis) => !x.shape[axis]!.rows) : []
    return x && g.builder.apply('reverse', [x], { axes })
  },
  take_along_axis: (g) => {
    const x = g.any(hasFixedAxis)
    if (!x) return undefined
    const axis = fixedAxisOf(g, x)
    const shape = x.shape.map((old, i) => (i === axis ? dim(g.random.integer(0, 4)) : old))
    return g.builder.apply('take_along_axis', [x, indicesOf(g, shape, axis)], { axis })
  },
  add_along_axis: (g) => {
    const x = g.any((node) => node.dtype === g.dtype && hasFixedAxis(node))
    if (!x) return undefined
    const axis = fixedAxisOf(g, x)
    const size = dim(g.random.integer(0, 4), g.random.pick(['', 'place']))
    return g.builder.apply('add_along_axis', [x, indicesOf(g, x.shape, axis)], { axis, size })
  },
  contract: makeContraction,
  constant: (g) => g.builder.constant(g.random.integer(-4, 5) / 2, g.dtype),
  input: () => undefined,
  parameter: () => undefined,
  random: (g) => {
    const b = g.builder
    const inputs = [b.constant(g.random.integer(0, 9)), b.constant(0, 'i32')]
    const stream = [g.random.integer(0, 99), g.random.integer(0, 99)] as const
    const half = g.random.pick([0, 1] as const)
    const draw = b.apply('random', inputs, { stream, half, shape: [dim(3, 'n')] })
    return b.cast(draw, g.dtype)
  },
  iota: (g) => {
    const shape = [dim(2, 'k'), dim(3, 'n')]
    return g.builder.apply('iota', [], { shape, axis: g.random.integer(0, 2) })
  },
  extent: (g) => {
    const batch = g.any(({ shape }) => shape.some(({ rows }) => rows))
    return batch && g.builder.apply('extent', [], { capacity: 5, dtype: g.dtype })
  },
  triangular_solve: (g) => makeLinearAlgebra(g, 'triangular_solve'),
  cholesky: (g) => makeLinearAlgebra(g, 'cholesky'),
  lu: (g) => makeLinearAlgebra(g, 'lu'),
  solve: (g) => makeLinearAlgebra(g, 'solve'),
  determinant: (g) => makeLinearAlgebra(g, 'determinant'),
  qr: (g) => makeLinearAlgebra(g, 'qr'),
  eigh: (g) => makeLinearAlgebra(g, 'eigh'),
  svd: (g) => makeLinearAlgebra(g, 'svd'),
  spectrum: (g) => makeLinearAlgebra(g, 'spectrum'),
  argsort: (g) => {
    const x = g.any((node) => node.dtype !== 'bool' && hasFixedAxis(node))
    if (!x || !hasNoTies(g, x)) return undefined
    return g.builder.apply('argsort', [x], { axis: fixedAxisOf(g, x) })
  },
  cumsum: (g) => {
    const x = g.any((node) => node.dtype === g.dtype && hasFixedAxis(node))
    const reverse = g.random.pick([true, false])
    return x && g.builder.apply('cumsum', [x], { axis: fixedAxisOf(g, x), reverse })
  },
  repeat: makeRepeat,
}

/** Windows along an axis that one fits into. */
function makeWindows(g: GrowingGraph): Node | undefined {
  const x = g.any((node) => node.shape.length < 4 && node.shape.some(isLong))
  if (!x) return undefined
  const axis = g.random.pick(x.shape.flatMap((given, i) => (isLong(given) ? [i] : [])))
  const dilation = g.random.integer(1, 3)
  const most = Math.ceil(x.shape[axis]!.size / dilation)
  const attributes = { size: g.random.integer(1, most + 1), stride: g.random.integer(1, 4) }
  return g.builder.apply('windows', [x], { axis, ...attributes, dilation })
}

function isLong({ size, rows }: Dim): boolean {
  return size > 0 && !rows
}

/** Two neighbouring axes as windows of an axis that is just long enough, or longer. */
function makeOverlapAdd(g: GrowingGraph): Node | undefined {
  const x = g.any(({ dtype, shape }) => {
    return dtype === g.dtype && shape.length >= 2 && shape.slice(-2).every(isLong)
  })
  if (!x) return undefined
  const axis = x.shape.length - 2
  const [size, count] = [x.shape[axis]!.size, x.shape[axis + 1]!.size]
  const [stride, dilation] = [g.random.integer(1, 4), g.random.integer(1, 3)]
  const span = (count - 1) * stride + (size - 1) * dilation + 1
  const length = dim(span + g.random.integer(0, stride), g.random.pick(['', 'n']))
  return g.builder.apply('overlap_add', [x], { axis, length, stride, dilation })
}

/** Positions that move along an axis; some are outside of what they name. */
function indicesOf(g: GrowingGraph, shape: Shape, axis: number): Node {
  const b = g.builder
  const along = b.apply('iota', [], { shape, axis })
  const across = b.apply('iota', [], { shape, axis: 0 })
  const scaled = b.mul(along, b.constant(g.random.integer(-1, 3), 'i32'))
  return b.add(b.sub(scaled, across), b.constant(g.random.integer(0, 3), 'i32'))
}

/** A contraction of two matrices or vectors over an axis of equal size. */
function makeContraction(g: GrowingGraph): Node | undefined {
  const left = g.any((x) => x.dtype === g.dtype && x.shape.length > 0)
  if (!left) return undefined
  const axis = g.axisOf(left)
  const shared = left.shape[axis]!
  const isPartner = (x: Node): boolean =>
    x.dtype === g.dtype && x.shape.length > 0 && sameSizes([x.shape[0]!], [shared])
  const right = g.any(isPartner)
  if (!right) return undefined
  const leftLabels = left.shape.map((_, i) => i)
  const rightLabels = right.shape.map((_, i) => (i === 0 ? axis : 10 + i))
  const isBatch = g.random.integer(0, 3) === 0
  const free = [...leftLabels, ...rightLabels.slice(1)].filter((label) => label !== axis)
  const out = isBatch ? [...free, axis] : free
  return g.builder.apply('contract', [left, right], { left: leftLabels, right: rightLabels, out })
}

/** A short loop with a carried value, slices, a captured value, and a collected one. */
function makeRepeat(g: GrowingGraph): Node | undefined {
  const stacked = g.any(
    ({ dtype, shape }) =>
      dtype === g.dtype && shape.length > 0 && shape[0]!.size > 0 && !shape[0]!.rows,
  )
  const scale = g.float(0)
  if (!stacked || !scale) return undefined
  const b = g.builder
  if (g.random.integer(0, 3) === 0) {
    // A function whose inner values are computed again for its derivative.
    return applyKept(b, [stacked], ([x]) => [b.mul(b.sin(b.mul(x!, b.tanh(scale))), x!)])[0]!
  }
  const start = b.full(g.random.uniform(-1, 1), stacked.shape.slice(1), g.dtype)
  const step = g.random.pick(['sin', 'tanh', 'sigmoid'] as const)
  const result = repeat(b, stacked.shape[0]!, [start], [stacked], ([state], [slice]) => {
    const next = b.apply(step, [b.add(b.mul(state!, b.tanh(scale)), slice!)], {})
    return { carried: [next], collected: [b.mul(next, state!)] }
  })
  return g.random.pick([result.carried[0]!, result.collected[0]!])
}

function someAxes(g: GrowingGraph, x: Node): readonly number[] {
  return x.shape.flatMap((_, axis) => (g.random.integer(0, 2) === 0 ? [axis] : []))
}

function shuffled(g: GrowingGraph, count: number): number[] {
  const order: number[] = []
  for (let i = 0; i < count; i++) order.splice(g.random.integer(0, i + 1), 0, i)
  return order
}

function hasFixedAxis({ shape }: Node): boolean {
  return shape.some(({ rows }) => !rows)
}

function fixedAxisOf(g: GrowingGraph, x: Node): number {
  return g.random.pick(x.shape.flatMap(({ rows }, axis) => (rows ? [] : [axis])))
}

function hasNoTies(g: GrowingGraph, x: Node): boolean {
  const sorted = g.valuesOf(x).toSorted((a, b) => a - b)
  return !g.isSmooth || sorted.every((value, i) => i === 0 || value - sorted[i - 1]! > MARGIN)
}

/** The float outputs of a graph, each bounded, weighted and summed to one number. */
export function sumToNumber(b: Builder, outputs: readonly Node[]): Node {
  const sums = outputs
    .filter(({ dtype }) => isFloat(dtype))
    .map((x) => b.apply('sum', [b.sin(x)], { axes: x.shape.map((_, axis) => axis) }))
  return sums.reduce(
    (sum, part, i) => b.add(sum, b.mul(part, b.constant(1 + i / 8))),
    b.constant(0),
  )
}
