import type { Local } from '@gradus/wasm'
import { type Reducer, range } from './accumulators.ts'
import type { FoldReducer } from './fold-reducer.ts'
import type { RecordedReduction } from './recorder.ts'
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
    f.i32Const(Math.log2(this.#lane().bytes))
    f.op('i32.shl')
    f.tee(at)
    f.get(at)
    f.load(this.#lane().load, this.#scratch, 2)
    this.#writer.push(this.#recorded.value, 0)
    f.op(this.#fold.mnemonic())
    f.accessLane(this.#lane().store, 0, this.#scratch, 2)
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
        f.load(this.#isWhole() ? 'v128.load' : 'v128.load64_zero', address, 2)
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
        const load = this.#isWhole() ? 'v128.load' : 'v128.load64_zero'
        f.i32Const(0)
        f.i32Const(0)
        f.load(load, to[vector]!, 2)
        f.i32Const(0)
        f.load(load, from, 2)
        f.op(this.#fold.mnemonic())
        this.#storeVector(to[vector]!)
        f.i32Const(0)
        f.v128Const('i32x4', [0, 0, 0, 0])
        this.#storeVector(from)
      })
      this.#carry(level + 1)
    })
  }

  #storeVector(address: number): void {
    const { f } = this.#writer
    if (this.#isWhole()) f.store('v128.store', address, 2)
    else f.accessLane('v128.store64_lane', 0, address, 2)
  }

  /** Whether a vector of lanes has 16 bytes; two f32 next to f64 have 8. */
  #isWhole(): boolean {
    return (this.#recorded.reduction.order.lanes / this.#vectors) * this.#lane().bytes === 16
  }

  #addresses(level: number): number[] {
    const { lanes } = this.#recorded.reduction.order
    const bytes = (lanes / this.#vectors) * this.#lane().bytes
    const start = this.#scratch + level * lanes * this.#lane().bytes
    return range(this.#vectors).map((vector) => start + vector * bytes)
  }

  #lane(): (typeof laneAccess)[4 | 8] {
    return laneAccess[this.#recorded.width]
  }
}

const laneAccess = {
  4: { bytes: 4, load: 'v128.load32_zero', store: 'v128.store32_lane' },
  8: { bytes: 8, load: 'v128.load64_zero', store: 'v128.store64_lane' },
} as const
