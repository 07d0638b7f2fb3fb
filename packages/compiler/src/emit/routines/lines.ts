import type { FunctionBuilder, Local } from '@gradus/wasm'
import { type Count, countOf, type Extent, emitCount } from './loop.ts'

/** A value cut along one axis: `outer` blocks of `size` rows of `inner` elements. */
export interface Lines {
  readonly outer: Extent
  readonly size: number
  readonly inner: number
}

/** Bytes of an element. */
export function bytesOf(dtype: 'f32' | 'f64' | 'i32'): number {
  return dtype === 'f64' ? 8 : 4
}

/** Emits the fill of as many blocks as there are with zero bytes. */
export function emitZeros(
  f: FunctionBuilder,
  address: number,
  outer: Extent,
  blockBytes: number,
  rows: Local,
): Count {
  const count = countOf(outer, rows)
  f.i32Const(address)
  f.i32Const(0)
  if (typeof count === 'number') f.i32Const(count * blockBytes)
  else {
    emitCount(f, count)
    f.i32Const(blockBytes)
    f.op('i32.mul')
  }
  f.op('memory.fill')
  return count
}
