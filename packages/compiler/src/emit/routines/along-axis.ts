import type { OpAttributes } from '@gradus/ops'
import type { FunctionBuilder } from '@gradus/wasm'
import type { Operand } from '../../loop/loop.ts'
import { emitOwnFunction, type Place, type RoutineContext } from './context.ts'
import { bytesOf, emitZeros, type Lines } from './lines.ts'
import { emitAddress, emitAdvance, emitFor } from './loop.ts'
import { alongAxis, numberOf, scaledRows } from './operands.ts'
import type { RoutineEmitter } from './routine-emitter.ts'

/** Updates `[outer, size, inner]` that are added along an axis of `outSize` by their indices. */
export interface AddAlongDescriptor extends Lines {
  readonly dtype: 'f32' | 'f64' | 'i32'
  /** Byte addresses; indices are i32, and those outside are passed over. */
  readonly updates: number
  readonly indices: number
  readonly out: number
  readonly outSize: number
}

/** Emits the sum of elements by index, in the order of the updates; needs no scratch. */
export function emitAddAlong(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: AddAlongDescriptor,
  { rows }: Pick<Place, 'rows'>,
): void {
  const { dtype, outer, size, inner, updates, indices, out, outSize } = descriptor
  const bytes = bytesOf(dtype)
  const own = { name: `add_along_${size}x${inner}`, rows }
  emitOwnFunction(f, context, own, (to, rowsLocal) => {
    const blocks = emitZeros(to, out, outer, outSize * inner * bytes, rowsLocal)
    const local = (name: string) => to.local('i32', name)
    const [block, place, column] = [local('block'), local('place'), local('column')]
    const [at, index, target] = [local('at'), local('index'), local('target')]
    emitFor(to, block, blocks, () => {
      emitFor(to, place, size, () => {
        emitFor(to, column, inner, () => {
          emitAddress(to, indices, [[at, 4]])
          to.load('i32.load')
          to.tee(index)
          to.i32Const(outSize)
          to.op('i32.lt_u')
          to.if(() => {
            emitAddress(to, out, [
              [block, outSize * inner * bytes],
              [index, inner * bytes],
              [column, bytes],
            ])
            to.tee(target)
            to.get(target)
            to.load(`${dtype}.load`)
            emitAddress(to, updates, [[at, bytes]])
            to.load(`${dtype}.load`)
            to.op(`${dtype}.add`)
            to.store(`${dtype}.store`)
          })
          emitAdvance(to, at, 1)
        })
      })
    })
  })
}

/** Writes the op `add_along_axis`. */
export const addAlongAxisEmitter: RoutineEmitter = {
  ops: ['add_along_axis'],
  emit: ({ inputs, output, attributes }, target) => {
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
}
