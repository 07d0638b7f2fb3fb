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
import { laneOf, pushConstant } from './lanes.ts'
import type { Nest } from './nest.ts'
import type { RecordedReduction } from './recording.ts'
import type { Lane } from './tape.ts'
import type { Writer } from './writer.ts'

/** Combines terms lane by lane: sums, products and maxima. */
export class FoldReducer implements Reducer {
  readonly levels: number
  readonly radix: number
  readonly #writer: Writer
  readonly #f: FunctionBuilder
  readonly #recorded: RecordedReduction
  readonly #nest: Nest
  readonly #lane: Lane
  readonly #fold: keyof typeof combine
  #sums: Local[][] = []

  constructor(writer: Writer, recorded: RecordedReduction, nest: Nest, fold: keyof typeof combine) {
    const { order, dtype } = recorded.reduction
    // Only sums have levels.
    this.levels = fold === 'sum' ? order.levels : 1
    this.radix = order.radix
    this.#writer = writer
    this.#f = writer.f
    this.#recorded = recorded
    this.#nest = nest
    this.#lane = laneOf[dtype]
    this.#fold = fold
  }

  start(vectors: number): void {
    const take = (): Local => this.#writer.pool.take('v128')
    this.#sums = range(this.levels).map(() => range(vectors).map(take))
    for (const level of this.#sums) for (const sum of level) this.#empty(sum)
  }

  take(vector: number): void {
    const sum = this.#sums[0]![vector]!
    this.#f.get(sum)
    pushMasked(this.#writer, this.#recorded.value, vector, this.#lane, this.#identity())
    this.#f.op(this.mnemonic())
    this.#f.set(sum)
  }

  moveUp(level: number): void {
    this.#sums[level]!.forEach((from, vector) => {
      const to = this.#sums[level + 1]![vector]!
      this.#add(to, from)
      this.#empty(from)
    })
  }

  finish(): void {
    for (let level = 0; level < this.levels - 1; level++) this.moveUp(level)
    const sums = this.#sums.at(-1)!
    if (hasPartialLanes(this.#nest)) this.#addLanes(sums)
    storeResults(this.#writer, this.#recorded, sums)
  }

  /** Halves the lanes until one is left; vectors first, then the lanes of the last one. */
  #addLanes(sums: readonly Local[]): void {
    let half = 1
    while (half * 2 < sums.length) half *= 2
    for (; half >= 1; half >>= 1) {
      for (let i = 0; i < half; i++) if (sums[i + half]) this.#add(sums[i]!, sums[i + half]!)
    }
    for (let lanes = this.#nest.width >> 1; lanes >= 1; lanes >>= 1) {
      const [sum] = sums as [Local]
      this.#f.get(sum)
      pushRotated(this.#f, sum, lanes * this.#recorded.width)
      this.#f.op(this.mnemonic())
      this.#f.set(sum)
    }
  }

  /** Pushes a vector that changes nothing. */
  pushIdentity(): void {
    pushConstant(this.#f, this.#lane, this.#identity())
  }

  /** Sets an accumulator to the vector on the stack. */
  setSum(level: number, vector: number): void {
    this.#f.set(this.#sums[level]![vector]!)
  }

  #add(to: Local, from: Local): void {
    if (to === from) return
    this.#f.get(to)
    this.#f.get(from)
    this.#f.op(this.mnemonic())
    this.#f.set(to)
  }

  #empty(sum: Local): void {
    this.pushIdentity()
    this.#f.set(sum)
  }

  /** The instruction that combines two partial results. */
  mnemonic(): (typeof combine)[keyof typeof combine][Lane][0] {
    return combine[this.#fold][this.#lane][0]
  }

  #identity(): number {
    return combine[this.#fold][this.#lane][1]
  }
}
