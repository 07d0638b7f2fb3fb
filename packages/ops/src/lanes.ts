/**
 * The machine operations that every elementwise op is written in, over a carrier with
 * values `V` and truth values `M`. The interpreter reads a row with numbers, the compiler
 * with WebAssembly locals (several vectors at once where that pays), so a numeric helper
 * has one definition and both compute the same bits.
 *
 * All float operations round once, to the carrier's own precision, ties to even.
 */
export interface Lanes<V, M> {
  /** 64 or 32 for floats; `integer` carriers have 32 bits. */
  readonly bits: 32 | 64
  readonly integer: boolean
  constant(value: number): V
  add(a: V, b: V): V
  sub(a: V, b: V): V
  mul(a: V, b: V): V
  div(a: V, b: V): V
  neg(a: V): V
  abs(a: V): V
  sqrt(a: V): V
  /** The smaller; NaN if either is NaN; -0 is smaller than +0. */
  min(a: V, b: V): V
  max(a: V, b: V): V
  floor(a: V): V
  /** The nearest integer, ties to even. */
  nearest(a: V): V
  eq(a: V, b: V): M
  ne(a: V, b: V): M
  lt(a: V, b: V): M
  le(a: V, b: V): M
  gt(a: V, b: V): M
  ge(a: V, b: V): M
  and(a: M, b: M): M
  or(a: M, b: M): M
  not(a: M): M
  /** `a` where the mask holds, else `b`; both are computed. */
  select(mask: M, a: V, b: V): V
  /** `slow()` where the mask holds, else `fast`; `slow` runs only if some lane needs it. */
  when(mask: M, slow: () => V, fast: V): V
  /** 2ⁿ for an integer-valued `n` from -1022 to 1023 (f32: -126 to 127); other `n` give rubbish. */
  powerOfTwo(n: V): V
  /** ⌊log₂ x⌋ of a positive normal `x`, as a value. */
  exponent(x: V): V
  /** x / 2^exponent(x), in [1, 2), of a positive normal `x`. */
  mantissa(x: V): V
  /** The magnitude of `a` with the sign of `b`. */
  copySign(a: V, b: V): V
  /** `table[index]`, for an integer-valued index inside the table. */
  lookup(table: readonly number[], index: V): V
  /** Runs a program in f64 on values of this carrier, and rounds its result once. */
  wide(program: <W, N>($: Lanes<W, N>, ...args: W[]) => W, ...args: V[]): V
}

const scratch = new DataView(new ArrayBuffer(8))

/** The carrier of plain numbers in double precision. */
export const f64Lanes: Lanes<number, boolean> = {
  bits: 64,
  integer: false,
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  floor: Math.floor,
  nearest: nearestEven,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  and: (a, b) => a && b,
  or: (a, b) => a || b,
  not: (a) => !a,
  select: (mask, a, b) => (mask ? a : b),
  when: (mask, slow, fast) => (mask ? slow() : fast),
  powerOfTwo(n) {
    scratch.setInt32(0, ((n + 1023) << 20) | 0)
    scratch.setInt32(4, 0)
    return scratch.getFloat64(0)
  },
  exponent(x) {
    scratch.setFloat64(0, x)
    return (scratch.getUint32(0) >>> 20) - 1023
  },
  mantissa(x) {
    scratch.setFloat64(0, x)
    scratch.setUint32(0, (scratch.getUint32(0) & 0xfffff) | 0x3ff00000)
    return scratch.getFloat64(0)
  },
  copySign: (a, b) => (isNegative(b) ? -Math.abs(a) : Math.abs(a)),
  lookup: (table, index) => table[index] ?? 0,
  wide: (program, ...args) => program(f64Lanes, ...args),
}

function nearestEven(x: number): number {
  if (Math.abs(x) >= 4503599627370496 || Number.isNaN(x)) return x
  const rounded = x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)
  return rounded === 0 ? f64Lanes.copySign(0, x) : rounded
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0)
}
