import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { Reduction, ReductionName } from '../loop/loop.ts'
import { evenWords, laneOf } from './lanes.ts'
import type { Nest } from './nest.ts'
import type { RecordedReduction } from './recorder.ts'
import type { Lane, Value } from './tape.ts'
import type { Writer } from './writer.ts'

// Note [Accumulators] is at the end of this file.

/** Keeps a reduction's accumulators in locals. */
export interface Reducer {
  /** Levels of accumulators; a level is moved up after every `radix` terms. */
  readonly levels: number
  readonly radix: number
  /** Empties the accumulators of `vectors` vectors. */
  start(vectors: number): void
  /** Takes the terms of one vector of the variant that is being written. */
  take(vector: number): void
  /** Adds a level to the next and empties it. */
  moveUp(level: number): void
  /** Brings levels, and lanes where they are partial results, together; then stores. */
  finish(): void
}

/** Makes the accumulators of a reduction. */
export function makeReducer(writer: Writer, recorded: RecordedReduction, nest: Nest): Reducer {
  return reducers[recorded.reduction.op](writer, recorded, nest)
}

/** The same, with the lanes in memory at `scratch` where only there they can be told apart. */
export function makeSerialReducer(
  writer: Writer,
  recorded: RecordedReduction,
  nest: Nest,
  scratch: number,
): Reducer {
  const reducer = makeReducer(writer, recorded, nest)
  // The order of terms matters to sums only.
  const isSum = reducer instanceof FoldReducer && recorded.reduction.op in ordered
  return isSum ? new SerialReducer(writer, recorded, reducer, nest.width, scratch) : reducer
}

const ordered: { readonly [op: string]: true } = { sum: true }

/** Bytes of scratch of a serial reduction. */
export function serialScratchBytes({ order }: Reduction): number {
  return order.lanes * 8 * order.levels
}

type MakeReducer = (writer: Writer, recorded: RecordedReduction, nest: Nest) => Reducer

const reducers: Readonly<Record<ReductionName, MakeReducer>> = {
  sum: (writer, recorded, nest) => new FoldReducer(writer, recorded, nest, 'sum'),
  reduce_max: (writer, recorded, nest) => new FoldReducer(writer, recorded, nest, 'max'),
  argmax: (writer, recorded, nest) => new ArgmaxReducer(writer, recorded, nest),
}

/** How partial results of a fold are combined, and what changes nothing. */
const combine = {
  sum: {
    f64x2: ['f64x2.add', 0],
    f32x4: ['f32x4.add', 0],
    i32x4: ['i32x4.add', 0],
  },
  max: {
    f64x2: ['f64x2.max', Number.NEGATIVE_INFINITY],
    f32x4: ['f32x4.max', Number.NEGATIVE_INFINITY],
    i32x4: ['i32x4.max_s', -(2 ** 31)],
  },
} as const

/** Adds one term at a time to the lane that is due, in memory. */
class SerialReducer implements Reducer {
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
    const zero = pool.take('v128')
    f.v128Const('i32x4', [0, 0, 0, 0])
    f.set(zero)
    for (const address of range(this.levels).flatMap((level) => this.#addresses(level))) {
      f.i32Const(0)
      f.get(zero)
      f.store('v128.store', address)
    }
    pool.give(zero)
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

class FoldReducer implements Reducer {
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
    // Only sums depend on the order of their terms.
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
    pushConstant(this.#f, this.#lane, this.#identity())
    this.#f.set(sum)
  }

  /** The instruction that combines two partial results. */
  mnemonic(): (typeof combine)['sum' | 'max'][Lane][0] {
    return combine[this.#fold][this.#lane][0]
  }

  #identity(): number {
    return combine[this.#fold][this.#lane][1]
  }
}

/** Keeps the greatest value and its index in each lane; ties go to the lower index. */
class ArgmaxReducer implements Reducer {
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

/** Pushes a value with the identity in the lanes outside of the domain. */
function pushMasked(
  writer: Writer,
  value: Value,
  vector: number,
  lane: Lane,
  identity: number,
): void {
  const mask = writer.variant.masks?.[vector]
  writer.push(value, vector)
  if (!mask) return
  if (identity !== 0) pushConstant(writer.f, lane, identity)
  writer.f.get(lane === 'f64x2' ? mask.pairs : mask.words)
  writer.f.op(identity === 0 ? 'v128.and' : 'v128.bitselect')
}

/** Whether the lanes hold parts of one result, and not results of their own. */
function hasPartialLanes({ isSerial, vectorDepth, reducedDepth }: Nest): boolean {
  return isSerial || (vectorDepth >= reducedDepth && vectorDepth >= 0)
}

function pushConstant(f: FunctionBuilder, lane: Lane, value: number): void {
  f.v128Const(lane, new Array<number>(lane === 'f64x2' ? 2 : 4).fill(value))
}

/** Pushes a vector turned by a number of bytes, so that lane j holds what was further up. */
function pushRotated(f: FunctionBuilder, vector: Local, bytes: number): void {
  f.get(vector)
  f.get(vector)
  f.shuffle(range(16).map((i) => (i + bytes) % 16))
}

function storeResults(
  writer: Writer,
  recorded: RecordedReduction,
  results: readonly Local[],
): void {
  const count = recorded.address.step === 0 ? 1 : results.length
  for (let vector = 0; vector < count; vector++) {
    writer.storeLocal(recorded, results[vector]!, vector)
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

// Note [Accumulators]
//
// A reduction along the vector axis has 16 partial results, as many vectors as hold them.
// Vectors past the end of a short axis are left out: they would be zero, and adding +0 to a
// sum that is never -0 changes nothing. A reduction along another axis has one accumulator
// for each vector of the round. Where it does not vary along the vector axis at all, every
// lane holds the same and lane 0 is stored.
//
// A sum over several axes that do not lie evenly in memory meets the lanes in an order that
// no vector follows when its lines are not a multiple of 16 long. Its partial results are in
// memory then, and terms are added one by one: slow, right, and rare, since the lowering
// stores what is summed first whenever that makes it lie evenly.
