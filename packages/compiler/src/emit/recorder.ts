import {
  bytesPerElement,
  type DType,
  type ElementwiseName,
  type Lanes,
  programs,
  signatures,
} from '@gradus/ops'
import type { Local } from '@gradus/wasm'
import type {
  Affine,
  Gather,
  Instruction,
  LoopKernel,
  Place,
  Reduction,
  Store,
} from '../loop/loop.ts'
import type { LaneHelpers, MachineProgram } from './lane-helpers.ts'
import { carriersOn, evenWords, plain, shuffle, type Tables } from './lanes.ts'
import { type Nest, stridesIn } from './nest.ts'
import type { Pointer, RecordedReduction, RecordedStore, Recording } from './recording.ts'
import { type Address, Tape, type Value } from './tape.ts'

/** What recording needs to know of the module. */
export interface RecorderContext {
  readonly tables: Tables
  readonly helpers: LaneHelpers
  readonly addressOf: (buffer: string) => number
  /** What is added to the address of a buffer at run time. */
  readonly startOf?: (buffer: string) => Local
  readonly isFused: boolean
}

/** Records the body of a kernel for the loops that were planned. */
export function recordKernel(kernel: LoopKernel, nest: Nest, context: RecorderContext): Recording {
  return new Recorder(kernel, nest, context).record()
}

class Recorder {
  readonly #kernel: LoopKernel
  readonly #nest: Nest
  readonly #context: RecorderContext
  readonly #tape: Tape
  readonly #pointers: Pointer[] = []
  readonly #values: Value[] = []
  readonly #carrier: (dtype: DType) => Lanes<Value, Value>
  readonly #uses: readonly number[]

  constructor(kernel: LoopKernel, nest: Nest, context: RecorderContext) {
    this.#kernel = kernel
    this.#nest = nest
    this.#context = context
    this.#tape = new Tape(nest.order.length)
    this.#carrier = carriersOn(this.#tape, context.tables, nest.width)
    const uses = new Array<number>(kernel.body.length).fill(0)
    for (const line of kernel.body) if ('args' in line) for (const arg of line.args) uses[arg]!++
    for (const { value } of [...kernel.stores, ...kernel.reductions]) uses[value]!++
    this.#uses = uses
  }

  record(): Recording {
    const { body, stores, reductions } = this.#kernel
    body.forEach((line, i) => {
      this.#values[i] = this.#line(line)
    })
    return {
      tape: this.#tape,
      stores: stores.map((store) => this.#store(store, body[store.value]!.dtype)),
      reductions: reductions.map((reduction) => this.#reduction(reduction)),
      pointers: this.#pointers,
    }
  }

  #line(line: Instruction): Value {
    switch (line.kind) {
      case 'constant':
        return this.#constant(line.dtype, line.value)
      case 'rows':
        return this.#convert(this.#tape.record({ kind: 'rows' }), 'i32', line.dtype)
      case 'iota':
        return this.#iota(line)
      case 'load':
        return this.#load(line.dtype, line.place)
      case 'gather':
        return this.#gather(line)
      case 'cast': {
        const [arg] = line.args
        return this.#convert(this.#values[arg]!, this.#kernel.body[arg]!.dtype, line.dtype)
      }
      case 'apply':
        return this.#fuse(line.op, line.args) ?? this.#apply(line.op, line.args)
    }
  }

  #apply(op: ElementwiseName, args: readonly number[]): Value {
    // Comparisons compute in the precision of what they compare.
    const { dtype } = this.#kernel.body[args.at(-1)!]!
    const carrier = this.#carrier(dtype)
    const [roles, result] = signatures[op].split('>') as [string, string]
    const given = args.map((arg, i) =>
      roles[i] === 'm' ? this.#widenMask(this.#values[arg]!, carrier.bits) : this.#values[arg]!,
    )
    const { width, order } = this.#nest
    const helper = this.#context.helpers.find(op, dtype, width, order.length > 0)
    const value = helper
      ? this.#tape.record({ kind: 'call', helper }, given)
      : (programs[op] as unknown as MachineProgram)(carrier, ...given)
    return result === 'm' ? this.#narrowMask(value, carrier.bits) : value
  }

  /** A product that only feeds a sum, in the variant that may round them together. */
  #fuse(op: ElementwiseName, args: readonly number[]): Value | undefined {
    const mnemonics = fused[op]
    if (!mnemonics || !this.#context.isFused) return undefined
    for (const position of op in commutativeFused ? [0, 1] : [1]) {
      const factor = this.#kernel.body[args[position]!]!
      const isProduct = factor.kind === 'apply' && factor.op in products
      if (!isProduct || this.#uses[args[position]!] !== 1 || factor.dtype === 'i32') continue
      const [a, b] = factor.args.map((arg) => this.#values[arg]!) as [Value, Value]
      const mnemonic = factor.dtype === 'f64' ? mnemonics[0] : mnemonics[1]
      return plain(this.#tape, mnemonic, a, b, this.#values[args[1 - position]!]!)
    }
    return undefined
  }

  #constant(dtype: DType, value: number): Value {
    if (dtype !== 'bool') return this.#carrier(dtype).constant(value)
    return this.#carrier('i32').constant(value === 0 ? 0 : -1)
  }

  #load(dtype: DType, place: Place): Value {
    const width = bytesPerElement[dtype]
    const address = this.#address(place, width)
    const value = this.#tape.record({ kind: 'load', width, address }, [], this.#reach(place))
    return dtype === 'bool' ? this.#convert(value, 'i32', 'bool') : value
  }

  #iota(line: Affine): Value {
    const address = this.#address({ buffer: '', ...line }, 1)
    return this.#tape.record({ kind: 'iota', address }, [], this.#reach(line))
  }

  #gather({ dtype, place, args: [index], stride, limit }: Gather): Value {
    const width = bytesPerElement[dtype]
    const address = this.#address(place, width)
    const value = this.#tape.record(
      { kind: 'gather', width, address, stride: stride * width, limit },
      [this.#values[index]!],
      this.#reach(place),
    )
    return dtype === 'bool' ? this.#convert(value, 'i32', 'bool') : value
  }

  #store({ value, place }: Store, dtype: DType): RecordedStore {
    const width = bytesPerElement[dtype]
    return {
      value: this.#convert(this.#values[value]!, dtype, dtype === 'bool' ? 'i32' : dtype),
      width,
      address: this.#address(place, width),
    }
  }

  #reduction(reduction: Reduction): RecordedReduction {
    const width = bytesPerElement[reduction.dtype]
    return {
      reduction,
      value: this.#values[reduction.value]!,
      width,
      address: this.#address(reduction.place, width),
      dtype: this.#kernel.body[reduction.value]!.dtype,
      index: this.#iota({ offset: 0, strides: this.#reducedIndex() }),
    }
  }

  /** Strides that count along the last reduced axis. */
  #reducedIndex(): number[] {
    const last = this.#kernel.axes.findLastIndex(({ role }) => role === 'reduced')
    return this.#kernel.axes.map((_, axis) => Number(axis === last))
  }

  #address(place: Place, width: number): Address {
    const strides = stridesIn(this.#nest, place).map((stride) => stride * width)
    const step = strides[this.#nest.vectorDepth] ?? 0
    const { addressOf, startOf } = this.#context
    const [address, start] =
      place.buffer === '' ? [0] : [addressOf(place.buffer), startOf?.(place.buffer)]
    const key = strides.join(',')
    let pointer = this.#pointers.findIndex(
      (known) => known.start === start && known.strides.join(',') === key,
    )
    if (pointer < 0) pointer = this.#pointers.push({ strides, start }) - 1
    return { pointer, base: address + place.offset * width - this.#ahead(strides), step }
  }

  /** Bytes that a pointer is ahead of where it points: Note [Rounds]. */
  #ahead(strides: readonly number[]): number {
    const { axes, vectorDepth } = this.#nest
    return strides.reduce((sum, stride, depth) => {
      const isBackward = stride < 0 && depth !== vectorDepth
      return isBackward ? sum - stride * (axes[depth]!.extent.size - 1) : sum
    }, 0)
  }

  /** The loops that an affine function varies in. */
  #reach(affine: Affine): { readonly level: number; readonly isSpread: boolean } {
    const strides = stridesIn(this.#nest, affine)
    const level = strides.findLastIndex((stride) => stride !== 0) + 1
    return { level, isSpread: (strides[this.#nest.vectorDepth] ?? 0) !== 0 }
  }

  /** From one element type to another, as the kernel of `cast` says. */
  #convert(value: Value, from: DType, to: DType): Value {
    if (from === to) return value
    if (to === 'bool') {
      const $ = this.#carrier(from)
      return this.#narrowMask($.ne(value, $.constant(0)), $.bits)
    }
    const $ = this.#carrier(to)
    if (from === 'bool') return $.and(this.#widenMask(value, $.bits), $.constant(1))
    return plain(this.#tape, conversions[`${from} ${to}`]!, value)
  }

  /** Truth values have 32 bits in a lane, whatever they came from. */
  #narrowMask(mask: Value, bits: 32 | 64): Value {
    return bits === 32 ? mask : shuffle(this.#tape, mask, mask, evenWords)
  }

  #widenMask(mask: Value, bits: 32 | 64): Value {
    return bits === 32 ? mask : plain(this.#tape, 'i64x2.extend_low_i32x4_s', mask)
  }
}

type Mnemonic = Parameters<typeof plain>[1]

type NumberType = Exclude<DType, 'bool'>

/** Conversions between numbers. */
const conversions: { readonly [K in `${NumberType} ${NumberType}`]?: Mnemonic } = {
  'f64 f32': 'f32x4.demote_f64x2_zero',
  'f64 i32': 'i32x4.trunc_sat_f64x2_s_zero',
  'f32 f64': 'f64x2.promote_low_f32x4',
  'f32 i32': 'i32x4.trunc_sat_f32x4_s',
  'i32 f64': 'f64x2.convert_low_i32x4_s',
  'i32 f32': 'f32x4.convert_i32x4_s',
}

/** The fused forms of sums with a product: in f64, in f32. */
const fused: { readonly [K in ElementwiseName]?: readonly [Mnemonic, Mnemonic] } = {
  add: ['f64x2.relaxed_madd', 'f32x4.relaxed_madd'],
  sub: ['f64x2.relaxed_nmadd', 'f32x4.relaxed_nmadd'],
}
const commutativeFused: { readonly [K in ElementwiseName]?: true } = { add: true }
const products: { readonly [K in ElementwiseName]?: true } = { mul: true }
