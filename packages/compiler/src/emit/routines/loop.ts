import type { FunctionBuilder, Local } from '@gradus/wasm'

/** A number known now, or an i32 known at run time. */
export type Count = number | Local

/** Emits the value of a count. */
export function emitCount(f: FunctionBuilder, count: Count): void {
  if (typeof count === 'number') f.i32Const(count)
  else f.get(count)
}

/** The size of an axis; with `rows`, the capacity of an axis whose count is known at run time. */
export interface Extent {
  readonly size: number
  readonly rows?: true
}

/** How many of an axis there are, given the local that holds the count of rows. */
export function countOf(extent: Extent, rows: Local): Count {
  return extent.rows ? rows : extent.size
}

/** Emits `local += amount`. */
export function emitAdvance(f: FunctionBuilder, local: Local, amount: number): void {
  if (amount === 0) return
  f.get(local)
  f.i32Const(amount)
  f.op('i32.add')
  f.set(local)
}

/** Emits `body` for counts that a period, a power of 2, divides. */
export function emitEvery(
  f: FunctionBuilder,
  count: Local,
  period: number,
  body: () => void,
): void {
  f.get(count)
  f.i32Const(period - 1)
  f.op('i32.and')
  f.op('i32.eqz')
  f.if(body)
}

/** A part of an address: `index` steps of `stride` bytes; no index is index 0. */
export type AddressTerm = readonly [index: Local | undefined, stride: number]

/** Emits the sum of a base address and strided indices. */
export function emitAddress(f: FunctionBuilder, base: Count, terms: readonly AddressTerm[]): void {
  emitCount(f, base)
  for (const [index, stride] of terms) {
    if (index === undefined || stride === 0) continue
    f.get(index)
    if (stride !== 1) {
      f.i32Const(stride)
      f.op('i32.mul')
    }
    f.op('i32.add')
  }
}

/** Emits `body` while another `width` fits between `index` and `limit`; then `index += width`. */
export function emitWhileFits(
  f: FunctionBuilder,
  index: Local,
  width: number,
  limit: Count,
  body: () => void,
): void {
  f.block((done) => {
    f.loop((again) => {
      f.get(index)
      if (width !== 1) {
        f.i32Const(width)
        f.op('i32.add')
      }
      emitCount(f, limit)
      f.op(width === 1 ? 'i32.ge_u' : 'i32.gt_u')
      f.brIf(done)
      body()
      emitAdvance(f, index, width)
      f.br(again)
    })
  })
}

/** Emits `body` for `index` 0, 1, … below `count`. */
export function emitFor(f: FunctionBuilder, index: Local, count: Count, body: () => void): void {
  f.i32Const(0)
  f.set(index)
  emitWhileFits(f, index, 1, count, body)
}

/** Emits `body` at least once, until `index`, which grows by `width`, is at `end`. */
export function emitUntil(
  f: FunctionBuilder,
  index: Local,
  width: number,
  end: number,
  body: () => void,
): void {
  f.loop((again) => {
    body()
    f.get(index)
    f.i32Const(width)
    f.op('i32.add')
    f.tee(index)
    f.i32Const(end)
    f.op('i32.ne')
    f.brIf(again)
  })
}
