import { internalError } from '@gradus/diagnostics'
import {
  bytesPerElement,
  type DType,
  dim,
  elementCount,
  type LinearAlgebraName,
  type OpAttributes,
  type PlanRule,
  routinePlans,
} from '@gradus/ops'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { Operand, RoutineKernel, RoutineOp } from '../loop/loop.ts'
import { emitAddAlong } from './routines/along-axis.ts'
import { type ArgsortDescriptor, argsortScratchBytes, emitArgsort } from './routines/argsort.ts'
import type { RoutineContext } from './routines/context.ts'
import { emitCumsum } from './routines/cumsum.ts'
import type { Lines } from './routines/lines.ts'
import type { Extent as RoutineExtent } from './routines/loop.ts'
import { emitOverlapAdd } from './routines/overlap-add.ts'
import {
  emitProgram,
  type Items,
  type ProgramDescriptor,
  programScratchBytes,
} from './routines/program.ts'
import { emitScatterAdd } from './routines/rows.ts'
import { emitUniform } from './routines/uniform.ts'

/** Where a routine is written and what it may use. */
export interface RoutineTarget {
  readonly f: FunctionBuilder
  readonly context: RoutineContext
  readonly rows: Local
  readonly scratch: number
  readonly addressOf: (buffer: string) => number
}

type Emit = (kernel: RoutineKernel, target: RoutineTarget) => void

/** Writes a routine into a function. */
export function emitRoutine(kernel: RoutineKernel, target: RoutineTarget): void {
  const { op, output } = kernel
  if (!isPlanned(op)) {
    emitters[op](kernel, target)
    return
  }
  const { f, context, scratch, addressOf } = target
  const program = programOf(kernel, op, addressOf)
  const rows = scaledRows(target, output, program.plan.batchRank)
  emitProgram(f, context, program, { scratch, rows })
}

/** Bytes that a routine needs while it runs. */
export function routineScratchBytes(kernel: RoutineKernel): number {
  const { op } = kernel
  if (isPlanned(op)) return programScratchBytes(programOf(kernel, op))
  return scratchBytes[op]?.(kernel) ?? 0
}

const scratchBytes: Readonly<Partial<Record<RoutineOp, (kernel: RoutineKernel) => number>>> = {
  argsort: ({ inputs }) => {
    const [keys] = inputs as [Operand]
    return argsortScratchBytes({ dtype: floatOf(keys.dtype), keys: 0, out: 0, ...linesOf(keys) })
  },
}

const emitters: Readonly<Record<Exclude<RoutineOp, LinearAlgebraName>, Emit>> = {
  argsort: ({ inputs, output }, target) => {
    const { f, context, rows, scratch, addressOf } = target
    const [keys] = inputs as [Operand]
    const place = { keys: addressOf(keys.buffer), out: addressOf(output.buffer) }
    const dtype = floatOf(keys.dtype)
    const lines = linesOf(keys)
    const scaled = lines.lines ? scaledRows(target, keys, keys.shape.length - 1) : rows
    emitArgsort(f, context, { dtype, ...place, ...lines }, { scratch, rows: scaled })
  },
  scatter_add: ({ inputs, output }, target) => {
    const { f, context, rows, addressOf } = target
    const [updates, indices] = inputs as [Operand, Operand]
    const rank = indices.shape.length
    const descriptor = {
      dtype: numberOf(output.dtype),
      width: sizeOf(updates.shape.slice(rank)),
      updates: addressOf(updates.buffer),
      indices: addressOf(indices.buffer),
      axes: axesOf(indices),
      out: addressOf(output.buffer),
      outRows: countOf({ ...output, shape: output.shape.slice(0, 1) }),
    }
    emitScatterAdd(f, context, descriptor, { rows })
  },
  overlap_add: ({ inputs, output, attributes }, target) => {
    const [x] = inputs as [Operand]
    const { axis, length, stride, dilation } = attributes as OpAttributes['overlap_add']
    const descriptor = {
      dtype: numberOf(output.dtype),
      outer: outerOf(x, axis),
      size: x.shape[axis]!.size,
      count: x.shape[axis + 1]!.size,
      inner: sizeOf(x.shape.slice(axis + 2)),
      length: length.size,
      stride,
      dilation,
      x: target.addressOf(x.buffer),
      out: target.addressOf(output.buffer),
    }
    emitOverlapAdd(target.f, target.context, descriptor, { rows: scaledRows(target, x, axis) })
  },
  add_along_axis: ({ inputs, output, attributes }, target) => {
    const [updates, indices] = inputs as [Operand, Operand]
    const { axis, size } = attributes as OpAttributes['add_along_axis']
    const descriptor = {
      dtype: numberOf(output.dtype),
      ...alongAxis(updates, axis),
      updates: target.addressOf(updates.buffer),
      indices: target.addressOf(indices.buffer),
      out: target.addressOf(output.buffer),
      outSize: size.size,
    }
    const rows = scaledRows(target, updates, axis)
    emitAddAlong(target.f, target.context, descriptor, { rows })
  },
  cumsum: ({ inputs, output, attributes }, target) => {
    const [x] = inputs as [Operand]
    const { axis, reverse } = attributes as OpAttributes['cumsum']
    const descriptor = {
      dtype: numberOf(output.dtype),
      ...alongAxis(x, axis),
      x: target.addressOf(x.buffer),
      out: target.addressOf(output.buffer),
      isReverse: reverse,
    }
    emitCumsum(target.f, target.context, descriptor, { rows: scaledRows(target, x, axis) })
  },
  random: ({ inputs, output, attributes }, { f, context, rows, addressOf }) => {
    const [seed, epoch] = inputs as [Operand, Operand]
    const { stream, half } = attributes as OpAttributes['random']
    const [first] = output.shape
    const isOverRows = first?.rows !== undefined
    const descriptor = {
      stream,
      half,
      seed: addressOf(seed.buffer),
      epoch: addressOf(epoch.buffer),
      out: addressOf(output.buffer),
      count: countOf(isOverRows ? { ...output, shape: [first] } : output),
      width: isOverRows ? sizeOf(output.shape.slice(1)) : 1,
    }
    emitUniform(f, context, descriptor, { rows })
  },
}

function isPlanned(op: RoutineOp): op is LinearAlgebraName {
  return op in routinePlans
}

/** A routine of linear algebra: its plan, and where its matrices are. */
function programOf(
  kernel: RoutineKernel,
  op: LinearAlgebraName,
  addressOf: (buffer: string) => number = () => 0,
): ProgramDescriptor {
  const { inputs, output, attributes } = kernel
  const planOf = routinePlans[op] as PlanRule<LinearAlgebraName>
  const shapes = inputs.map(({ shape }) => shape.map(({ size }) => dim(size)))
  const plan = planOf(shapes, attributes as OpAttributes[LinearAlgebraName])
  const dtype = floatOf(output.dtype)
  const items = ({ buffer, shape }: Operand): Items => ({
    address: addressOf(buffer),
    bytes: sizeOf(shape.slice(plan.batchRank)) * bytesPerElement[dtype],
  })
  const batch = countOf({ ...output, shape: output.shape.slice(0, plan.batchRank) })
  return { op, dtype, plan, inputs: inputs.map(items), out: items(output), batch }
}

function sizeOf(shape: Operand['shape']): number {
  return elementCount(shape.map(({ size }) => ({ name: '', size })))
}

/** The elements of an operand: in terms of the scaled rows where the first axis has rows. */
function countOf({ shape }: Operand): { readonly size: number; readonly rows?: true } {
  if (shape.slice(1).some(({ rows }) => rows !== undefined)) {
    internalError('a routine reads memory without gaps, so only its first axis can have rows')
  }
  const size = sizeOf(shape)
  return shape[0]?.rows === undefined ? { size } : { size, rows: true }
}

/** The axes of an operand, with those joined that lie without gaps. */
function axesOf({ shape }: Operand): RoutineExtent[] {
  const axes: RoutineExtent[] = []
  for (const { size, rows } of shape) {
    const last = axes.at(-1)
    if (rows !== undefined) axes.push({ size, rows: true })
    else if (last && !last.rows) axes[axes.length - 1] = { size: last.size * size }
    else axes.push({ size })
  }
  return axes
}

/** The blocks before an axis; rows of other axes than the first are all there, at capacity. */
function outerOf({ shape }: Operand, axis: number): RoutineExtent {
  const size = sizeOf(shape.slice(0, axis))
  return axis > 0 && shape[0]!.rows !== undefined ? { size, rows: true } : { size }
}

function alongAxis(operand: Operand, axis: number): Lines {
  const { shape } = operand
  const inner = sizeOf(shape.slice(axis + 1))
  return { outer: outerOf(operand, axis), size: shape[axis]!.size, inner }
}

/** A value as lines along its last axis; a single line may have a count of rows. */
function linesOf(operand: Operand): Pick<ArgsortDescriptor, 'count' | 'lines'> {
  const last = operand.shape.length - 1
  if (last === 0) return { count: countOf(operand) }
  return { count: { size: operand.shape[last]!.size }, lines: outerOf(operand, last) }
}

/** The count of rows times the elements of the axes up to `end` that each row has. */
function scaledRows({ f, rows }: RoutineTarget, { shape }: Operand, end?: number): Local {
  const width = sizeOf(shape.slice(1, end))
  if (shape[0]?.rows === undefined || width === 1) return rows
  const scaled = f.local('i32')
  f.get(rows)
  f.i32Const(width)
  f.op('i32.mul')
  f.set(scaled)
  return scaled
}

function floatOf(dtype: DType): 'f32' | 'f64' {
  if (dtype === 'f32' || dtype === 'f64') return dtype
  return internalError(`a routine for floats got ${dtype}`)
}

function numberOf(dtype: DType): 'f32' | 'f64' | 'i32' {
  return dtype === 'i32' ? 'i32' : floatOf(dtype)
}
