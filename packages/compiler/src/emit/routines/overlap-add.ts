import type { OpAttributes } from '@gradus/ops'
import type { FunctionBuilder } from '@gradus/wasm'
import type { Operand } from '../../loop/loop.ts'
import { emitOwnFunction, type Place, type RoutineContext } from './context.ts'
import { bytesOf, emitZeros } from './lines.ts'
import { type Extent, emitAddress, emitFor } from './loop.ts'
import { numberOf, outerOf, scaledRows, sizeOf } from './operands.ts'
import { additions, emitAddRow } from './pieces.ts'
import type { RoutineEmitter } from './routine-emitter.ts'

/** Windows `[outer, size, count, inner]` that are added back into `[outer, length, inner]`. */
export interface OverlapAddDescriptor {
  readonly dtype: 'f32' | 'f64' | 'i32'
  readonly outer: Extent
  readonly size: number
  readonly count: number
  readonly inner: number
  readonly length: number
  readonly stride: number
  readonly dilation: number
  /** Byte addresses. */
  readonly x: number
  readonly out: number
}

/** Emits the sum of windows at their places, as rows of vectors; needs no scratch. */
export function emitOverlapAdd(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: OverlapAddDescriptor,
  { rows }: Pick<Place, 'rows'>,
): void {
  const { dtype, outer, size, count, inner, length, stride, dilation, x, out } = descriptor
  const bytes = bytesOf(dtype) * inner
  // Windows side by side are one row; so are all elements at one place of them.
  const [runs, width] = stride === 1 ? [1, count * bytes] : [count, bytes]
  const own = { name: `overlap_add_${size}x${count}x${inner}`, rows }
  emitOwnFunction(f, context, own, (to, rowsLocal) => {
    const blocks = emitZeros(to, out, outer, length * bytes, rowsLocal)
    if (count * bytes === 0) return
    const [block, place, run] = [
      to.local('i32', 'block'),
      to.local('i32', 'place'),
      to.local('i32'),
    ]
    const walk = {
      from: to.local('i32', 'from'),
      to: to.local('i32', 'to'),
      piece: to.local('i32'),
    }
    emitFor(to, block, blocks, () => {
      emitFor(to, place, size, () => {
        emitFor(to, run, runs, () => {
          emitAddress(to, x, [
            [block, size * count * bytes],
            [place, count * bytes],
            [run, width],
          ])
          to.set(walk.from)
          emitAddress(to, out, [
            [block, length * bytes],
            [place, dilation * bytes],
            [run, stride * bytes],
          ])
          to.set(walk.to)
          emitAddRow(to, walk, width, additions[dtype])
        })
      })
    })
  })
}

/** Writes the op `overlap_add`. */
export const overlapAddEmitter: RoutineEmitter = {
  ops: ['overlap_add'],
  emit: ({ inputs, output, attributes }, target) => {
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
}
