import type { ConstantName, Expr } from './expr.ts'
import { type Integer, toInteger } from './number/integer.ts'
import { fromDouble, makeRational, type Numeral, printNumeral } from './number/numeral.ts'
import { internLeaf } from './pool.ts'

/** What builders take for a formula: a number means what {@link num} makes of it. */
export type ExprLike = Expr | number | bigint

/**
 * The variable with this name; names that formulas would read as something else are written
 * in backticks. Throws a RangeError for a name that is empty or has a backtick or a line
 * break, which no formula could read.
 */
export function sym(name: string): Expr {
  if (!/^[^`\n]+$/.test(name)) throw new RangeError(`${JSON.stringify(name)} is no name`)
  return internLeaf('symbol', name)
}

/**
 * A number: whole ones are exact, others are decimals, which mean the double itself. Throws a
 * TypeError for what is no number.
 */
export function num(value: number | bigint): Expr {
  if (Number.isInteger(value) && isSmall(value)) return whole(value)
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new TypeError(`${JSON.stringify(value)} is no number and no formula`)
  }
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
  if (value.kind === 'rational' && value.denominator === 1 && isSmall(value.numerator)) {
    return whole(value.numerator)
  }
  return internLeaf('number', printNumeral(value), value)
}

export function toExpr(value: ExprLike): Expr {
  return typeof value === 'object' ? value : num(value)
}

/** A constant by its name. */
export function constant(name: ConstantName): Expr {
  return internLeaf('constant', name)
}

// The numbers that formulas are full of, without a look at their digits.
const mostSmall = 1000
const small: (Expr | undefined)[] = new Array(2 * mostSmall + 1).fill(undefined)

function isSmall(value: Integer): value is number {
  return value >= -mostSmall && value <= mostSmall
}

/** A whole number of the safe range. */
export function whole(value: number): Expr {
  if (!isSmall(value)) return num(value)
  const at = value + mostSmall
  const known = small[at]
  if (known) return known
  const made = internLeaf('number', String(value), makeRational(value))
  small[at] = made
  return made
}
