import { internalError } from '@gradus/diagnostics'
import { hasTrait } from '@gradus/ops'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { Extent, LoopKernel } from '../loop/loop.ts'
import type { Reducer } from './accumulators.ts'
import type { LocalPool } from './locals.ts'
import { type Nest, planNest } from './nest.ts'
import { type RecorderContext, recordKernel } from './recorder.ts'
import type { Recording } from './recording.ts'
import { makeReducer, makeSerialReducer, serialScratchBytes } from './reducers.ts'
import { emitAdvance, emitEvery } from './routines/loop.ts'
import { type Mask, type Variant, Writer } from './writer.ts'

// Note [Rounds] is at the end of this file.

/** Where a kernel is written. */
export interface KernelTarget {
  readonly f: FunctionBuilder
  readonly pool: LocalPool
  /** The count of rows. */
  readonly rows: Local | undefined
  /** The address of `loopScratchBytes` bytes. */
  readonly scratch: number
}

/** Bytes that a kernel needs for itself while it runs. */
export function loopScratchBytes(kernel: LoopKernel): number {
  if (!planNest(kernel).isSerial) return 0
  return kernel.reductions.reduce((sum, reduction) => sum + serialScratchBytes(reduction), 0)
}

/** Vectors whose instructions alternate, so that one's latency hides behind the others'. */
const interleaved = 4
/** The same where partial results of sums and several values at the end need registers too. */
const interleavedWithSums = 2

/** Writes a kernel into a function; returns a measure of its length. */
export function emitKernel(
  kernel: LoopKernel,
  target: KernelTarget,
  context: RecorderContext,
): number {
  const nest = planNest(kernel)
  const recording = recordKernel(kernel, nest, context)
  let length = 0
  target.pool.scope(() => {
    length = new KernelWriter(nest, recording, target).write()
  })
  return length
}

class KernelWriter {
  readonly #nest: Nest
  readonly #recording: Recording
  readonly #f: FunctionBuilder
  readonly #pool: LocalPool
  readonly #rows: Local | undefined
  readonly #writer: Writer
  readonly #reducers: readonly Reducer[]
  /** Rounds done, where accumulators have levels. */
  #round: Local | undefined
  readonly #interleaved: number
  #full: Variant

  constructor(nest: Nest, recording: Recording, { f, pool, rows, scratch }: KernelTarget) {
    this.#nest = nest
    this.#recording = recording
    this.#f = f
    this.#pool = pool
    this.#rows = rows
    const { tape, stores, reductions, pointers } = recording
    const outputs = [
      ...stores.map(({ value }) => value),
      ...reductions.flatMap(({ value, index, reduction }) =>
        hasTrait(reduction.op, 'index') ? [value, index] : [value],
      ),
    ]
    const shape = { width: nest.width, pointers: pointers.length, rows }
    this.#writer = new Writer(f, pool, tape, outputs, shape)
    for (const [i, { start }] of pointers.entries()) this.#writer.setPointer(i, start)
    let free = scratch
    this.#reducers = reductions.map((recorded) => {
      if (!nest.isSerial) return makeReducer(this.#writer, recorded, nest)
      const place = free
      free += serialScratchBytes(recorded.reduction)
      return makeSerialReducer(this.#writer, recorded, nest, place)
    })
    const isCrowded = nest.vectorDepth >= nest.reducedDepth && outputs.length > 1
    this.#interleaved = isCrowded ? interleavedWithSums : interleaved
    this.#full = { vectors: nest.vectorDepth < 0 ? 1 : nest.group, start: 0 }
  }

  write(): number {
    this.#writer.level(0, 0, 1)
    this.#loops(0)
    return this.#writer.lineCount * this.#full.vectors
  }

  #loops(depth: number): void {
    const { reducedDepth, order } = this.#nest
    const isReducing = this.#reducers.length > 0 && depth === reducedDepth
    if (isReducing) this.#startReduction()
    if (depth === order.length) this.#point()
    else if (depth === this.#nest.vectorDepth) this.#vectorLoop(depth)
    else this.#countedLoop(depth)
    if (isReducing) for (const reducer of this.#reducers) reducer.finish()
  }

  /** What happens inside of a loop: its own lines, then the loops inside. */
  #inside(depth: number): void {
    this.#pool.scope(() => {
      if (depth + 1 < this.#nest.order.length) this.#writer.level(depth + 1)
      this.#loops(depth + 1)
    })
  }

  /** The innermost lines, stores and terms of reductions, a few vectors at a time. */
  #point(): void {
    const depth = this.#nest.order.length
    const { vectors } = this.#writer.variant
    for (let first = 0; first < vectors; first += this.#interleaved) {
      const end = Math.min(vectors, first + this.#interleaved)
      if (depth > 0) this.#writer.level(depth, first, end)
      for (let vector = first; vector < end; vector++) {
        for (const store of this.#recording.stores) {
          if (store.address.step !== 0 || vector === 0) this.#writer.store(store, vector)
        }
      }
      for (const reducer of this.#reducers) {
        for (let vector = first; vector < end; vector++) reducer.take(vector)
      }
    }
    if (this.#reducers.length > 0 && !this.#nest.isSerial) this.#carry()
  }

  #startReduction(): void {
    const { vectorDepth, reducedDepth } = this.#nest
    const vectors =
      vectorDepth >= reducedDepth ? this.#reductionVectors() : this.#writer.variant.vectors
    for (const reducer of this.#reducers) reducer.start(vectors)
    if (!this.#reducers.some(({ levels }) => levels > 1)) return
    this.#round = this.#pool.take('i32')
    this.#f.i32Const(0)
    this.#f.set(this.#round)
  }

  /** Vectors of partial results that a reduction along the vector axis needs. */
  #reductionVectors(): number {
    const { axes, vectorDepth, width, group } = this.#nest
    const { size, rows } = axes[vectorDepth]!.extent
    return rows === undefined ? Math.min(group, Math.max(1, Math.ceil(size / width))) : group
  }

  /** After every `radix` rounds a level of accumulators goes into the next one. */
  #carry(): void {
    const round = this.#round
    if (!round) return
    emitAdvance(this.#f, round, 1)
    for (const reducer of this.#reducers) this.#carryLevels(reducer, round, 1)
  }

  #carryLevels(reducer: Reducer, round: Local, level: number): void {
    if (level >= reducer.levels) return
    emitEvery(this.#f, round, reducer.radix ** level, () => {
      reducer.moveUp(level - 1)
      this.#carryLevels(reducer, round, level + 1)
    })
  }

  /** A loop over an axis, one element at a time. */
  #countedLoop(depth: number): void {
    const { extent } = this.#nest.axes[depth]!
    if (extent.rows === undefined && extent.size === 0) return
    if (extent.rows === undefined && extent.size === 1) {
      this.#inside(depth)
      return
    }
    this.#withPointers(depth, 1, extent.size, (advance) => {
      this.#repeat(
        () => this.#pushCount(extent),
        extent.rows === undefined,
        () => {
          this.#inside(depth)
          advance()
        },
      )
    })
  }

  #vectorLoop(depth: number): void {
    const { axes, width, group } = this.#nest
    const { size, rows } = axes[depth]!.extent
    const outer = this.#writer.variant
    if (rows !== undefined) this.#runTimeRounds(depth, axes[depth]!.extent)
    else {
      const vectors = Math.floor(size / width)
      const partial = size % width
      const rounds = Math.floor(vectors / group)
      if (rounds > 0) this.#fullRounds(depth, rounds)
      const rest = (vectors % group) + (partial > 0 ? 1 : 0)
      if (rest > 0) {
        const start = rounds * group * width
        const masks = new Array<Mask | undefined>(rest).fill(undefined)
        if (partial > 0) masks[rest - 1] = this.#fixedMask(partial)
        this.#variant(depth, { vectors: rest, start, masks })
      }
    }
    this.#writer.variant = outer
  }

  #fullRounds(depth: number, rounds: number): void {
    const { width, group } = this.#nest
    if (rounds === 1) {
      this.#variant(depth, this.#full)
      return
    }
    const ahead = (rounds - 1) * group * width
    this.#withPointers(depth, group * width, rounds, (advance) => {
      this.#repeat(
        () => this.#f.i32Const(rounds),
        true,
        () => {
          this.#variant(depth, { ...this.#full, ahead })
          advance()
        },
      )
    })
  }

  /** Full rounds, then one that is masked, of an axis with a run-time count. */
  #runTimeRounds(depth: number, extent: Extent): void {
    const f = this.#f
    const elements = this.#nest.group * this.#nest.width
    const remaining = this.#pool.take('i32')
    this.#pushCount(extent)
    f.set(remaining)
    const pushRounds = (): void => {
      f.get(remaining)
      f.i32Const(Math.log2(elements))
      f.op('i32.shr_u')
    }
    // An axis with a run-time count never goes backward, so that the turns do not matter.
    this.#withPointers(depth, elements, 1, (advance) => {
      this.#repeat(pushRounds, false, () => {
        this.#variant(depth, this.#full)
        advance()
      })
      f.get(remaining)
      f.i32Const(elements - 1)
      f.op('i32.and')
      f.tee(remaining)
      f.if(() => {
        const masks = this.#runTimeMasks(remaining)
        this.#variant(depth, { ...this.#full, masks })
      })
    })
    this.#pool.give(remaining)
  }

  #variant(depth: number, variant: Variant): void {
    this.#writer.variant = variant
    this.#inside(depth)
  }

  #fixedMask(active: number): Mask {
    const lanes = [0, 1, 2, 3].map((lane) => (lane < active ? -1 : 0))
    return { ...this.#mask(() => this.#f.v128Const('i32x4', lanes)), active }
  }

  #runTimeMasks(remaining: Local): Mask[] {
    const f = this.#f
    const { group, width } = this.#nest
    return Array.from({ length: group }, (_, vector) => {
      const lanes = [0, 1, 2, 3].map((lane) => vector * width + lane)
      const mask = this.#mask(() => {
        f.v128Const('i32x4', lanes)
        f.get(remaining)
        f.op('i32x4.splat')
        f.op('i32x4.lt_s')
      })
      return { ...mask, remaining }
    })
  }

  /** A mask of words that is pushed, and the same of pairs of words. */
  #mask(pushWords: () => void): Mask {
    const words = this.#pool.take('v128')
    const pairs = this.#pool.take('v128')
    pushWords()
    this.#f.tee(words)
    this.#f.op('i64x2.extend_low_i32x4_s')
    this.#f.set(pairs)
    return { words, pairs }
  }

  /** Runs `body` with pointers of this loop; `advance` moves them by a number of elements. */
  #withPointers(
    depth: number,
    elements: number,
    turns: number,
    body: (advance: () => void) => void,
  ): void {
    const f = this.#f
    const moved = this.#recording.pointers.flatMap(({ strides }, pointer) => {
      const stride = strides[depth]!
      if (stride === 0) return []
      const outer = this.#writer.pointer(pointer)
      const local = this.#pool.take('i32')
      const ahead = stride < 0 ? -stride * elements * (turns - 1) : 0
      if (outer) f.get(outer)
      else f.i32Const(ahead)
      if (outer && ahead > 0) {
        f.i32Const(ahead)
        f.op('i32.add')
      }
      f.set(local)
      this.#writer.setPointer(pointer, local)
      return [{ pointer, outer, local, stride }]
    })
    body(() => {
      for (const { local, stride } of moved) emitAdvance(f, local, stride * elements)
    })
    for (const { pointer, outer, local } of moved) {
      this.#writer.setPointer(pointer, outer)
      this.#pool.give(local)
    }
  }

  /** Runs `body` as often as the count that is pushed; `isSome` where that is at least once. */
  #repeat(pushCount: () => void, isSome: boolean, body: () => void): void {
    const f = this.#f
    const left = this.#pool.take('i32')
    pushCount()
    f.set(left)
    f.block((done) => {
      if (!isSome) {
        f.get(left)
        f.op('i32.eqz')
        f.brIf(done)
      }
      f.loop((again) => {
        body()
        f.get(left)
        f.i32Const(1)
        f.op('i32.sub')
        f.tee(left)
        f.brIf(again)
      })
    })
    this.#pool.give(left)
  }

  #pushCount({ size, rows }: Extent): void {
    if (rows === undefined) {
      this.#f.i32Const(size)
      return
    }
    this.#f.get(this.#rows ?? internalError('a kernel needs the count of rows'))
    if (rows === 1) return
    this.#f.i32Const(rows)
    this.#f.op('i32.mul')
  }
}

// Note [Rounds]
//
// The vector loop goes in rounds of several vectors side by side. What is left over is one
// more round with fewer vectors, the last of them masked; when the count is known at run
// time only, it is a round with all of its vectors masked. Masked loads read past the end,
// which is memory all the same (the plan keeps room after the last buffer), and clear what
// they should not have read; sums take zero there, and stores go lane by lane.
//
// Addresses are constants plus pointers, and both are read without a sign. So a pointer that
// moves backward begins as far ahead as it will go, and its constants are as much smaller.
//
// A reduction along the vector axis has 16 partial results by definition, so a round is as
// many vectors as hold 16; they are computed four at a time to stay in registers.
