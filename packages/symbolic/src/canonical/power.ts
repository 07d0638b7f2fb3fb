import type { Expr, NumberExpr } from '../expr.ts'
import { constant, numberOf, whole } from '../leaves.ts'
import { exactRoot, multiplyIntegers } from '../number/integer.ts'
import {
  invertRational,
  isInteger,
  isNotANumber,
  isOne,
  isZero,
  makeRational,
  multiplyNumerals,
  type Numeral,
  negateNumeral,
  one,
  type Rational,
  signOf,
  toDouble,
} from '../number/numeral.ts'
import { intern } from '../pool.ts'
import { exponential } from './exponential.ts'
import { coefficientPart, exponentPart, isExponential, unscaledPart } from './parts.ts'
import { negate, product } from './product.ts'

/** `base ^ exponent`, in canonical form; 0⁰ is 1. */
export function power(base: Expr, exponent: Expr): Expr {
  if (exponent.kind === 'number') {
    if (isZero(exponent.value)) return whole(1)
    if (isOne(exponent.value)) return base
  }
  if (base.kind === 'number') return powerOfNumber(base, exponent)
  if (base === constant('e')) return intern('call', exponential, [exponent])
  // e is positive, so powers of its powers join for every exponent.
  if (isExponential(base)) return power(constant('e'), product([exponentPart(base), exponent]))
  if (exponent.kind !== 'number') return intern('power', '', [base, exponent])
  return powerToNumber(base, exponent)
}

function powerToNumber(base: Expr, exponent: NumberExpr): Expr {
  if (isInteger(exponent.value)) {
    if (base.kind === 'power') {
      return power(base.operands[0], product([base.operands[1], exponent]))
    }
    if (base.kind === 'product' && !base.operands.some(({ kind }) => kind === 'product')) {
      return product(base.operands.map((factor) => power(factor, exponent)))
    }
  }
  const coefficient = coefficientPart(base)
  if (signOf(coefficient) > 0 && !isOne(coefficient)) {
    const outside = powerOfNumerals(coefficient, exponent.value)
    if (outside) return product([outside, power(unscaledPart(base), exponent)])
  }
  return intern('power', '', [base, exponent])
}

function powerOfNumber(base: NumberExpr, exponent: Expr): Expr {
  if (isOne(base.value) || isNotANumber(base.value)) return base
  if (exponent.kind === 'number') {
    // All poles of the number zero are 1/0.
    if (isZero(base.value)) {
      return signOf(exponent.value) > 0 ? base : intern('power', '', [base, whole(-1)])
    }
    const value = powerOfNumerals(base.value, exponent.value)
    if (value) return value
    const split = splitExponent(base, exponent.value)
    if (split) return split
  }
  return intern('power', '', [base, exponent])
}

// 2^(-1/2) is 1/2·2^(1/2): exponents of numbers lie between 0 and 1, so that roots meet.
function splitExponent(base: NumberExpr, exponent: Numeral): Expr | undefined {
  if (base.value.kind === 'decimal' || exponent.kind === 'decimal' || signOf(base.value) <= 0) {
    return undefined
  }
  const floor = Math.floor(toDouble(exponent))
  if (floor === 0 || isInteger(exponent)) return undefined
  const outside = wholePower(base.value, floor)
  if (!outside) return undefined
  const { numerator, denominator } = exponent
  if (typeof numerator !== 'number' || typeof denominator !== 'number') return undefined
  const rest = numberOf(makeRational(numerator - floor * denominator, denominator))
  return product([outside, power(base, rest)])
}

/** The power where it, or what it divides by, is a number of reasonable size that is known exactly. */
function powerOfNumerals(base: Numeral, exponent: Numeral): Expr | undefined {
  if (exponent.kind === 'decimal' || isZero(base)) return undefined
  const { numerator, denominator } = exponent
  if (typeof numerator !== 'number' || typeof denominator !== 'number') return undefined
  if (denominator === 1) return wholePower(base, numerator)
  if (base.kind === 'decimal' || signOf(base) < 0) return undefined
  const [top, bottom] = [base.numerator, base.denominator].map((part) =>
    exactRoot(part, denominator),
  )
  if (top === undefined || bottom === undefined) return undefined
  return wholePower(makeRational(top, bottom), numerator)
}

// Numbers of more digits than this stay powers: they are easier to read so.
const mostBits = 256

function wholePower(base: Numeral, exponent: number): Expr | undefined {
  const count = Math.abs(exponent)
  const isModest = base.kind === 'decimal' ? count <= 16 : count * bitsOf(base) <= mostBits
  const value = isModest ? repeated(base, count) : undefined
  return value && (exponent < 0 ? reciprocal(value) : numberOf(value))
}

/**
 * 1 / value of a number that is not zero. A decimal's is no number that is known exactly, and
 * stays a power; its sign goes in front.
 */
export function reciprocal(value: Numeral): Expr {
  if (value.kind === 'rational') return numberOf(invertRational(value))
  if (signOf(value) < 0) return negate(reciprocal(negateNumeral(value)))
  return intern('power', '', [numberOf(value), whole(-1)])
}

function bitsOf({ numerator, denominator }: Rational): number {
  const size = multiplyIntegers(numerator, denominator)
  return Math.log2(Math.abs(Number(size)))
}

function repeated(base: Numeral, count: number): Numeral | undefined {
  let value: Numeral | undefined = one
  let square: Numeral | undefined = base
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) value = value && square && multiplyNumerals(value, square)
    if (rest > 1) square = square && multiplyNumerals(square, square)
  }
  return value
}
