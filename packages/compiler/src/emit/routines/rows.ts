import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { Operand } from '../../loop/loop.ts'
import { emitLoad, emitStore } from '../memory-access.ts'
import { emitOwnFunction, type Place, type RoutineContext } from './context.ts'
import { bytesOf } from './lines.ts'
import {
  type Count,
  countOf,
  type Extent,
  emitAddress,
  emitAdvance,
  emitCount,
  emitFor,
} from './loop.ts'
import { axesOf, countOf as elementsOf, numberOf, sizeOf } from './operands.ts'
import { additions, emitAddRow, emitPieces, type PieceWalk } from './pieces.ts'
import type { RoutineEmitter } from './routine-emitter.ts'

/** Rows of a table that are chosen by index: `out[i] = table[indices[i]]`, else zeros. */
export interface GatherDescriptor {
  readonly dtype: 'f32' | 'f64' | 'i32'
  /** Elements of a row. */
  readonly width: number
  /** Byte address of `[tableRows, width]`. */
  readonly table: number
  readonly tableRows: Extent
  /** Byte address of `count` i32. */
  readonly indices: number
  readonly count: Extent
  /** Byte address of `[count, width]`. */
  readonly out: number
}

/** Rows that are added up by index: `out[indices[i]] += updates[i]`, from zeros. */
export interface ScatterAddDescriptor {
  readonly dtype: 'f32' | 'f64' | 'i32'
  /** Elements of a row. */
  readonly width: number
  /** Byte address of `[...axes, width]`. */
  readonly updates: number
  /** Byte address of `axes` i32; those outside of `out` are passed over. */
  readonly indices: number
  /** Steps in memory are those of the capacity, also where fewer rows are there. */
  readonly axes: readonly Extent[]
  /** Byte address of `[outRows, width]`. */
  readonly out: number
  readonly outRows: Extent
}

/** Emits the copy of rows by index; needs no scratch. */
export function emitGather(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: GatherDescriptor,
  { rows }: Pick<Place, 'rows'>,
): void {
  const { dtype, width, table, tableRows, indices, count, out } = descriptor
  const bytes = width * bytesOf(dtype)
  const own = { name: `gather_${width}`, rows }
  emitOwnFunction(f, context, own, (to, rowsLocal) => {
    const walk = rowWalk(to)
    emitRowsByIndex(to, walk, { indices, count: countOf(count, rowsLocal) }, () => {
      setAddress(to, walk.to, out, walk.row, bytes)
      emitIsInside(to, walk, countOf(tableRows, rowsLocal))
      to.if(
        () => {
          setAddress(to, walk.from, table, walk.index, bytes)
          emitPieces(to, walk, bytes, (piece, offset) => {
            to.get(walk.to)
            to.get(walk.from)
            emitLoad(to, piece, offset)
            emitStore(to, piece, offset)
          })
        },
        () => {
          to.get(walk.to)
          to.i32Const(0)
          to.i32Const(bytes)
          to.op('memory.fill')
        },
      )
    })
  })
}

/** Emits the sum of rows by index, in the order of the updates; needs no scratch. */
export function emitScatterAdd(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: ScatterAddDescriptor,
  { rows }: Pick<Place, 'rows'>,
): void {
  const { dtype, width, updates, indices, axes, out, outRows } = descriptor
  const bytes = width * bytesOf(dtype)
  const own = { name: `scatter_add_${width}`, rows }
  emitOwnFunction(f, context, own, (to, rowsLocal) => {
    const walk = rowWalk(to)
    to.i32Const(out)
    to.i32Const(0)
    emitCount(to, countOf(outRows, rowsLocal))
    to.i32Const(bytes)
    to.op('i32.mul')
    to.op('memory.fill')
    emitPlaces(to, walk.row, { axes, rows: rowsLocal }, () => {
      loadIndex(to, walk, indices)
      emitIsInside(to, walk, countOf(outRows, rowsLocal))
      to.if(() => {
        setAddress(to, walk.from, updates, walk.row, bytes)
        setAddress(to, walk.to, out, walk.index, bytes)
        emitAddRow(to, walk, bytes, additions[dtype])
      })
    })
  })
}

interface RowWalk extends PieceWalk {
  readonly row: Local
  readonly index: Local
}

function rowWalk(f: FunctionBuilder): RowWalk {
  const local = (name: string): Local => f.local('i32', name)
  return {
    row: local('row'),
    index: local('index'),
    from: local('from'),
    to: local('to'),
    piece: local('piece'),
  }
}

function emitRowsByIndex(
  f: FunctionBuilder,
  walk: RowWalk,
  { indices, count }: { readonly indices: number; readonly count: Count },
  body: () => void,
): void {
  emitFor(f, walk.row, count, () => {
    loadIndex(f, walk, indices)
    body()
  })
}

function loadIndex(f: FunctionBuilder, { row, index }: RowWalk, indices: number): void {
  emitAddress(f, 0, [[row, 4]])
  f.load('i32.load', indices)
  f.set(index)
}

/** Emits `body` for each place along the axes; `at`, which starts at 0, counts by capacity. */
function emitPlaces(
  f: FunctionBuilder,
  at: Local,
  { axes, rows }: { readonly axes: readonly Extent[]; readonly rows: Local },
  body: () => void,
): void {
  const [axis, ...inner] = axes
  if (!axis) {
    body()
    emitAdvance(f, at, 1)
    return
  }
  const count = countOf(axis, rows)
  emitFor(f, f.local('i32'), count, () => emitPlaces(f, at, { axes: inner, rows }, body))
  if (typeof count === 'number') return
  const width = inner.reduce((product, { size }) => product * size, 1)
  emitAdvance(f, at, axis.size * width)
  emitAddress(f, at, [[count, -width]])
  f.set(at)
}

function setAddress(
  f: FunctionBuilder,
  into: Local,
  base: number,
  index: Local,
  bytes: number,
): void {
  emitAddress(f, base, [[index, bytes]])
  f.set(into)
}

/** Pushes whether the index is a row; negative ones are great when read without a sign. */
function emitIsInside(f: FunctionBuilder, { index }: RowWalk, rows: Count): void {
  f.get(index)
  emitCount(f, rows)
  f.op('i32.lt_u')
}

/** Writes the op `scatter_add`. */
export const scatterAddEmitter: RoutineEmitter = {
  ops: ['scatter_add'],
  emit: ({ inputs, output }, target) => {
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
      outRows: elementsOf({ ...output, shape: output.shape.slice(0, 1) }),
    }
    emitScatterAdd(f, context, descriptor, { rows })
  },
}
