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
  const load = (address: number): void => {
    f.i32Const(0)
    emitLoad(f, bytes, address)
  }
  /** Where the round that just ended fills a level, moves it up. */
  const carry = (level: number): void => {
    const to = places[level]
    if (!to) return
    emitEvery(f, count, lanes * fold.radix ** level, () => {
      places[level - 1]!.forEach((from, vector) => {
        f.i32Const(0)
        load(to[vector]!)
        load(from)
        f.op(fold.mnemonic)
        emitStore(f, bytes, to[vector]!)
        f.i32Const(0)
        pushConstant(f, 'i32x4', 0)
        emitStore(f, bytes, from)
      })
      carry(level + 1)
    })
  }
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
      carry(1)
    },
    moveUp: () => {},
    finish: () => {
      fold.start(vectors)
      places.forEach((level, i) => {
        level.forEach((address, vector) => {
          load(address)
          fold.setSum(i, vector)
        })
      })
      fold.finish()
    },
  }
}
