/**
 * A floating-point number of 256 bits: `mantissa · 2^exponent`. The oracle of the tests
 * computes with it, so that a difference of neighbouring values still has 40 digits.
 */
export interface Big {
  readonly mantissa: bigint
  readonly exponent: number
}

export const precision = 256

/** Rounds to the precision; the error is below one unit of the last bit. */
function make(mantissa: bigint, exponent: number): Big {
  if (mantissa === 0n) return zero
  const excess = bitLength(mantissa) - precision
  if (excess <= 0) return { mantissa, exponent }
  return { mantissa: mantissa >> BigInt(excess), exponent: exponent + excess }
}

export const zero: Big = { mantissa: 0n, exponent: 0 }
export const one: Big = { mantissa: 1n, exponent: 0 }
export const two: Big = { mantissa: 2n, exponent: 0 }
export const half: Big = { mantissa: 1n, exponent: -1 }

function bitLength(value: bigint): number {
  const digits = (value < 0n ? -value : value).toString(16)
  return 4 * digits.length - Math.clz32(Number.parseInt(digits.charAt(0), 16)) + 28
}

/** 2^size is just above the number; `-Infinity` for zero. */
export function sizeOf(a: Big): number {
  return a.mantissa === 0n ? Number.NEGATIVE_INFINITY : bitLength(a.mantissa) + a.exponent
}

/** The number that a double exactly is. */
export function fromDouble(value: number): Big {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number of the oracle`)
  let [mantissa, exponent] = [value, 0]
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent--
  }
  return make(BigInt(mantissa), exponent)
}

export function fromInteger(value: bigint | number): Big {
  return make(BigInt(value), 0)
}

/** The nearest double, or one beside it. */
export function toDouble(a: Big): number {
  const excess = bitLength(a.mantissa) - 64
  if (excess <= 0) return scale(Number(a.mantissa), a.exponent)
  return scale(Number(a.mantissa >> BigInt(excess)), a.exponent + excess)
}

function scale(value: number, exponent: number): number {
  const first = Math.max(-1000, Math.min(1000, exponent))
  return value * 2 ** first * 2 ** Math.max(-1000, Math.min(1000, exponent - first))
}

export function add(a: Big, b: Big): Big {
  if (a.mantissa === 0n) return b
  if (b.mantissa === 0n) return a
  const [high, low] = a.exponent > b.exponent ? [a, b] : [b, a]
  const shift = high.exponent - low.exponent
  // What is too small to change the sum is left out, or the shift would fill the memory.
  if (shift > 3 * precision && sizeOf(low) < high.exponent - precision) return high
  return make((high.mantissa << BigInt(shift)) + low.mantissa, low.exponent)
}

export function negate(a: Big): Big {
  return { mantissa: -a.mantissa, exponent: a.exponent }
}

export function subtract(a: Big, b: Big): Big {
  return add(a, negate(b))
}

export function multiply(a: Big, b: Big): Big {
  return make(a.mantissa * b.mantissa, a.exponent + b.exponent)
}

/** Throws a RangeError where the divisor is zero. */
export function divide(a: Big, b: Big): Big {
  if (b.mantissa === 0n) throw new RangeError('a quotient by zero')
  const shift = Math.max(0, precision + 2 + bitLength(b.mantissa) - bitLength(a.mantissa))
  return make((a.mantissa << BigInt(shift)) / b.mantissa, a.exponent - shift - b.exponent)
}

/** Throws a RangeError for numbers below zero. */
export function squareRoot(a: Big): Big {
  if (a.mantissa < 0n) throw new RangeError('a square root of less than zero')
  if (a.mantissa === 0n) return zero
  let shift = Math.max(0, 2 * precision + 4 - bitLength(a.mantissa))
  if ((a.exponent - shift) % 2 !== 0) shift++
  const value = a.mantissa << BigInt(shift)
  // Newton's iteration falls to the root from above.
  let root = 1n << BigInt(Math.ceil(bitLength(value) / 2))
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return make(root, (a.exponent - shift) / 2)
    root = next
  }
}

export function compare(a: Big, b: Big): number {
  const { mantissa } = subtract(a, b)
  return mantissa > 0n ? 1 : mantissa < 0n ? -1 : 0
}

export function absolute(a: Big): Big {
  return a.mantissa < 0n ? negate(a) : a
}

/** The largest whole number that is not above a number. */
export function floor(a: Big): bigint {
  return a.exponent >= 0 ? a.mantissa << BigInt(a.exponent) : a.mantissa >> BigInt(-a.exponent)
}

/** `a · 2^count`. */
export function shifted(a: Big, count: number): Big {
  return a.mantissa === 0n ? a : { mantissa: a.mantissa, exponent: a.exponent + count }
}

/** A whole power, by squaring. */
export function wholePower(a: Big, count: number): Big {
  let [result, square] = [one, a]
  for (let rest = Math.abs(count); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square)
    square = multiply(square, square)
  }
  return count < 0 ? divide(one, result) : result
}
