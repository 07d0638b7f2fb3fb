import type { Builder, Node } from '@gradus/graph'
import { isFloat, type OpAttributes } from '@gradus/ops'
import type { FunctionBuilder, FunctionReference, Local } from '@gradus/wasm'
import type { Operand } from '../../loop/loop.ts'
import { emitOwnFunction, type Place, type RoutineContext, sharedFunction } from './context.ts'
import { bytesOf } from './lines.ts'
import {
  type AddressTerm,
  countOf,
  type Extent,
  emitAddress,
  emitAdvance,
  emitCount,
  emitFor,
} from './loop.ts'
import { countOf as elementsOf, floatOf, outerOf, scaledRows } from './operands.ts'
import type { RoutineEmitter } from './routine-emitter.ts'

/** Indices that sort lines of `keys` ascending: ties by index, NaN last. */
export interface ArgsortDescriptor {
  readonly dtype: 'f32' | 'f64'
  /** Byte address of `lines` times `count` keys. */
  readonly keys: number
  /** Byte address of as many i32. */
  readonly out: number
  /** Keys in a line; with rows, there is one line. */
  readonly count: Extent
  /** One where left out. */
  readonly lines?: Extent
}

/** Bytes of scratch for sorting: a second list of indices. */
export function argsortScratchBytes({ count }: Pick<ArgsortDescriptor, 'count'>): number {
  return 4 * count.size
}

/** Emits a merge sort from the bottom up, n log n. */
export function emitArgsort(
  f: FunctionBuilder,
  context: RoutineContext,
  { dtype, keys, out, count, lines = { size: 1 } }: ArgsortDescriptor,
  { scratch, rows }: Place,
): void {
  const sort = sortFunction(context, dtype)
  const own = { name: 'argsort', rows }
  emitOwnFunction(f, context, own, (to, rowsLocal) => {
    const line = to.local('i32', 'line')
    emitFor(to, line, countOf(lines, rowsLocal), () => {
      emitAddress(to, keys, [[line, count.size * bytesOf(dtype)]])
      emitAddress(to, out, [[line, count.size * 4]])
      to.i32Const(scratch)
      emitCount(to, countOf(count, rowsLocal))
      to.call(sort)
    })
  })
}

function sortFunction(context: RoutineContext, dtype: 'f32' | 'f64'): FunctionReference {
  const merge = mergeFunction(context, dtype)
  const params = { keys: 'i32', out: 'i32', scratch: 'i32', count: 'i32' } as const
  return sharedFunction(context, `argsort_${dtype}`, params, (f) => {
    const { keys, out, scratch, count } = f.params
    const [from, to, swap] = [f.local('i32', 'from'), f.local('i32', 'to'), f.local('i32')]
    const [index, width] = [f.local('i32'), f.local('i32', 'width')]
    emitFor(f, index, count, () => {
      emitAddress(f, out, [[index, 4]])
      f.get(index)
      f.store('i32.store')
    })
    emitCopyLocal(f, out, from)
    emitCopyLocal(f, scratch, to)
    f.i32Const(1)
    f.set(width)
    emitWhileLess(f, width, count, () => {
      emitPass(f, merge, { keys, from, to, count, width, start: index })
      emitCopyLocal(f, from, swap)
      emitCopyLocal(f, to, from)
      emitCopyLocal(f, swap, to)
      f.get(width)
      f.i32Const(1)
      f.op('i32.shl')
      f.set(width)
    })
    f.get(from)
    f.get(out)
    f.op('i32.ne')
    f.if(() => {
      f.get(out)
      f.get(from)
      emitAddress(f, 0, [[count, 4]])
      f.op('memory.copy')
    })
  })
}

type MergeNames = 'keys' | 'from' | 'to' | 'count' | 'width' | 'start'
type MergeLocals = Readonly<Record<MergeNames, Local>>

/** Merges neighbouring runs of `width` of `from` into runs of twice that in `to`. */
function emitPass(f: FunctionBuilder, merge: FunctionReference, locals: MergeLocals): void {
  const { keys, from, to, count, width, start } = locals
  f.i32Const(0)
  f.set(start)
  emitWhileLess(f, start, count, () => {
    for (const local of [keys, from, to, start]) f.get(local)
    emitEndOfRun(f, locals, 1)
    emitEndOfRun(f, locals, 2)
    f.call(merge)
    emitAddress(f, start, [[width, 2]])
    f.set(start)
  })
}

/** Pushes min(start + runs · width, count). */
function emitEndOfRun(f: FunctionBuilder, locals: MergeLocals, runs: number): void {
  const { count, width, start } = locals
  const end: readonly AddressTerm[] = [[width, runs]]
  emitAddress(f, start, end)
  f.get(count)
  emitAddress(f, start, end)
  f.get(count)
  f.op('i32.lt_u')
  f.op('select')
}

/** What merging two neighbouring runs works on: byte addresses, then indices. */
interface Merge {
  readonly dtype: 'f32' | 'f64'
  readonly keys: Local
  readonly from: Local
  readonly to: Local
  readonly next: Local
}

function mergeFunction(context: RoutineContext, dtype: 'f32' | 'f64'): FunctionReference {
  const addresses = { keys: 'i32', from: 'i32', to: 'i32' } as const
  const indices = { left: 'i32', middle: 'i32', end: 'i32' } as const
  return sharedFunction(context, `merge_${dtype}`, { ...addresses, ...indices }, (f) => {
    const { keys, from, to, left, middle, end } = f.params
    const right = f.local('i32', 'right')
    const next = f.local('i32', 'next')
    const merge: Merge = { dtype, keys, from, to, next }
    emitCopyLocal(f, left, next)
    emitCopyLocal(f, middle, right)
    emitMergeWhileBoth(f, merge, [left, middle], [right, end])
    emitWhileLess(f, left, middle, () => emitTake(f, merge, left))
    emitWhileLess(f, right, end, () => emitTake(f, merge, right))
  })
}

type Run = readonly [index: Local, end: Local]

function emitMergeWhileBoth(f: FunctionBuilder, merge: Merge, left: Run, right: Run): void {
  const keys = [f.local(merge.dtype), f.local(merge.dtype)] as const
  f.block((done) => {
    f.loop((again) => {
      for (const [index, end] of [left, right]) {
        f.get(index)
        f.get(end)
        f.op('i32.ge_u')
        f.brIf(done)
      }
      emitReadKey(f, merge, left[0], keys[0])
      emitReadKey(f, merge, right[0], keys[1])
      emitRightComesFirst(f, merge.dtype, keys[0], keys[1])
      f.if(
        () => emitTake(f, merge, right[0]),
        () => emitTake(f, merge, left[0]),
      )
      f.br(again)
    })
  })
}

function emitReadKey(f: FunctionBuilder, merge: Merge, index: Local, key: Local): void {
  f.get(merge.keys)
  emitAddress(f, merge.from, [[index, 4]])
  f.load('i32.load')
  f.i32Const(bytesOf(merge.dtype))
  f.op('i32.mul')
  f.op('i32.add')
  f.load(`${merge.dtype}.load`)
  f.set(key)
}

function emitTake(f: FunctionBuilder, { from, to, next }: Merge, index: Local): void {
  emitAddress(f, to, [[next, 4]])
  emitAddress(f, from, [[index, 4]])
  f.load('i32.load')
  f.store('i32.store')
  emitAdvance(f, index, 1)
  emitAdvance(f, next, 1)
}

/** Not left ≤ right, which NaN on the left fails too, unless the right is NaN. */
function emitRightComesFirst(
  f: FunctionBuilder,
  dtype: 'f32' | 'f64',
  left: Local,
  right: Local,
): void {
  f.get(left)
  f.get(right)
  f.op(`${dtype}.le`)
  f.op('i32.eqz')
  f.get(right)
  f.get(right)
  f.op(`${dtype}.eq`)
  f.op('i32.and')
}

function emitCopyLocal(f: FunctionBuilder, from: Local, to: Local): void {
  f.get(from)
  f.set(to)
}

/** Emits `body`, which moves `index`, while `index < limit`. */
function emitWhileLess(f: FunctionBuilder, index: Local, limit: Local, body: () => void): void {
  f.block((done) => {
    f.loop((again) => {
      f.get(index)
      f.get(limit)
      f.op('i32.ge_u')
      f.brIf(done)
      body()
      f.br(again)
    })
  })
}

/** Writes the op `argsort`. */
export const argsortEmitter: RoutineEmitter = {
  ops: ['argsort'],
  decompose: sortLastAxis,
  emit: ({ inputs, output }, target) => {
    const { f, context, rows, scratch, addressOf } = target
    const [keys] = inputs as [Operand]
    const place = { keys: addressOf(keys.buffer), out: addressOf(output.buffer) }
    const dtype = floatOf(keys.dtype)
    const lines = linesOf(keys)
    const scaled = lines.lines ? scaledRows(target, keys, keys.shape.length - 1) : rows
    emitArgsort(f, context, { dtype, ...place, ...lines }, { scratch, rows: scaled })
  },
  scratchBytes: ({ inputs: [keys] }) => argsortScratchBytes(linesOf(keys!)),
}

/** A value as lines along its last axis; a single line may have a count of rows. */
function linesOf(operand: Operand): Pick<ArgsortDescriptor, 'count' | 'lines'> {
  const last = operand.shape.length - 1
  if (last === 0) return { count: elementsOf(operand) }
  return { count: { size: operand.shape[last]!.size }, lines: outerOf(operand, last) }
}

/** Sorts floats along the last axis. */
function sortLastAxis(
  builder: Builder,
  { attributes }: Node,
  [keys]: readonly Node[],
): Node | undefined {
  const { axis } = attributes as OpAttributes['argsort']
  const last = keys!.shape.length - 1
  if (axis === last && isFloat(keys!.dtype)) return undefined
  // Every i32 is an f64, so the order is the same.
  const floats = isFloat(keys!.dtype) ? keys! : builder.cast(keys!, 'f64')
  if (axis === last) return builder.apply('argsort', [floats], { axis })
  const order = keys!.shape.map((_, i) => (i === axis ? last : i === last ? axis : i))
  const lines = builder.apply('transpose', [floats], { order })
  const sorted = builder.apply('argsort', [lines], { axis: last })
  return builder.apply('transpose', [sorted], { order })
}
