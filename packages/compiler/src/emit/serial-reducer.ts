import type { FunctionBuilder, Local } from '@gradus/wasm'
import { type Reducer, range } from './accumulators.ts'
import type { FoldReducer } from './fold-reducer.ts'
import { pushConstant } from './lanes.ts'
import { emitLoad, emitStore } from './memory-access.ts'
import type { RecordedReduction } from './recording.ts'
import { emitAdvance, emitEvery } from './routines/loop.ts'
import type { Writer } from './writer.ts'

/** Brings one term at a time into the lane that is due, in memory at `scratch`. */
export function serialReducer(
  writer: Writer,
  { value, width, reduction }: RecordedReduction,
  fold: FoldReducer,
  lanesOfVector: 2 | 4,
  scratch: number,
): Reducer {
  const { f, pool } = writer
  const { lanes } = reduction.order
  const vectors = lanes / lanesOfVector
  // 16, or 8 where two f32 stand next to f64.
  const bytes = lanesOfVector * width
  const count = pool.take('i32')
  const places = range(fold.levels).map((level) =>
    range(vectors).map((vector) => scratch + (level * vectors + vector) * bytes),
  )
  const parts: Parts = { f, bytes, count, lanes, places, fold }
  return {
    levels: fold.levels,
    // A round is one term here; moving up is due after 16 times as many.
    radix: fold.radix,
    start: () => {
      f.i32Const(0)
      f.set(count)
      for (const address of places.flat()) {
        f.i32Const(0)
        fold.pushIdentity()
        f.store('v128.store', address)
      }
    },
    take: () => {
      const at = pool.take('i32')
      f.get(count)
      f.i32Const(lanes - 1)
      f.op('i32.and')
      f.i32Const(Math.log2(width))
      f.op('i32.shl')
      f.tee(at)
      f.get(at)
      emitLoad(f, width, scratch)
      writer.push(value, 0)
      f.op(fold.mnemonic)
      emitStore(f, width, scratch)
      pool.give(at)
      emitAdvance(f, count, 1)
      emitCarry(parts, 1)
    },
    moveUp: () => {},
    finish: () => {
      fold.start(vectors)
      places.forEach((level, i) => {
        level.forEach((address, vector) => {
          emitLoadAt(parts, address)
          fold.setSum(i, vector)
        })
      })
      fold.finish()
    },
  }
}

/** Partial results in memory, and how they are combined. */
interface Parts {
  readonly f: FunctionBuilder
  /** Of a vector. */
  readonly bytes: number
  /** The terms so far. */
  readonly count: Local
  readonly lanes: number
  /** The addresses of vectors, by level. */
  readonly places: readonly (readonly number[])[]
  readonly fold: FoldReducer
}

function emitLoadAt({ f, bytes }: Parts, address: number): void {
  f.i32Const(0)
  emitLoad(f, bytes, address)
}

/** Where the term that was just taken fills a level, moves it up. */
function emitCarry(parts: Parts, level: number): void {
  const { f, bytes, count, lanes, places, fold } = parts
  const to = places[level]
  if (!to) return
  emitEvery(f, count, lanes * fold.radix ** level, () => {
    places[level - 1]!.forEach((from, vector) => {
      f.i32Const(0)
      emitLoadAt(parts, to[vector]!)
      emitLoadAt(parts, from)
      f.op(fold.mnemonic)
      emitStore(f, bytes, to[vector]!)
      f.i32Const(0)
      pushConstant(f, 'i32x4', 0)
      emitStore(f, bytes, from)
    })
    emitCarry(parts, level + 1)
  })
}
