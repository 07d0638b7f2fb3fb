import { internalError } from '@gradus/diagnostics'
import type { DType, Lanes } from '@gradus/ops'
import type { FunctionBuilder, PlainMnemonic } from '@gradus/wasm'
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

/** Pushes a vector whose lanes are all the same number. */
export function pushConstant(f: FunctionBuilder, lane: Lane, value: number): void {
  f.v128Const(lane, new Array<number>(lane === 'f64x2' ? 2 : 4).fill(value))
}

type Operation = (...args: Value[]) => Value

/** Machine operations by their names, which instructions have between the lane and `end`. */
function named<N extends string>(
  tape: Tape,
  shape: Lane | 'v128',
  names: readonly N[],
  end = '',
): { [name in N]: Operation } {
  const entries = names.map((name): [string, Operation] => {
    const mnemonic = `${shape}.${name}${end}` as PlainMnemonic
    return [name, (...args) => plain(tape, mnemonic, ...args)]
  })
  return Object.fromEntries(entries) as { [name in N]: Operation }
}

type Shared = 'add' | 'sub' | 'mul' | 'neg' | 'abs' | 'eq' | 'ne'
type Ordered = 'min' | 'max' | 'lt' | 'le' | 'gt' | 'ge'
type Operations = { [name in Shared | Ordered | 'and' | 'or' | 'not']: Operation } & Pick<
  Lanes<Value, Value>,
  'select' | 'when'
>

/** What floats and integers have. */
function operationsOn(tape: Tape, lane: Lane): Operations {
  // Instructions tell integers with a sign from integers without where the order counts.
  const sign = lane === 'i32x4' ? '_s' : ''
  return {
    ...named(tape, lane, ['add', 'sub', 'mul', 'neg', 'abs', 'eq', 'ne']),
    ...named(tape, lane, ['min', 'max', 'lt', 'le', 'gt', 'ge'], sign),
    ...named(tape, 'v128', ['and', 'or', 'not']),
    select: (mask, a, b) => plain(tape, 'v128.bitselect', a, b, mask),
    when: (mask, slow, fast) => tape.when(mask, slow, fast),
  }
}

/**
 * The carrier that records machine operations on vectors of floats.
 *
 * @param width  Elements that the kernel's vectors hold: two f32 where it has f64 as well.
 */
export function floatLanes(
  tape: Tape,
  tables: Tables,
  bits: 32 | 64,
  width: 2 | 4,
): Lanes<Value, Value> {
  const lane = bits === 64 ? 'f64x2' : 'f32x4'
  const constant = (given: number): Value => {
    const value = bits === 64 ? given : Math.fround(given)
    return tape.record({ kind: 'constant', shape: lane, value })
  }
  const $ = {
    constant,
    ...operationsOn(tape, lane),
    ...named(tape, lane, ['div', 'sqrt', 'floor', 'nearest']),
  }
  return {
    bits,
    integer: false,
    ...$,
    min: bounded(tape, lane, 'min', $),
    max: bounded(tape, lane, 'max', $),
    ...exponentOperations(tape, bits, $),
    copySign: (a, b) => plain(tape, 'v128.bitselect', b, a, constant(-0)),
    lookup: (table, index) => {
      const narrow = bits === 64 ? 'i32x4.trunc_sat_f64x2_s_zero' : 'i32x4.trunc_sat_f32x4_s'
      const width = bits === 64 ? 8 : 4
      const address = { pointer: -1, base: tables.addressOf(table, width), step: 0 }
      const gather = { kind: 'gather', width, address, stride: width, limit: table.length } as const
      return tape.record(gather, [plain(tape, narrow, index)])
    },
    wide: (program, ...args) => {
      const $ = floatLanes(tape, tables, 64, 2)
      if (bits === 64) return program($, ...args)
      const half = (parts: readonly Value[]): Value => {
        const promoted = parts.map((part) => plain(tape, 'f64x2.promote_low_f32x4', part))
        return plain(tape, 'f32x4.demote_f64x2_zero', program($, ...promoted))
      }
      const low = half(args)
      if (width === 2) return low
      const high = half(args.map((x) => shuffle(tape, x, x, highHalf)))
      return shuffle(tape, low, high, lowHalves)
    },
  }
}

/**
 * The least or greatest of two values. Of a value and a constant it is found by a comparison: a
 * NaN of the value stays. Of two values it would not always, and engines take eight
 * instructions to see to that and to the signs of zeros.
 */
function bounded(tape: Tape, lane: Lane, name: 'min' | 'max', $: Operations): Operation {
  const exact = $[name]
  return (a, b) => {
    const [x, constant] = 'value' in tape.lines[a!]! ? [b!, a!] : [a!, b!]
    const { value } = tape.lines[constant] as { readonly value?: number }
    // No constant, NaN or -0.
    if (!(1 / value! > Number.NEGATIVE_INFINITY)) return exact(x, constant)
    const bound = plain(tape, `${lane}.p${name}` as PlainMnemonic, x, constant)
    // The greatest of -0 and 0 is 0.
    return value === 0 && name === 'max' ? $.add(bound, constant) : bound
  }
}

/** Operations on the exponent and fraction bits of floats. */
function exponentOperations(
  tape: Tape,
  bits: 32 | 64,
  $: Pick<Lanes<Value, Value>, 'constant' | 'add' | 'sub' | 'and' | 'or'>,
): Pick<Lanes<Value, Value>, 'powerOfTwo' | 'exponent' | 'mantissa'> {
  const [lane, fractionBits, bias] =
    bits === 64 ? (['i64x2', 52, 1023] as const) : (['i32x4', 23, 127] as const)
  const unit = 2 ** fractionBits
  // The largest subnormal number has all fraction bits and no others.
  const fraction = bits === 64 ? 2 ** -1022 - 2 ** -1074 : 2 ** -126 - 2 ** -149
  const shift = (direction: 'shl' | 'shr_u', x: Value): Value =>
    tape.record({ kind: 'plain', mnemonic: `${lane}.${direction}`, shift: fractionBits }, [x])
  return {
    // Adding 2⁵² (2²³) puts the integer into the low bits, from where it moves to the exponent.
    powerOfTwo: (n) => shift('shl', $.add(n, $.constant(unit + bias))),
    exponent: (x) => $.sub($.or(shift('shr_u', x), $.constant(unit)), $.constant(unit + bias)),
    mantissa: (x) => $.or($.and(x, $.constant(fraction)), $.constant(1)),
  }
}

const never = (): never => internalError('a float operation on integers reached the emitter')

/** The carrier that records machine operations on vectors of 32-bit integers. */
export function integerLanes(tape: Tape): Lanes<Value, Value> {
  return {
    bits: 32,
    integer: true,
    constant: (value) => tape.record({ kind: 'constant', shape: 'i32x4', value: value | 0 }),
    ...operationsOn(tape, 'i32x4'),
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

/** The carrier of each dtype on one tape, made when it is first asked for. */
export function carriersOn(
  tape: Tape,
  tables: Tables,
  width: 2 | 4,
): (dtype: DType) => Lanes<Value, Value> {
  const made: { -readonly [K in Lane]?: Lanes<Value, Value> } = {}
  return (dtype) => {
    const lane = laneOf[dtype]
    made[lane] ??=
      lane === 'i32x4' ? integerLanes(tape) : floatLanes(tape, tables, bitsOf[lane], width)
    return made[lane]
  }
}

const bitsOf = { f64x2: 64, f32x4: 32 } as const

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
