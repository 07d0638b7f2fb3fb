import { internalError } from '@gradus/diagnostics'
import {
  allocate,
  dim,
  type Lanes,
  lanesOf,
  multiplyInOrder,
  type Kernel as OpKernel,
  type OpName,
  kernels as opKernels,
  programs,
  stridesOf,
  type TypedArray,
  type Value,
} from '@gradus/ops'
import {
  type Affine,
  type Axis,
  countAt,
  type Instruction,
  type LoopEntry,
  type LoopKernel,
  type Operand,
  type Reduction,
  type RepeatKernel,
  type RepeatLink,
  type RoutineKernel,
  type SumOrder,
} from './loop.ts'

/** The memory of an interpretation, by the names of buffers. */
export type LoopMemory = Map<string, TypedArray>

/**
 * Runs the kernels of an entry on typed arrays, point by point: slow and obvious, what the
 * emitted code is held against. Temporaries are made as needed.
 *
 * @returns  Whether a step was committed.
 */
export function interpretLoops(entry: LoopEntry, memory: LoopMemory, rows: number): boolean {
  for (const { name, dtype, length } of entry.temporaries) memory.set(name, allocate(dtype, length))
  for (const [index, kernel] of entry.kernels.entries()) {
    if (entry.commit?.before === index && memory.get(entry.commit.buffer)![0] === 0) return false
    if (kernel.kind === 'loop') interpretKernel(kernel, memory, rows)
    else if (kernel.kind === 'routine') interpretRoutine(kernel, memory, rows)
    else interpretRepeat(kernel, memory, rows)
  }
  const { commit, kernels } = entry
  return !(commit?.before === kernels.length && memory.get(commit.buffer)![0] === 0)
}

function interpretRepeat(kernel: RepeatKernel, memory: LoopMemory, rows: number): void {
  const { count, buffers, links, body } = kernel
  const inside: LoopMemory = new Map(
    buffers.map(({ name, dtype, length }) => [name, allocate(dtype, length)]),
  )
  const ofRole = (role: RepeatLink['role'], run: (inner: TypedArray, outer: TypedArray) => void) =>
    links
      .filter((link) => link.role === role)
      .forEach((link) => void run(inside.get(link.inside)!, memory.get(link.outside)!))
  for (const { role, inside: name, outside } of links) {
    if (role === 'given') inside.set(name, memory.get(outside)!)
  }
  ofRole('start', (inner, outer) => inner.set(outer))
  for (let turn = 0; turn < count; turn++) {
    ofRole('slice', (inner, outer) => {
      inner.set(outer.subarray(turn * inner.length, (turn + 1) * inner.length))
    })
    if (!interpretLoops(body, inside, rows)) break
    ofRole('collect', (inner, outer) => outer.set(inner, turn * inner.length))
  }
  ofRole('last', (inner, outer) => outer.set(inner))
}

function interpretKernel(kernel: LoopKernel, memory: LoopMemory, rows: number): void {
  const isReduced = ({ role }: Axis): boolean => role === 'reduced'
  const { axes } = kernel
  forEachIndex(
    axes,
    rows,
    (axis) => !isReduced(axis),
    (index) => {
      const terms = kernel.reductions.map((): number[] => [])
      forEachIndex(axes, rows, isReduced, (inner) => {
        const point = index.map((position, axis) => position + inner[axis]!)
        const values = evaluateBody(kernel.body, memory, point, rows)
        for (const { value, place } of kernel.stores) {
          memory.get(place.buffer)![positionOf(place, point)] = values[value]!
        }
        kernel.reductions.forEach(({ value }, i) => void terms[i]!.push(values[value]!))
      })
      kernel.reductions.forEach((reduction, i) => {
        const { place } = reduction
        memory.get(place.buffer)![positionOf(place, index)] = reduce(reduction, terms[i]!)
      })
    },
  )
}

/** Visits the indices of some axes in row-major order; the others stay at 0. */
function forEachIndex(
  axes: readonly Axis[],
  rows: number,
  isVisited: (axis: Axis) => boolean,
  visit: (index: readonly number[]) => void,
): void {
  const counts = axes.map((axis) => (isVisited(axis) ? countAt(axis.extent, rows) : 1))
  const total = counts.reduce((product, count) => product * count, 1)
  for (let i = 0; i < total; i++) {
    let rest = i
    const index = new Array<number>(axes.length)
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      index[axis] = rest % counts[axis]!
      rest = Math.floor(rest / counts[axis]!)
    }
    visit(index)
  }
}

function positionOf({ offset, strides }: Affine, index: readonly number[]): number {
  return strides.reduce((sum, stride, axis) => sum + stride * index[axis]!, offset)
}

function evaluateBody(
  body: readonly Instruction[],
  memory: LoopMemory,
  point: readonly number[],
  rows: number,
): number[] {
  const values: number[] = []
  for (const line of body) values.push(evaluate(line, body, values, memory, point, rows))
  return values
}

function evaluate(
  line: Instruction,
  body: readonly Instruction[],
  values: readonly number[],
  memory: LoopMemory,
  point: readonly number[],
  rows: number,
): number {
  switch (line.kind) {
    case 'constant':
      return rounded(line.dtype, line.value)
    case 'rows':
      return rounded(line.dtype, rows)
    case 'iota':
      return positionOf(line, point)
    case 'load':
      return memory.get(line.place.buffer)![positionOf(line.place, point)]!
    case 'gather': {
      const index = values[line.args[0]]!
      if (index < 0 || index >= line.limit) return 0
      return memory.get(line.place.buffer)![positionOf(line.place, point) + index * line.stride]!
    }
    case 'cast': {
      const [arg] = line.args
      return cast(line.dtype, values[arg]!, body[arg]!.dtype)
    }
    case 'apply': {
      const $ = lanesOf(body[line.args.at(-1)!]!.dtype) as unknown as Lanes<number, number>
      const run = programs[line.op] as unknown as (
        $: Lanes<number, number>,
        ...args: number[]
      ) => number
      return Number(run($, ...line.args.map((arg) => values[arg]!)))
    }
  }
}

/** A number as an element of a dtype. */
function rounded(dtype: Value['dtype'], value: number): number {
  const element = allocate(dtype, 1)
  element[0] = value
  return element[0]!
}

function cast(to: Value['dtype'], value: number, from: Value['dtype']): number {
  const data = allocate(from, 1)
  data[0] = value
  const out = { shape: [], dtype: to, data: allocate(to, 1) }
  opKernels.cast([{ shape: [], dtype: from, data }], { dtype: to }, out, 0)
  return out.data[0]!
}

function reduce({ op, dtype, order }: Reduction, terms: readonly number[]): number {
  return reductions[op](dtype, order, terms)
}

type Reduce = (dtype: Value['dtype'], order: SumOrder, terms: readonly number[]) => number

const reductions: Readonly<Record<Reduction['op'], Reduce>> = {
  sum: sumTerms,
  reduce_max: (dtype, _, terms) =>
    terms.reduce((a, b) => Math.max(a, b), dtype === 'i32' ? -(2 ** 31) : Number.NEGATIVE_INFINITY),
  prod: (dtype, { lanes }, terms) =>
    multiplyInOrder(lanesOf(dtype), terms.length, lanes, (i) => terms[i]!),
  argmax: (_, __, terms) => {
    const isGreater = (a: number, b: number): boolean =>
      a > b || (Number.isNaN(a) && !Number.isNaN(b))
    return terms.reduce((best, term, i) => (isGreater(term, terms[best]!) ? i : best), 0)
  },
}

/** Note [Order of summation] for any lanes, radix and levels. */
function sumTerms(dtype: Value['dtype'], order: SumOrder, terms: readonly number[]): number {
  const $ = lanesOf(dtype)
  const { lanes, radix, levels } = order
  const sums = Array.from({ length: levels }, () => new Array<number>(lanes).fill(0))
  const moveUp = (level: number): void => {
    for (let lane = 0; lane < lanes; lane++) {
      sums[level]![lane] = $.add(sums[level]![lane]!, sums[level - 1]![lane]!)
      sums[level - 1]![lane] = 0
    }
  }
  terms.forEach((term, i) => {
    const lane = i % lanes
    sums[0]![lane] = $.add(sums[0]![lane]!, term)
    const round = Math.floor(i / lanes) + 1
    for (let level = 1; level < levels; level++) {
      if (lane === lanes - 1 && round % radix ** level === 0) moveUp(level)
    }
  })
  for (let level = 1; level < levels; level++) moveUp(level)
  const last = sums.at(-1)!
  for (let half = lanes >> 1; half >= 1; half >>= 1) {
    for (let lane = 0; lane < half; lane++) last[lane] = $.add(last[lane]!, last[lane + half]!)
  }
  return last[0]!
}

function interpretRoutine(kernel: RoutineKernel, memory: LoopMemory, rows: number): void {
  const inputs = kernel.inputs.map((operand) => pack(operand, memory, rows))
  const out = pack(kernel.output, memory, rows)
  out.data.fill(0)
  const run = opKernels[kernel.op] as OpKernel<OpName>
  run(inputs, kernel.attributes as never, out, rows)
  const data = memory.get(kernel.output.buffer)!
  positionsOf(kernel.output, rows).forEach((at, i) => {
    data[at] = out.data[i]!
  })
}

/** An operand at a count of rows, row by row without the gaps that its capacity leaves. */
function pack(operand: Operand, memory: LoopMemory, rows: number): Value {
  const { buffer, shape, dtype } = operand
  const from = memory.get(buffer) ?? internalError(`no buffer ${buffer}`)
  const positions = positionsOf(operand, rows)
  const data = allocate(dtype, positions.length)
  positions.forEach((at, i) => {
    data[i] = from[at]!
  })
  return { shape: shape.map((extent) => dim(countAt(extent, rows))), dtype, data }
}

function positionsOf({ offset, shape }: Operand, rows: number): number[] {
  const strides = stridesOf(shape.map(({ size }) => dim(size)))
  const positions: number[] = []
  const axes = shape.map((extent): Axis => ({ role: 'outer', extent }))
  forEachIndex(
    axes,
    rows,
    () => true,
    (index) => void positions.push(positionOf({ offset, strides }, index)),
  )
  return positions
}
