import type { Vector } from './vector.ts'

/** Vectors of numbers with about 32 digits: each the sum of a double and its rounding error. */
export interface DoubleDoubles {
  readonly high: Vector
  readonly low: Vector
}

/** A number with about 32 digits. */
export interface DoubleDouble {
  readonly high: number
  readonly low: number
}

/** Doubles as they are. */
export function exact(values: Vector): DoubleDoubles {
  return { high: new Float64Array(values), low: new Float64Array(values.length) }
}

// 2²⁷ + 1: splits a double into two halves whose products are exact (Dekker 1971).
const splitter = 134217729

/** The rounding error of `a·b`. */
function productError(a: number, b: number, product: number): number {
  const ca = splitter * a
  const aHigh = ca - (ca - a)
  const aLow = a - aHigh
  const cb = splitter * b
  const bHigh = cb - (cb - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** The rounding error of `a + b` (Knuth 1969). */
function sumError(a: number, b: number, sum: number): number {
  const part = sum - a
  return a - (sum - part) + (b - part)
}

function renormalize(high: number, low: number): DoubleDouble {
  const sum = high + low
  return { high: sum, low: low - (sum - high) }
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = a.high + b.high
  return renormalize(high, sumError(a.high, b.high, high) + a.low + b.low)
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = a.high * b.high
  const error = productError(a.high, b.high, high)
  return renormalize(high, error + (a.high * b.low + a.low * b.high))
}

export function negate({ high, low }: DoubleDouble): DoubleDouble {
  return { high: -high, low: -low }
}

export function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, negate(b))
}

/** A number times a power of two, which is exact. */
export function scale({ high, low }: DoubleDouble, power: number): DoubleDouble {
  return { high: high * power, low: low * power }
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.high / b.high
  const rest = subtract(a, multiply(b, { high: first, low: 0 }))
  const second = rest.high / b.high
  const last = subtract(rest, multiply(b, { high: second, low: 0 })).high / b.high
  return add(renormalize(first, second), { high: last, low: 0 })
}

/** `Σ aᵢ bᵢ` */
export function dot(a: DoubleDoubles, b: DoubleDoubles): DoubleDouble {
  let sum: DoubleDouble = { high: 0, low: 0 }
  for (let i = 0; i < a.high.length; i++) sum = add(sum, multiply(entry(a, i), entry(b, i)))
  return sum
}

/** Subtracts `factor·b` from `a`, in place. */
export function subtractScaled(a: DoubleDoubles, factor: DoubleDouble, b: DoubleDoubles): void {
  const minus = { high: -factor.high, low: -factor.low }
  for (let i = 0; i < a.high.length; i++) {
    const { high, low } = add(entry(a, i), multiply(minus, entry(b, i)))
    a.high[i] = high
    a.low[i] = low
  }
}

function entry({ high, low }: DoubleDoubles, i: number): DoubleDouble {
  return { high: high[i]!, low: low[i]! }
}
