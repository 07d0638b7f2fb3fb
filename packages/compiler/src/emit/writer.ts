import { internalError } from '@gradus/diagnostics'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import { pushConstant } from './lanes.ts'
import { findInline, findLastUses, findUsed } from './liveness.ts'
import type { LocalPool } from './locals.ts'
import { emitLoad, emitLoadLane, emitStore, emitStoreLane, laneAccess } from './memory-access.ts'
import type { RecordedStore } from './recording.ts'
import type { Action, Address, Line, Tape, Value } from './tape.ts'

/** What one writing of the vector loop's body covers. */
export interface Variant {
  /** Vectors side by side. */
  readonly vectors: number
  /** The first element, relative to the pointers. */
  readonly start: number
  /** Elements by which pointers that move backward are ahead of their address. */
  readonly ahead?: number
  /** Lanes that are there: all when absent; `active` when that is known now. */
  readonly masks?: readonly (Mask | undefined)[]
}

/** Which lanes of a vector are inside of the domain. */
export interface Mask {
  readonly words: Local
  readonly pairs: Local
  readonly active?: number
  /** How many elements are left at the variant's start, where that is known at run time only. */
  readonly remaining?: Local
}

/** Something that pushes a vector, and where its lanes go. */
interface Stored {
  readonly push: () => void
  readonly width: 4 | 8
  readonly address: Address
}

/** Writes recorded lines as instructions. */
export class Writer {
  readonly f: FunctionBuilder
  readonly pool: LocalPool
  variant: Variant = { vectors: 1, start: 0 }
  readonly #tape: Tape
  readonly #width: 2 | 4
  readonly #rows: Local | undefined
  readonly #locals = new Map<Value, Local[]>()
  readonly #pointers: (Local | undefined)[]
  readonly #used: ReadonlySet<Value>
  readonly #inline: ReadonlySet<Value>
  /** For each value, the last line of the same list that uses it, if only that list does. */
  readonly #lastUses: ReadonlyMap<Value, Value>

  constructor(
    f: FunctionBuilder,
    pool: LocalPool,
    tape: Tape,
    outputs: readonly Value[],
    shape: { readonly width: 2 | 4; readonly pointers: number; readonly rows: Local | undefined },
  ) {
    this.f = f
    this.pool = pool
    this.#tape = tape
    this.#width = shape.width
    this.#rows = shape.rows
    this.#pointers = new Array<Local | undefined>(shape.pointers).fill(undefined)
    this.#used = findUsed(tape, outputs)
    this.#lastUses = findLastUses(tape, outputs, this.#used)
    this.#inline = findInline(tape, this.#used)
  }

  /** The number of lines that are written for each element. */
  get lineCount(): number {
    return this.#used.size
  }

  pointer(index: number): Local | undefined {
    return this.#pointers[index]
  }

  setPointer(index: number, local: Local | undefined): void {
    this.#pointers[index] = local
  }

  /** Writes the lines of a level for vectors `first` to `end` of the variant. */
  level(level: number, first = 0, end: number = this.variant.vectors): void {
    this.#list(this.#tape.levels[level]!, first, end)
  }

  /** Pushes a value's vector. */
  push(value: Value, vector: number): void {
    const line = this.#tape.lines[value]!
    if (line.kind === 'constant' && !this.#isKept(value)) {
      pushConstant(this.f, line.shape, line.value)
      return
    }
    const locals = this.#locals.get(value)
    const local = locals?.[line.isSpread ? vector : 0]
    if (!local) internalError(`line ${value} is used before it is written`)
    this.f.get(local)
  }

  /** Pushes the base of an address; the constant to add is `offsetOf`. */
  pushPointer({ pointer }: Address): void {
    const local = this.#pointers[pointer]
    if (local) this.f.get(local)
    else this.f.i32Const(0)
  }

  offsetOf({ base, step }: Address, vector: number, lane = 0): number {
    const { start, ahead = 0 } = this.variant
    const first = step < 0 ? start + ahead : start
    return base + (first + vector * this.#width + lane) * step
  }

  /** Stores a value's vector; lanes outside of the domain stay as they are. */
  store({ value, width, address }: RecordedStore, vector: number): void {
    this.#store({ push: () => this.push(value, vector), width, address }, vector)
  }

  /** Stores what a local holds in place of a recorded value. */
  storeLocal({ width, address }: RecordedStore, local: Local, vector: number): void {
    this.#store({ push: () => this.f.get(local), width, address }, vector)
  }

  #store(stored: Stored, vector: number): void {
    const mask = this.variant.masks?.[vector]
    if (stored.address.step === 0) this.#storeLanes(stored, vector, 1)
    else if (!mask) this.#storeVector(stored, vector)
    else if (mask.active !== undefined) this.#storeLanes(stored, vector, mask.active)
    else this.#storeWhile(stored, vector, mask.remaining!)
  }

  #storeVector(stored: Stored, vector: number): void {
    const { push, width, address } = stored
    if (address.step !== width) {
      this.#storeLanes(stored, vector, this.#width)
      return
    }
    this.pushPointer(address)
    push()
    emitStore(this.f, width * this.#width, this.offsetOf(address, vector))
  }

  #storeLanes(stored: Stored, vector: number, count: number): void {
    for (let lane = 0; lane < count; lane++) this.#storeLane(stored, vector, lane)
  }

  #storeLane({ push, width, address }: Stored, vector: number, lane: number): void {
    this.pushPointer(address)
    push()
    emitStoreLane(this.f, width, lane, this.offsetOf(address, vector, lane))
  }

  #storeWhile(stored: Stored, vector: number, remaining: Local): void {
    const isLeft = (count: number): void => {
      this.f.get(remaining)
      this.f.i32Const(count)
      this.f.op('i32.ge_s')
    }
    const first = vector * this.#width
    isLeft(first + this.#width)
    this.f.if(
      () => this.#storeVector(stored, vector),
      () => {
        for (let lane = 0; lane < this.#width - 1; lane++) {
          isLeft(first + lane + 1)
          this.f.if(() => this.#storeLane(stored, vector, lane))
        }
      },
    )
  }

  /**
   * @param isRare  Whether the list is entered only at times: then what all vectors share is
   * written for each group of them, since the groups before may not have been there.
   */
  #list(list: readonly Value[], first: number, end: number, isRare = false): void {
    for (const value of list) {
      if (!this.#used.has(value) || !this.#isKept(value)) continue
      const line = this.#tape.lines[value]!
      if (!line.isSpread && first > 0 && !isRare) continue
      if (line.kind === 'when') this.#when(value, line, first, end)
      else if (line.isSpread) {
        for (let vector = first; vector < end; vector++) this.#assign(value, line, vector)
      } else this.#assign(value, line, 0)
      this.#release(value, line, first, end)
    }
  }

  /** Whether a value has a local; constants have one where a loop would make them again. */
  #isKept(value: Value): boolean {
    return !this.#inline.has(value)
  }

  #assign(value: Value, line: Line, vector: number): void {
    this.#action(line, vector)
    this.f.set(this.#localFor(value, vector))
  }

  #localFor(value: Value, vector: number): Local {
    const locals = this.#locals.get(value) ?? []
    this.#locals.set(value, locals)
    const local = this.pool.take('v128')
    locals[vector] = local
    return local
  }

  /** Gives back the locals of arguments that are not needed any more. */
  #release(value: Value, line: Line, first: number, end: number): void {
    for (const arg of line.args) {
      if (this.#lastUses.get(arg) !== value) continue
      const isSpread = this.#tape.lines[arg]!.isSpread
      // A shared value is needed again for the vectors that are not written yet.
      if (!isSpread && end < this.variant.vectors) continue
      const locals = this.#locals.get(arg) ?? []
      for (let vector = isSpread ? first : 0; vector < (isSpread ? end : 1); vector++) {
        if (locals[vector]) this.pool.give(locals[vector]!)
      }
    }
  }

  #action(line: Line & Action, vector: number): void {
    const { f } = this
    switch (line.kind) {
      case 'constant':
        pushConstant(this.f, line.shape, line.value)
        break
      case 'plain':
        for (const arg of line.args) this.push(arg, vector)
        if (line.shift !== undefined) f.i32Const(line.shift)
        f.op(line.mnemonic)
        break
      case 'shuffle':
        for (const arg of line.args) this.push(arg, vector)
        f.shuffle(line.bytes)
        break
      case 'load':
        this.#load(line.width, line.address, vector)
        break
      case 'rows':
        f.get(this.#rows ?? internalError('a kernel needs the count of rows'))
        f.op('i32x4.splat')
        break
      case 'argument':
        f.get(line.local)
        break
      case 'call':
        for (const arg of line.args) this.push(arg, vector)
        f.call(line.helper)
        break
      case 'iota':
        this.#iota(line.address, vector)
        break
      case 'gather':
        this.#gather(line, vector)
        break
      case 'when':
        internalError('a choice is not one instruction')
        break
    }
  }

  #load(width: 4 | 8, address: Address, vector: number): void {
    const mask = this.variant.masks?.[vector]
    const pushAddress = (): void => this.pushPointer(address)
    if (isRow(width, address)) this.#loadRow(width, address, vector, pushAddress)
    else if (address.step === -width && !mask) this.#loadBackward(width, address, vector)
    else this.#loadLanes(width, address, vector, mask?.active ?? this.#width, pushAddress)
    if (!mask || address.step === 0) return
    this.f.get(width === 8 ? mask.pairs : mask.words)
    this.f.op('v128.and')
  }

  /** Loads elements that follow each other, or one for all lanes. */
  #loadRow(width: 4 | 8, address: Address, vector: number, pushAddress: () => void): void {
    pushAddress()
    const offset = this.offsetOf(address, vector)
    if (address.step === 0) this.f.load(laneAccess[width].splat, offset, 2)
    else emitLoad(this.f, width * this.#width, offset)
  }

  /** Loads the elements below an address, and turns them around. */
  #loadBackward(width: 4 | 8, address: Address, vector: number): void {
    const { f } = this
    this.pushPointer(address)
    const offset = this.offsetOf(address, vector, this.#width - 1)
    const bytes = width * this.#width
    emitLoad(f, bytes, offset)
    const loaded = this.pool.take('v128')
    f.tee(loaded)
    f.get(loaded)
    // Lanes past the vector's bytes are zero, and stay.
    const from = range(0, 16).map((i) =>
      i < bytes ? bytes - width - (i - (i % width)) + (i % width) : i,
    )
    f.shuffle(from)
    this.pool.give(loaded)
  }

  /** Loads lane by lane from addresses of their own. */
  #loadLanes(
    width: 4 | 8,
    address: Address,
    vector: number,
    count: number,
    pushAddress: (lane: number) => void,
  ): void {
    const { f } = this
    pushAddress(0)
    emitLoad(f, width, this.offsetOf(address, vector))
    const partial = this.pool.take('v128')
    for (let lane = 1; lane < count; lane++) {
      f.set(partial)
      pushAddress(lane)
      f.get(partial)
      emitLoadLane(f, width, lane, this.offsetOf(address, vector, lane))
    }
    this.pool.give(partial)
  }

  #iota(address: Address, vector: number): void {
    const { f } = this
    this.pushPointer(address)
    f.op('i32x4.splat')
    const lanes = [0, 1, 2, 3].map((lane) => this.offsetOf(address, vector, lane))
    f.v128Const('i32x4', lanes)
    f.op('i32x4.add')
  }

  #gather(line: Extract<Line, { kind: 'gather' }>, vector: number): void {
    const { f, pool } = this
    const { width, address, stride, limit, args } = line
    const [index, isInside] = [pool.take('v128'), pool.take('v128')]
    this.push(args[0]!, vector)
    pushConstant(f, 'i32x4', limit)
    f.op('i32x4.lt_u')
    f.set(isInside)
    // Places outside are read at index 0 and then cleared; an empty table has no places.
    this.push(args[0]!, vector)
    f.get(isInside)
    f.op('v128.and')
    f.set(index)
    const isUniform = !this.#tape.lines[args[0]!]!.isSpread
    const pushAddress = (lane: number): void => {
      f.get(index)
      f.lane('i32x4.extract_lane', lane)
      f.i32Const(stride)
      f.op('i32.mul')
      this.pushPointer(address)
      f.op('i32.add')
    }
    if (isUniform && isRow(width, address)) {
      this.#loadRow(width, address, vector, () => pushAddress(0))
    } else {
      const lanes = width === 8 ? 2 : this.#width
      this.#loadLanes(width, address, vector, lanes, (lane) => pushAddress(isUniform ? 0 : lane))
    }
    f.get(isInside)
    if (width === 8) f.op('i64x2.extend_low_i32x4_s')
    f.op('v128.and')
    pool.give(index)
    pool.give(isInside)
  }

  /** The rare side of a choice, entered when any lane of any vector asks for it. */
  #when(value: Value, line: Extract<Line, { kind: 'when' }>, first: number, end: number): void {
    const { f } = this
    const [mask, fast] = line.args as [Value, Value]
    const vectors = line.isSpread ? range(first, end) : [0]
    const results = vectors.map((vector) => this.#localFor(value, vector))
    vectors.forEach((vector, i) => {
      this.push(fast, vector)
      f.set(results[i]!)
    })
    vectors.forEach((vector, i) => {
      this.push(mask, vector)
      if (i > 0) f.op('v128.or')
    })
    f.op('v128.any_true')
    f.if(() =>
      this.pool.scope(() => {
        const [from, to] = line.isSpread ? [first, end] : [0, 1]
        this.#list(line.region, from, to, true)
        vectors.forEach((vector, i) => {
          this.push(line.slow, vector)
          this.push(fast, vector)
          this.push(mask, vector)
          f.op('v128.bitselect')
          f.set(results[i]!)
        })
      }),
    )
  }
}

/** Whether the elements of a vector follow each other, or are one. */
function isRow(width: number, { step }: Address): boolean {
  return step === 0 || step === width
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i)
}
