import {
  absolute,
  addIntegers,
  divideIntegers,
  greatestCommonDivisor,
  type Integer,
  multiplyIntegers,
  negateInteger,
} from './integer.ts'

/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly kind: 'rational'
  readonly numerator: Integer
  readonly denominator: Integer
}

/**
 * A double that is not a whole number, as a decimal literal gives it. Decimals stay
 * decimals: they never become the giant fraction that a double exactly is.
 */
export interface Decimal {
  readonly kind: 'decimal'
  readonly value: number
}

/** A number as formulas hold it. */
export type Numeral = Rational | Decimal

export const zero: Rational = makeRational(0)
export const one: Rational = makeRational(1)
export const minusOne: Rational = makeRational(-1)

/** The fraction `numerator / denominator` in lowest terms; the denominator is not zero. */
export function makeRational(numerator: Integer, denominator: Integer = 1): Rational {
  if (denominator === 1) return { kind: 'rational', numerator, denominator }
  const signed = denominator < 0
  const top = signed ? negateInteger(numerator) : numerator
  const bottom = absolute(denominator)
  const divisor = greatestCommonDivisor(top, bottom)
  return {
    kind: 'rational',
    numerator: divideIntegers(top, divisor),
    denominator: divideIntegers(bottom, divisor),
  }
}

/** What a double stands for: whole numbers of the safe range are exact, others are decimals. */
export function fromDouble(value: number): Numeral {
  if (Number.isSafeInteger(value)) return makeRational(value + 0)
  return { kind: 'decimal', value }
}

/** The nearest double. */
export function toDouble(value: Numeral): number {
  if (value.kind === 'decimal') return value.value
  const { numerator, denominator } = value
  if (typeof numerator === 'number' && typeof denominator === 'number') {
    return numerator / denominator
  }
  return divideRounded(BigInt(numerator), BigInt(denominator))
}

// Keeps 64 bits of the quotient and a sticky bit, so that `Number` rounds once.
function divideRounded(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n
  const top = negative ? -numerator : numerator
  const shift = 66 - top.toString(2).length + denominator.toString(2).length
  const scaled = shift >= 0 ? top << BigInt(shift) : top
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift)
  const quotient = (scaled / divisor) | (scaled % divisor === 0n ? 0n : 1n)
  const half = Math.trunc(-shift / 2)
  const magnitude = Number(quotient) * 2 ** half * 2 ** (-shift - half)
  return negative ? -magnitude : magnitude
}

/** The double that a number exactly is, where it is one. */
export function toExactDouble(value: Numeral): number | undefined {
  if (value.kind === 'decimal') return value.value
  const { numerator, denominator } = value
  if (typeof numerator !== 'number' || typeof denominator !== 'number') return undefined
  return Number.isInteger(Math.log2(denominator)) ? numerator / denominator : undefined
}

/** a + b; `undefined` where decimals take part and the sum is not itself a double. */
export function addNumerals(a: Numeral, b: Numeral): Numeral | undefined {
  if (a.kind === 'rational' && b.kind === 'rational') return addRationals(a, b)
  const [x, y] = [toExactDouble(a), toExactDouble(b)]
  if (x === undefined || y === undefined) return undefined
  const total = x + y
  // The error of a floating-point sum (Knuth, TAOCP 2, 4.2.2, theorem B).
  const virtual = total - x
  const error = x - (total - virtual) + (y - virtual)
  return error === 0 ? fromDouble(total) : undefined
}

/** a · b; `undefined` where decimals take part and the product is not itself a double. */
export function multiplyNumerals(a: Numeral, b: Numeral): Numeral | undefined {
  if (a.kind === 'rational' && b.kind === 'rational') return multiplyRationals(a, b)
  const [x, y] = [toExactDouble(a), toExactDouble(b)]
  if (x === undefined || y === undefined) return undefined
  const product = x * y
  return isExactProduct(x, y, product) ? fromDouble(product) : undefined
}

// The error of a floating-point product (Dekker 1971), away from overflow and underflow.
function isExactProduct(x: number, y: number, product: number): boolean {
  if (product === 0) return x === 0 || y === 0
  if (![x, y, product].every((value) => Math.abs(value) < 1e150 && Math.abs(value) > 1e-150)) {
    return false
  }
  const [xHigh, yHigh] = [highHalf(x), highHalf(y)]
  const [xLow, yLow] = [x - xHigh, y - yHigh]
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow) === 0
}

function highHalf(x: number): number {
  const scaled = 134217729 * x
  return scaled - (scaled - x)
}

export function addRationals(a: Rational, b: Rational): Rational {
  if (a.denominator === 1 && b.denominator === 1) {
    return makeRational(addIntegers(a.numerator, b.numerator))
  }
  const left = multiplyIntegers(a.numerator, b.denominator)
  const right = multiplyIntegers(b.numerator, a.denominator)
  return makeRational(addIntegers(left, right), multiplyIntegers(a.denominator, b.denominator))
}

export function multiplyRationals(a: Rational, b: Rational): Rational {
  const numerator = multiplyIntegers(a.numerator, b.numerator)
  if (a.denominator === 1 && b.denominator === 1) return makeRational(numerator)
  return makeRational(numerator, multiplyIntegers(a.denominator, b.denominator))
}

/** 1 / a of a fraction that is not zero. */
export function invertRational(a: Rational): Rational {
  return makeRational(a.denominator, a.numerator)
}

export function negateNumeral(a: Numeral): Numeral {
  if (a.kind === 'decimal') return { kind: 'decimal', value: -a.value }
  return makeRational(negateInteger(a.numerator), a.denominator)
}

/** -1, 0 or 1; NaN counts as 0. */
export function signOf(a: Numeral): number {
  if (a.kind === 'decimal') return a.value > 0 ? 1 : a.value < 0 ? -1 : 0
  return a.numerator > 0 ? 1 : a.numerator < 0 ? -1 : 0
}

export function isZero(a: Numeral): boolean {
  return a.kind === 'rational' && a.numerator === 0
}

export function isNotANumber(a: Numeral): boolean {
  return a.kind === 'decimal' && Number.isNaN(a.value)
}

export function isOne(a: Numeral): boolean {
  return a.kind === 'rational' && a.numerator === 1 && a.denominator === 1
}

export function isMinusOne(a: Numeral): boolean {
  return a.kind === 'rational' && a.numerator === -1 && a.denominator === 1
}

/** Whether a number is whole and exact. */
export function isInteger(a: Numeral): a is Rational {
  return a.kind === 'rational' && a.denominator === 1
}

/** Negative where a < b, positive where a > b, exact on fractions. */
export function compareNumerals(a: Numeral, b: Numeral): number {
  if (a.kind === 'rational' && b.kind === 'rational') {
    const left = multiplyIntegers(a.numerator, b.denominator)
    const right = multiplyIntegers(b.numerator, a.denominator)
    return left < right ? -1 : left > right ? 1 : 0
  }
  const [x, y] = [toDouble(a), toDouble(b)]
  if (x !== y) return x < y ? -1 : 1
  return a.kind === b.kind ? 0 : a.kind === 'rational' ? -1 : 1
}

/** The digits of a number as a formula shows them; they read back as the same number. */
export function printNumeral(a: Numeral): string {
  if (a.kind === 'decimal') return printDouble(a.value)
  return a.denominator === 1 ? String(a.numerator) : `${a.numerator}/${a.denominator}`
}

// A literal too large for a double is read as infinity, and so is written as one; digits
// alone would be read as an exact number.
function printDouble(value: number): string {
  if (Number.isNaN(value)) return '0/0'
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999'
  return Number.isInteger(value) ? value.toExponential() : String(value)
}
