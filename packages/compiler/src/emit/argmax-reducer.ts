import type { FunctionBuilder, Local } from '@gradus/wasm'
import {
  combine,
  hasPartialLanes,
  pushMasked,
  pushRotated,
  type Reducer,
  range,
  storeResults,
} from './accumulators.ts'
import { evenWords, laneOf, pushConstant } from './lanes.ts'
import type { Nest } from './nest.ts'
import type { RecordedReduction } from './recording.ts'
import type { Lane } from './tape.ts'
import type { Writer } from './writer.ts'

/** Keeps the greatest value and its index in each lane; ties go to the lower index. */
export class ArgmaxReducer implements Reducer {
  readonly levels = 1
  readonly radix = 1
  readonly #writer: Writer
  readonly #f: FunctionBuilder
  readonly #recorded: RecordedReduction
  readonly #nest: Nest
  #best: Local[] = []
  #indices: Local[] = []

  constructor(writer: Writer, recorded: RecordedReduction, nest: Nest) {
    this.#writer = writer
    this.#f = writer.f
    this.#recorded = recorded
    this.#nest = nest
  }

  start(vectors: number): void {
    const { pool } = this.#writer
    this.#best = range(vectors).map(() => pool.take('v128'))
    this.#indices = range(vectors).map(() => pool.take('v128'))
    for (const best of this.#best) {
      pushConstant(this.#f, this.#lane(), combine.max[this.#lane()][1])
      this.#f.set(best)
    }
    for (const index of this.#indices) {
      pushConstant(this.#f, 'i32x4', 0)
      this.#f.set(index)
    }
  }

  take(vector: number): void {
    const { pool } = this.#writer
    const [value, index, wins] = [pool.take('v128'), pool.take('v128'), pool.take('v128')]
    pushMasked(
      this.#writer,
      this.#recorded.value,
      vector,
      this.#lane(),
      combine.max[this.#lane()][1],
    )
    this.#f.set(value)
    this.#writer.push(this.#recorded.index, vector)
    this.#f.set(index)
    this.#pushIsGreater(value, this.#best[vector]!)
    this.#f.set(wins)
    this.#replace(vector, value, index, wins)
    for (const local of [value, index, wins]) pool.give(local)
  }

  moveUp(): void {}

  finish(): void {
    if (hasPartialLanes(this.#nest)) this.#combineLanes()
    storeResults(this.#writer, this.#recorded, this.#indices)
  }

  #lane(): Lane {
    return laneOf[this.#recorded.dtype]
  }

  #combineLanes(): void {
    for (let vector = 1; vector < this.#best.length; vector++) {
      this.#combine(this.#best[vector]!, this.#indices[vector]!)
    }
    const { pool } = this.#writer
    const [value, index] = [pool.take('v128'), pool.take('v128')]
    const bytes = this.#lane() === 'f64x2' ? 8 : 4
    for (let lanes = this.#nest.width >> 1; lanes >= 1; lanes >>= 1) {
      pushRotated(this.#f, this.#best[0]!, lanes * bytes)
      this.#f.set(value)
      pushRotated(this.#f, this.#indices[0]!, lanes * 4)
      this.#f.set(index)
      this.#combine(value, index)
    }
    pool.give(value)
    pool.give(index)
  }

  /** Brings another vector of candidates into the first one. */
  #combine(value: Local, index: Local): void {
    const best = this.#best[0]!
    const wins = this.#writer.pool.take('v128')
    this.#pushIsGreater(value, best)
    this.#pushIsGreater(best, value)
    this.#f.op('v128.not')
    this.#f.get(index)
    this.#f.get(this.#indices[0]!)
    this.#f.op('i32x4.lt_s')
    if (this.#lane() === 'f64x2') this.#f.op('i64x2.extend_low_i32x4_s')
    this.#f.op('v128.and')
    this.#f.op('v128.or')
    this.#f.set(wins)
    this.#replace(0, value, index, wins)
    this.#writer.pool.give(wins)
  }

  #replace(vector: number, value: Local, index: Local, wins: Local): void {
    const pairs: [Local, Local][] = [
      [this.#best[vector]!, value],
      [this.#indices[vector]!, index],
    ]
    for (const [old, other] of pairs) {
      this.#f.get(other)
      this.#f.get(old)
      this.#f.get(wins)
      if (old === this.#indices[vector] && this.#lane() === 'f64x2') {
        this.#f.get(wins)
        this.#f.shuffle(evenWords)
      }
      this.#f.op('v128.bitselect')
      this.#f.set(old)
    }
  }

  /** Whether a is greater, or the only NaN of the two. */
  #pushIsGreater(a: Local, b: Local): void {
    const f = this.#f
    const lane = this.#lane()
    f.get(a)
    f.get(b)
    if (lane === 'i32x4') {
      f.op('i32x4.gt_s')
      return
    }
    f.op(`${lane}.gt`)
    f.get(a)
    f.get(a)
    f.op(`${lane}.ne`)
    f.get(b)
    f.get(b)
    f.op(`${lane}.eq`)
    f.op('v128.and')
    f.op('v128.or')
  }
}
