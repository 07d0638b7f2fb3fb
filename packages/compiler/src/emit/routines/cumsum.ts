import type { OpAttributes } from '@gradus/ops'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { Operand } from '../../loop/loop.ts'
import { emitLoad, emitStore } from '../memory-access.ts'
import { emitOwnFunction, type Place, type RoutineContext } from './context.ts'
import { bytesOf, type Lines } from './lines.ts'
import { countOf, emitAddress, emitAdvance, emitFor, emitUntil } from './loop.ts'
import { alongAxis, numberOf, scaledRows } from './operands.ts'
import { additions, emitStraight, TURN_BYTES } from './pieces.ts'
import type { RoutineEmitter } from './routine-emitter.ts'

/** Sums along an axis so far: each row of a block is itself plus the row before it in `out`. */
export interface CumsumDescriptor extends Lines {
  readonly dtype: 'f32' | 'f64' | 'i32'
  /** Byte addresses of `[outer, size, inner]`. */
  readonly x: number
  readonly out: number
  /** Whether the last row comes first. */
  readonly isReverse: boolean
}

/** Emits running sums, with vectors along the inner elements; needs no scratch. */
export function emitCumsum(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: CumsumDescriptor,
  { rows }: Pick<Place, 'rows'>,
): void {
  const { dtype, outer, size, inner, isReverse } = descriptor
  if (size * inner === 0) return
  const own = { name: `cumsum_${size}x${inner}`, rows }
  emitOwnFunction(f, context, own, (to, rowsLocal) => {
    const rowBytes = inner * bytesOf(dtype)
    const local = (name: string): Local => to.local('i32', name)
    const walk = { block: local('block'), start: local('start'), at: local('at') }
    const steps = { ...walk, step: local('step'), sums: vectors(to), descriptor }
    emitFor(to, walk.block, countOf(outer, rowsLocal), () => {
      emitAddress(to, isReverse ? (size - 1) * rowBytes : 0, [[walk.block, size * rowBytes]])
      to.set(walk.start)
      const whole = rowBytes - (rowBytes % TURN_BYTES)
      if (whole > 0) {
        const column = local('column')
        to.i32Const(0)
        to.set(column)
        emitUntil(to, column, TURN_BYTES, whole, () => {
          emitColumns(to, steps, TURN_BYTES)
          emitAdvance(to, walk.start, TURN_BYTES)
        })
      }
      if (rowBytes > whole) emitColumns(to, steps, rowBytes - whole)
    })
  })
}

interface Steps {
  readonly start: Local
  readonly at: Local
  readonly step: Local
  readonly sums: (index: number) => Local
  readonly descriptor: CumsumDescriptor
}

/** Emits all steps of a few columns, whose sums stay in registers. */
function emitColumns(f: FunctionBuilder, steps: Steps, bytes: number): void {
  const { start, at, step, sums, descriptor } = steps
  const { dtype, x, out, size, inner, isReverse } = descriptor
  const pieces: { readonly piece: number; readonly offset: number }[] = []
  emitStraight(0, bytes, (piece, offset) => void pieces.push({ piece, offset }))
  pieces.forEach((_, i) => {
    f.v128Const('i32x4', [0, 0, 0, 0])
    f.set(sums(i))
  })
  f.get(start)
  f.set(at)
  emitFor(f, step, size, () => {
    pieces.forEach(({ piece, offset }, i) => {
      f.get(sums(i))
      f.get(at)
      emitLoad(f, piece, x + offset)
      f.op(additions[dtype])
      f.set(sums(i))
      f.get(at)
      f.get(sums(i))
      emitStore(f, piece, out + offset)
    })
    emitAdvance(f, at, (isReverse ? -1 : 1) * inner * bytesOf(dtype))
  })
}

/** Vector locals by number, declared when they are first asked for. */
function vectors(f: FunctionBuilder): (index: number) => Local {
  const known: Local[] = []
  return (index) => {
    while (known.length <= index) known.push(f.local('v128'))
    return known[index]!
  }
}

/** Writes the op `cumsum`. */
export const cumsumEmitter: RoutineEmitter = {
  ops: ['cumsum'],
  emit: ({ inputs, output, attributes }, target) => {
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
}
