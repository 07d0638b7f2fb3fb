import type { Expr } from '../expr.ts'
import { constant, num, numberOf, whole } from '../leaves.ts'
import { collectProduct } from '../number/collect.ts'
import {
  type Decimal,
  isMinusOne,
  isNotANumber,
  isOne,
  isZero,
  minusOne,
  multiplyRationals,
  type Numeral,
  negateNumeral,
  signOf,
} from '../number/numeral.ts'
import { intern, presentAll } from '../pool.ts'
import { compareFactors, sortInPlace } from './order.ts'
import { basePart, coefficientPart, exponentPart, unscaledFactors, unscaledPart } from './parts.ts'
import { power, reciprocal } from './power.ts'
import { sum } from './sum.ts'

/** The product of factors, in canonical form; 1 of none. */
export function product(given: readonly Expr[]): Expr {
  const factors = presentAll(given)
  if (factors.length === 1) return factors[0]!
  if (factors.length === 2) {
    const a = factors[0]!
    const b = factors[1]!
    if (a === whole(1)) return b
    if (b === whole(1)) return a
    if (staysApart(a, b)) return intern('product', '', compareFactors(a, b) > 0 ? [b, a] : [a, b])
    const scaled = scaleBy(a, b) ?? scaleBy(b, a)
    if (scaled) return scaled
  }
  const numbers: Numeral[] = []
  let rest = flatten(factors, numbers)
  // Powers that meet may become numbers, products, or powers of another base that meet in
  // turn: √2·√2, √(xy)·√(xy), (y²)^z·(y²)^(-z-1)·y².
  while (mayMeet(rest)) {
    const count = rest.length
    rest = joinReciprocals(collectPowers(rest))
    if (rest.length === count) break
    rest = flatten(rest, numbers)
  }
  const coefficients = collectProduct(numbers)
  if (coefficients.some(isNotANumber)) return num(Number.NaN)
  if (coefficients.some(isZero)) return rest.some(isPole) ? num(Number.NaN) : whole(0)
  return assemble(coefficients, rest)
}

/** Whether two factors make a product as they are: the common case. */
function staysApart(a: Expr, b: Expr): boolean {
  if (!isPlain(a) || !isPlain(b) || basePart(a) === basePart(b)) return false
  return !decimalBelow(a) || !decimalBelow(b)
}

function isPlain({ kind }: Expr): boolean {
  return kind !== 'number' && kind !== 'product'
}

/** The number d of a factor 1/d that is no fraction. */
function decimalBelow(factor: Expr): Decimal | undefined {
  if (factor.kind !== 'power') return undefined
  const base = factor.operands[0]
  if (base.kind !== 'number' || base.value.kind !== 'decimal') return undefined
  return factor.operands[1] === whole(-1) ? base.value : undefined
}

/** A fraction times a formula whose factors stay as they are: the other common case. */
function scaleBy(fraction: Expr, rest: Expr): Expr | undefined {
  if (fraction.kind !== 'number' || rest.kind === 'number') return undefined
  if (rest.kind === 'product' && !isOpen(rest)) return undefined
  const factors = unscaledFactors(rest)
  const coefficient = multiplyFractions(fraction.value, coefficientPart(rest))
  if (!coefficient || isZero(coefficient) || factors[0]!.kind === 'number') return undefined
  if (isOne(coefficient)) return unscaledPart(rest)
  if (isMinusOne(coefficient) && factors.length === 1 && factors[0]!.kind === 'sum')
    return undefined
  return intern('product', '', [numberOf(coefficient), ...factors])
}

function multiplyFractions(a: Numeral, b: Numeral): Numeral | undefined {
  return a.kind === 'decimal' || b.kind === 'decimal' ? undefined : multiplyRationals(a, b)
}

/** Whether two factors have one base, or divide by decimals. */
function mayMeet(factors: readonly Expr[]): boolean {
  if (factors.length > fewFactors) return true
  let below = 0
  for (let i = 0; i < factors.length; i++) {
    if (decimalBelow(factors[i]!) && ++below > 1) return true
    const base = basePart(factors[i]!)
    for (let j = 0; j < i; j++) if (basePart(factors[j]!) === base) return true
  }
  return false
}

const fewFactors = 8

/** `value · rest` for a number. */
export function scale(value: Numeral, rest: Expr): Expr {
  return product([numberOf(value), rest])
}

/** `-term`; the sign of a sum goes to its terms. */
export function negate(term: Expr): Expr {
  if (term.kind === 'number') return numberOf(negateNumeral(term.value))
  return scale(minusOne, term)
}

/** Whether a factor is a quotient by the number zero. */
function isPole(factor: Expr): boolean {
  const base = basePart(factor)
  return base.kind === 'number' && isZero(base.value)
}

function assemble(coefficients: readonly Numeral[], rest: Expr[]): Expr {
  const [only] = rest
  if (coefficients.length === 1 && rest.length === 1 && only?.kind === 'sum') {
    if (isMinusOne(coefficients[0]!)) return sum(only.operands.map(negate))
  }
  const sorted = sortInPlace(rest, compareFactors)
  const operands = coefficients.length > 0 ? [...coefficients.map(numberOf), ...sorted] : sorted
  if (operands.length === 0) return whole(1)
  return operands.length === 1 ? operands[0]! : intern('product', '', operands.slice())
}

/** Whether a factor is a product that is taken apart: see Note [Long sums and products]. */
function isOpen(factor: Expr): boolean {
  return factor.kind === 'product' && factor.operands.length <= mostFactors
}

const mostFactors = 64

/** Takes nested products apart and puts their numbers aside. */
function flatten(factors: readonly Expr[], numbers: Numeral[], flat: Expr[] = []): Expr[] {
  for (const factor of factors) {
    if (factor.kind === 'number') numbers.push(factor.value)
    else if (factor.kind !== 'product') flat.push(factor)
    else if (isOpen(factor)) flatten(factor.operands, numbers, flat)
    else {
      const coefficient = coefficientPart(factor)
      if (!isOne(coefficient)) numbers.push(coefficient)
      flat.push(unscaledPart(factor))
    }
  }
  return flat
}

/** Joins what divides by decimals like coefficients: x/1.5/2.25 is x/3.375. */
function joinReciprocals(factors: Expr[]): Expr[] {
  const below = factors.flatMap((factor) => decimalBelow(factor) ?? [])
  if (below.length < 2) return factors
  const others = factors.filter((factor) => !decimalBelow(factor))
  return [...others, ...collectProduct(below).map(reciprocal)]
}

/** Joins the powers of each base. */
function collectPowers(factors: readonly Expr[]): Expr[] {
  const groups = new Map<Expr, Expr | Expr[]>()
  for (const factor of factors) {
    const key = groupOf(factor)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, factor)
    else if (Array.isArray(known)) known.push(factor)
    else groups.set(key, [known, factor])
  }
  const joined: Expr[] = []
  for (const found of groups.values()) {
    if (!Array.isArray(found)) joined.push(found)
    else joined.push(power(basePart(found[0]!), sum(found.map(exponentPart))))
  }
  return joined
}

// Powers of e meet only where their exponents are multiples of one term: exp(x)·exp(-2·x)
// becomes exp(-x), but exp(x)·exp(y) keeps two functions that may be used elsewhere too.
function groupOf(factor: Expr): Expr {
  const base = basePart(factor)
  if (base !== constant('e')) return base
  const exponent = exponentPart(factor)
  if (exponent.kind === 'number') return base
  const unsigned = exponent.kind === 'sum' && startsNegative(exponent) ? negate(exponent) : exponent
  return power(base, unscaledPart(unsigned))
}

function startsNegative(term: Expr): boolean {
  return signOf(coefficientPart(term.operands[0]!)) < 0
}
