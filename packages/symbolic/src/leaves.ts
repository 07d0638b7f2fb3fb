import type { ConstantName, Expr } from './expr.ts'
import { toInteger } from './number/integer.ts'
import { fromDouble, makeRational, type Numeral, printNumeral } from './number/numeral.ts'
import { intern } from './pool.ts'

/** What builders take for a formula: a number means what {@link num} makes of it. */
export type ExprLike = Expr | number | bigint

/** The variable with this name. */
export function sym(name: string): Expr {
  return intern('symbol', name, [])
}

/** A number: whole ones are exact, others are decimals, which mean the double itself. */
export function num(value: number | bigint): Expr {
  return typeof value === 'bigint'
    ? numberOf(makeRational(toInteger(value)))
    : numberOf(fromDouble(value))
}

/**
 * The exact fraction `numerator / denominator`. Throws a RangeError for a denominator of
 * zero or parts that are not whole numbers.
 */
export function rational(numerator: number | bigint, denominator: number | bigint = 1): Expr {
  for (const part of [numerator, denominator]) {
    if (typeof part === 'number' && !Number.isSafeInteger(part)) {
      throw new RangeError(`rational: ${part} is not a whole number of the safe range`)
    }
  }
  if (BigInt(denominator) === 0n) throw new RangeError('rational: the denominator is zero')
  return numberOf(makeRational(toInteger(BigInt(numerator)), toInteger(BigInt(denominator))))
}

/** The node of a number. */
export function numberOf(value: Numeral): Expr {
  return intern('number', printNumeral(value), [], value)
}

export function toExpr(value: ExprLike): Expr {
  return typeof value === 'object' ? value : num(value)
}

// Filled when first asked for: modules that need each other must not need each other's
// values while they load.
const small: { one?: Expr; zero?: Expr } = {}

/** A constant by its name. */
export function constant(name: ConstantName): Expr {
  return intern('constant', name, [])
}

/** A whole number of the safe range. */
export function whole(value: number): Expr {
  if (value === 1) {
    small.one ??= num(1)
    return small.one
  }
  if (value === 0) {
    small.zero ??= num(0)
    return small.zero
  }
  return num(value)
}
