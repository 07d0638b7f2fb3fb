import { internalError } from '@gradus/diagnostics'
import type { DType, Lanes } from '@gradus/ops'
import type { PlainMnemonic } from '@gradus/wasm'
import type { Lane, Tape, Value } from './tape.ts'

/** Keeps tables of numbers in the module's memory. */
export interface Tables {
  /** The address of a table's elements, each `width` bytes. */
  addressOf(table: readonly number[], width: 4 | 8): number
}

/** The lanes in which a dtype computes. */
export const laneOf: Readonly<Record<DType, Lane>> = {
  f64: 'f64x2',
  f32: 'f32x4',
  i32: 'i32x4',
  bool: 'i32x4',
}

type Suffixed =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'min'
  | 'max'
  | 'floor'
  | 'nearest'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'

/** The carrier that records machine operations on vectors of floats. */
export class FloatLanes implements Lanes<Value, Value> {
  readonly bits: 32 | 64
  readonly integer = false
  readonly lane: Lane
  readonly #tape: Tape
  readonly #tables: Tables
  /** Elements that the kernel's vectors hold; two f32 where the kernel has f64 as well. */
  readonly #width: 2 | 4

  constructor(tape: Tape, tables: Tables, bits: 32 | 64, width: 2 | 4) {
    this.bits = bits
    this.lane = bits === 64 ? 'f64x2' : 'f32x4'
    this.#tape = tape
    this.#tables = tables
    this.#width = width
  }

  constant(value: number): Value {
    return this.#tape.record({ kind: 'constant', shape: this.lane, value })
  }
  add(a: Value, b: Value): Value {
    return this.#op('add', a, b)
  }
  sub(a: Value, b: Value): Value {
    return this.#op('sub', a, b)
  }
  mul(a: Value, b: Value): Value {
    return this.#op('mul', a, b)
  }
  div(a: Value, b: Value): Value {
    return this.#op('div', a, b)
  }
  neg(a: Value): Value {
    return this.#op('neg', a)
  }
  abs(a: Value): Value {
    return this.#op('abs', a)
  }
  sqrt(a: Value): Value {
    return this.#op('sqrt', a)
  }
  min(a: Value, b: Value): Value {
    return this.#op('min', a, b)
  }
  max(a: Value, b: Value): Value {
    return this.#op('max', a, b)
  }
  floor(a: Value): Value {
    return this.#op('floor', a)
  }
  nearest(a: Value): Value {
    return this.#op('nearest', a)
  }
  eq(a: Value, b: Value): Value {
    return this.#op('eq', a, b)
  }
  ne(a: Value, b: Value): Value {
    return this.#op('ne', a, b)
  }
  lt(a: Value, b: Value): Value {
    return this.#op('lt', a, b)
  }
  le(a: Value, b: Value): Value {
    return this.#op('le', a, b)
  }
  gt(a: Value, b: Value): Value {
    return this.#op('gt', a, b)
  }
  ge(a: Value, b: Value): Value {
    return this.#op('ge', a, b)
  }
  and(a: Value, b: Value): Value {
    return plain(this.#tape, 'v128.and', a, b)
  }
  or(a: Value, b: Value): Value {
    return plain(this.#tape, 'v128.or', a, b)
  }
  not(a: Value): Value {
    return plain(this.#tape, 'v128.not', a)
  }
  select(mask: Value, a: Value, b: Value): Value {
    return plain(this.#tape, 'v128.bitselect', a, b, mask)
  }
  when(mask: Value, slow: () => Value, fast: Value): Value {
    return this.#tape.when(mask, slow, fast)
  }
  powerOfTwo(n: Value): Value {
    // Adding 2⁵² (2²³) puts the integer into the low bits, from where it moves to the exponent.
    const biased = this.add(n, this.constant(this.#integerUnit() + this.#bias()))
    return this.#shift('shl', biased)
  }
  exponent(x: Value): Value {
    const unit = this.constant(this.#integerUnit())
    const biased = plain(this.#tape, 'v128.or', this.#shift('shr_u', x), unit)
    return this.sub(biased, this.constant(this.#integerUnit() + this.#bias()))
  }
  mantissa(x: Value): Value {
    // The smaller bound has all fraction bits and no others, and 1 the exponent that is due.
    const fraction = this.constant(
      this.bits === 64 ? 2 ** -1022 - 2 ** -1074 : 2 ** -126 - 2 ** -149,
    )
    return plain(
      this.#tape,
      'v128.or',
      plain(this.#tape, 'v128.and', x, fraction),
      this.constant(1),
    )
  }
  copySign(a: Value, b: Value): Value {
    return plain(this.#tape, 'v128.bitselect', b, a, this.constant(-0))
  }
  lookup(table: readonly number[], index: Value): Value {
    const narrow = this.bits === 64 ? 'i32x4.trunc_sat_f64x2_s_zero' : 'i32x4.trunc_sat_f32x4_s'
    const width = this.bits === 64 ? 8 : 4
    const address = this.#tables.addressOf(table, width)
    return this.#tape.record({ kind: 'lookup', width, table: address, last: table.length - 1 }, [
      plain(this.#tape, narrow, index),
    ])
  }
  wide(program: <W, N>($: Lanes<W, N>, x: W) => W, x: Value): Value {
    if (this.bits === 64) return program<Value, Value>(this, x)
    const $ = new FloatLanes(this.#tape, this.#tables, 64, 2)
    const half = (part: Value): Value => {
      const result = program<Value, Value>($, plain(this.#tape, 'f64x2.promote_low_f32x4', part))
      return plain(this.#tape, 'f32x4.demote_f64x2_zero', result)
    }
    const low = half(x)
    if (this.#width === 2) return low
    const high = half(shuffle(this.#tape, x, x, highHalf))
    return shuffle(this.#tape, low, high, lowHalves)
  }

  #op(name: Suffixed, ...args: Value[]): Value {
    return plain(this.#tape, `${this.lane as 'f64x2' | 'f32x4'}.${name}`, ...args)
  }

  #shift(direction: 'shl' | 'shr_u', x: Value): Value {
    const [lane, shift] = this.bits === 64 ? (['i64x2', 52] as const) : (['i32x4', 23] as const)
    return this.#tape.record({ kind: 'plain', mnemonic: `${lane}.${direction}`, shift }, [x])
  }

  #integerUnit(): number {
    return this.bits === 64 ? 2 ** 52 : 2 ** 23
  }

  #bias(): number {
    return this.bits === 64 ? 1023 : 127
  }
}

const never = (): never => internalError('a float operation on integers reached the emitter')

/** The carrier that records machine operations on vectors of 32-bit integers. */
export function integerLanes(tape: Tape): Lanes<Value, Value> {
  const op =
    (mnemonic: PlainMnemonic) =>
    (...args: Value[]): Value =>
      plain(tape, mnemonic, ...args)
  return {
    bits: 32,
    integer: true,
    constant: (value) => tape.record({ kind: 'constant', shape: 'i32x4', value: value | 0 }),
    add: op('i32x4.add'),
    sub: op('i32x4.sub'),
    mul: op('i32x4.mul'),
    neg: op('i32x4.neg'),
    abs: op('i32x4.abs'),
    min: op('i32x4.min_s'),
    max: op('i32x4.max_s'),
    eq: op('i32x4.eq'),
    ne: op('i32x4.ne'),
    lt: op('i32x4.lt_s'),
    le: op('i32x4.le_s'),
    gt: op('i32x4.gt_s'),
    ge: op('i32x4.ge_s'),
    and: op('v128.and'),
    or: op('v128.or'),
    not: op('v128.not'),
    select: (mask, a, b) => plain(tape, 'v128.bitselect', a, b, mask),
    when: (mask, slow, fast) => tape.when(mask, slow, fast),
    floor: (a) => a,
    nearest: (a) => a,
    div: never,
    sqrt: never,
    powerOfTwo: never,
    exponent: never,
    mantissa: never,
    copySign: never,
    lookup: never,
    wide: never,
  }
}

/** Records an operation that has no immediate. */
export function plain(tape: Tape, mnemonic: PlainMnemonic, ...args: Value[]): Value {
  return tape.record({ kind: 'plain', mnemonic }, args)
}

/** Records a choice of 16 bytes out of those of two vectors. */
export function shuffle(tape: Tape, a: Value, b: Value, bytes: readonly number[]): Value {
  return tape.record({ kind: 'shuffle', bytes }, [a, b])
}

const bytesOf = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i)
/** The high 64 bits, twice. */
const highHalf = [...bytesOf(8, 8), ...bytesOf(8, 8)]
/** The low 64 bits of each. */
const lowHalves = [...bytesOf(0, 8), ...bytesOf(16, 8)]
/** The low words of two 64-bit lanes, next to each other. */
export const evenWords: readonly number[] = [
  ...bytesOf(0, 4),
  ...bytesOf(8, 4),
  ...bytesOf(0, 4),
  ...bytesOf(8, 4),
]
