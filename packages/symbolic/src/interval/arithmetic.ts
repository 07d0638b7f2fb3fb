import {
  around,
  contains,
  everything,
  type Interval,
  isKnown,
  outward,
  unknown,
} from './interval.ts'

export function add(a: Interval, b: Interval): Interval {
  if (!isKnown(a) || !isKnown(b)) return unknown
  const [low, high] = [sumOf(a.low, b.low, -1), sumOf(a.high, b.high, 1)]
  const total = outward(low, high)
  // Sums do not underflow: a zero is exact.
  return { low: low === 0 ? 0 : total.low, high: high === 0 ? 0 : total.high }
}

// ∞ - ∞ of two ends: there is no bound on that side.
function sumOf(a: number, b: number, side: number): number {
  const total = a + b
  return Number.isNaN(total) ? side * Infinity : total
}

export function negative({ low, high }: Interval): Interval {
  return { low: -high, high: -low }
}

export function multiply(a: Interval, b: Interval): Interval {
  if (!isKnown(a) || !isKnown(b)) return unknown
  if (a === b) return square(a)
  const found = around([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high].map(orZero))
  return withSign(found, a, b)
}

/** A product or quotient has the sign that its operands tell, whatever was rounded. */
function withSign(found: Interval, a: Interval, b: Interval): Interval {
  const isRising = (a.low >= 0 && b.low >= 0) || (a.high <= 0 && b.high <= 0)
  if (isRising) return { low: Math.max(0, found.low), high: found.high }
  const isFalling = (a.low >= 0 && b.high <= 0) || (a.high <= 0 && b.low >= 0)
  return isFalling ? { low: found.low, high: Math.min(0, found.high) } : found
}

// 0·∞ of two ends: the bound is what the finite values of the interval give.
function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}

/** The squares of the values of one interval, which are never negative. */
function square(a: Interval): Interval {
  const [low, high] = [Math.abs(a.low), Math.abs(a.high)]
  const least = contains(a, 0) ? 0 : Math.min(low, high)
  const squared = outward(least * least, Math.max(low, high) ** 2)
  return { low: Math.max(0, squared.low), high: squared.high }
}

export function divide(a: Interval, b: Interval): Interval {
  if (!isKnown(a) || !isKnown(b)) return unknown
  if (b.low < 0 && b.high > 0) return unknown
  if (b.low === 0 || b.high === 0) return withSign(divideToZero(a, b), a, b)
  const found = around([a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high].map(orZero))
  return withSign(found, a, b)
}

// The divisor reaches 0 at one end: quotients are unbounded where they are defined.
function divideToZero(a: Interval, b: Interval): Interval {
  if (b.low === b.high) return unknown
  const far = b.low === 0 ? b.high : b.low
  const signed = b.low === 0 ? a : negative(a)
  const distance = Math.abs(far)
  if (signed.low >= 0) return outward(signed.low / distance, Infinity)
  if (signed.high <= 0) return outward(-Infinity, signed.high / distance)
  return everything
}
