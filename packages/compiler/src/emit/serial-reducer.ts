import type { Local } from '@gradus/wasm'
import { type Reducer, range } from './accumulators.ts'
import type { FoldReducer } from './fold-reducer.ts'
import { pushConstant } from './lanes.ts'
import { emitLoad, emitStore } from './memory-access.ts'
import type { RecordedReduction } from './recording.ts'
import type { Writer } from './writer.ts'

/** Brings one term at a time into the lane that is due, in memory. */
export class SerialReducer implements Reducer {
  readonly levels: number
  readonly radix: number
  readonly #writer: Writer
  readonly #recorded: RecordedReduction
  readonly #fold: FoldReducer
  readonly #vectors: number
  readonly #scratch: number
  #count: Local | undefined

  constructor(
    writer: Writer,
    recorded: RecordedReduction,
    fold: FoldReducer,
    width: 2 | 4,
    scratch: number,
  ) {
    this.levels = fold.levels
    // A round is one term here; moving up is due after 16 times as many.
    this.radix = fold.radix
    this.#writer = writer
    this.#recorded = recorded
    this.#fold = fold
    this.#vectors = recorded.reduction.order.lanes / width
    this.#scratch = scratch
  }

  start(): void {
    const { f, pool } = this.#writer
    this.#count = pool.take('i32')
    f.i32Const(0)
    f.set(this.#count)
    const identity = pool.take('v128')
    this.#fold.pushIdentity()
    f.set(identity)
    for (const address of range(this.levels).flatMap((level) => this.#addresses(level))) {
      f.i32Const(0)
      f.get(identity)
      f.store('v128.store', address)
    }
    pool.give(identity)
  }

  take(): void {
    const { f, pool } = this.#writer
    const { lanes } = this.#recorded.reduction.order
    const at = pool.take('i32')
    f.get(this.#count!)
    f.i32Const(lanes - 1)
    f.op('i32.and')
    f.i32Const(Math.log2(this.#recorded.width))
    f.op('i32.shl')
    f.tee(at)
    f.get(at)
    emitLoad(f, this.#recorded.width, this.#scratch)
    this.#writer.push(this.#recorded.value, 0)
    f.op(this.#fold.mnemonic())
    emitStore(f, this.#recorded.width, this.#scratch)
    pool.give(at)
    this.#advance()
  }

  moveUp(): void {}

  finish(): void {
    this.#fold.start(this.#vectors)
    const { f } = this.#writer
    for (const level of range(this.levels)) {
      this.#addresses(level).forEach((address, vector) => {
        f.i32Const(0)
        emitLoad(f, this.#vectorBytes(), address)
        this.#fold.setSum(level, vector)
      })
    }
    this.#fold.finish()
  }

  #advance(): void {
    const { f } = this.#writer
    f.get(this.#count!)
    f.i32Const(1)
    f.op('i32.add')
    f.set(this.#count!)
    this.#carry(1)
  }

  /** Where the round that just ended fills a level, moves it up, in memory. */
  #carry(level: number): void {
    if (level >= this.levels) return
    const { f } = this.#writer
    f.get(this.#count!)
    f.i32Const(this.#recorded.reduction.order.lanes * this.radix ** level - 1)
    f.op('i32.and')
    f.op('i32.eqz')
    f.if(() => {
      const to = this.#addresses(level)
      this.#addresses(level - 1).forEach((from, vector) => {
        const bytes = this.#vectorBytes()
        f.i32Const(0)
        f.i32Const(0)
        emitLoad(f, bytes, to[vector]!)
        f.i32Const(0)
        emitLoad(f, bytes, from)
        f.op(this.#fold.mnemonic())
        emitStore(f, bytes, to[vector]!)
        f.i32Const(0)
        pushConstant(f, 'i32x4', 0)
        emitStore(f, bytes, from)
      })
      this.#carry(level + 1)
    })
  }

  /** The bytes of a vector of lanes: 16, or 8 where two f32 stand next to f64. */
  #vectorBytes(): number {
    const { reduction, width } = this.#recorded
    return (reduction.order.lanes / this.#vectors) * width
  }

  #addresses(level: number): number[] {
    const bytes = this.#vectorBytes()
    const start = this.#scratch + level * this.#vectors * bytes
    return range(this.#vectors).map((vector) => start + vector * bytes)
  }
}
