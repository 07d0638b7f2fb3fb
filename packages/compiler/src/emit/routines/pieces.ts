import type { FunctionBuilder, Local, PlainMnemonic } from '@gradus/wasm'
import { emitLoad, emitStore } from '../memory-access.ts'
import { emitAdvance, emitUntil } from './loop.ts'

/** Bytes that one turn of a loop over a long row handles. */
export const TURN_BYTES = 64

/** The locals of a walk along two rows at once. */
export interface PieceWalk {
  readonly from: Local
  readonly to: Local
  /** Counts the bytes of long rows. */
  readonly piece: Local
}

/** Emits `handle` for all pieces of a row, 16, 8 or 4 bytes each; uses up `from` and `to`. */
export function emitPieces(
  f: FunctionBuilder,
  walk: PieceWalk,
  bytes: number,
  handle: (piece: number, offset: number) => void,
): void {
  const looped = bytes < 4 * TURN_BYTES ? 0 : bytes - (bytes % TURN_BYTES)
  if (looped > 0) {
    f.i32Const(0)
    f.set(walk.piece)
    emitUntil(f, walk.piece, TURN_BYTES, looped, () => {
      emitStraight(0, TURN_BYTES, handle)
      for (const pointer of [walk.from, walk.to]) emitAdvance(f, pointer, TURN_BYTES)
    })
  }
  emitStraight(0, bytes - looped, handle)
}

/** Emits `handle` for the pieces between two offsets, wide ones first. */
export function emitStraight(
  start: number,
  bytes: number,
  handle: (piece: number, offset: number) => void,
): void {
  let offset = start
  for (const piece of [16, 8, 4]) {
    while (bytes - offset >= piece) {
      handle(piece, offset)
      offset += piece
    }
  }
}

/** The additions of pieces, by the type of their elements. */
export const additions: Readonly<Record<'f32' | 'f64' | 'i32', PlainMnemonic>> = {
  f32: 'f32x4.add',
  f64: 'f64x2.add',
  i32: 'i32x4.add',
}

/** Emits `to += from` for rows of that many bytes; uses up both pointers. */
export function emitAddRow(
  f: FunctionBuilder,
  walk: PieceWalk,
  bytes: number,
  addition: PlainMnemonic,
): void {
  emitPieces(f, walk, bytes, (piece, offset) => {
    f.get(walk.to)
    f.get(walk.to)
    emitLoad(f, piece, offset)
    f.get(walk.from)
    emitLoad(f, piece, offset)
    f.op(addition)
    emitStore(f, piece, offset)
  })
}
