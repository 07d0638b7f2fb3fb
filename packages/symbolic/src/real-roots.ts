import { negate } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { evaluate } from './evaluate.ts'
import type { Expr } from './expr.ts'
import { numberOf, rational, whole } from './leaves.ts'
import {
  absolute,
  greatestCommonDivisor,
  type Integer,
  multiplyIntegers,
} from './number/integer.ts'
import { isZero, makeRational, type Rational, signOf } from './number/numeral.ts'

/**
 * The real roots of a polynomial with fractions as coefficients, that of xⁱ at i, exactly;
 * `undefined` where some root is no fraction, and no root of one that square roots reach.
 */
export function realRoots(coefficients: readonly Expr[]): readonly Expr[] | undefined {
  const values: Rational[] = []
  for (const coefficient of coefficients) {
    if (coefficient.kind !== 'number' || coefficient.value.kind !== 'rational') return undefined
    values.push(coefficient.value)
  }
  const roots = rootsOf(values)
  return roots && [...new Set(roots)]
}

function rootsOf(coefficients: readonly Rational[]): readonly Expr[] | undefined {
  let rest = coefficients
  const roots: Expr[] = []
  for (;;) {
    const root = fractionRoot(rest)
    if (!root) break
    roots.push(numberOf(root))
    rest = divideByRoot(rest, root)
  }
  if (rest.length <= 1) return roots
  const others = irrationalRoots(rest)
  return others && [...roots, ...others]
}

/** Roots of polynomials in x^k of degree 1 or 2. */
function irrationalRoots(coefficients: readonly Rational[]): readonly Expr[] | undefined {
  const degree = coefficients.length - 1
  let stride = degree
  coefficients.forEach((value, i) => {
    if (!isZero(value)) stride = Number(greatestCommonDivisor(stride, i))
  })
  const inner = coefficients.filter((_, i) => i % stride === 0)
  if (inner.length > 3) return undefined
  const squares = inner.length === 3 ? quadraticRoots(inner) : linearRoot(inner)
  return stride === 1 ? squares : squares.flatMap((root) => rootsOfPower(root, stride))
}

function linearRoot([constant, slope]: readonly Rational[]): Expr[] {
  return [negate(numberOf(constant!).div(numberOf(slope!)))]
}

function quadraticRoots([c, b, a]: readonly Rational[]): Expr[] {
  const [x0, x1, x2] = [c!, b!, a!].map(numberOf) as [Expr, Expr, Expr]
  const discriminant = x1.pow(2).sub(x0.mul(x2).mul(4))
  if (discriminant.kind !== 'number' || signOf(discriminant.value) < 0) return []
  const radius = discriminant.pow(rational(1, 2))
  return [-1, 1].map((sign) => sum([negate(x1), radius.mul(sign)]).div(x2.mul(2)))
}

/** The real x with xᵏ equal to a number. */
function rootsOfPower(value: Expr, count: number): readonly Expr[] {
  const size = evaluate(value)
  const by = rational(1, count)
  if (count % 2 === 1) return [size < 0 ? negate(negate(value).pow(by)) : value.pow(by)]
  if (size < 0) return []
  return size === 0 ? [whole(0)] : [negate(value.pow(by)), value.pow(by)]
}

// Numbers with larger ends are not taken apart to look for fractions.
const mostDivisible = 1e7

/** A root that is a fraction: its numerator divides the first coefficient, its denominator the last. */
function fractionRoot(coefficients: readonly Rational[]): Rational | undefined {
  if (coefficients.length < 2) return undefined
  if (isZero(coefficients[0]!)) return makeRational(0)
  const scale = coefficients.reduce<Integer>(
    (known, { denominator }) =>
      multiplyIntegers(
        known,
        makeRational(denominator, greatestCommonDivisor(known, denominator)).numerator,
      ),
    1,
  )
  const [first, last] = [coefficients[0]!, coefficients.at(-1)!].map((value) =>
    absolute(makeRational(multiplyIntegers(value.numerator, scale), value.denominator).numerator),
  )
  for (const top of divisorsOf(first!)) {
    for (const bottom of divisorsOf(last!)) {
      for (const sign of [1, -1]) {
        const candidate = makeRational(sign * top, bottom)
        if (valueAt(coefficients, candidate) === whole(0)) return candidate
      }
    }
  }
  return undefined
}

function divisorsOf(value: Integer): number[] {
  if (typeof value !== 'number' || value > mostDivisible) return [1]
  const divisors: number[] = []
  for (let i = 1; i * i <= value; i++) {
    if (value % i === 0) divisors.push(i, value / i)
  }
  return divisors
}

function valueAt(coefficients: readonly Rational[], at: Rational): Expr {
  const x = numberOf(at)
  return coefficients.reduceRight((rest: Expr, value) => rest.mul(x).add(numberOf(value)), whole(0))
}

/** The quotient by `x - root`, by Horner's rule. */
function divideByRoot(coefficients: readonly Rational[], root: Rational): readonly Rational[] {
  const x = numberOf(root)
  const quotient: Rational[] = []
  let carried: Expr = whole(0)
  for (const value of coefficients.slice(1).toReversed()) {
    carried = carried.mul(x).add(numberOf(value))
    if (carried.kind === 'number' && carried.value.kind === 'rational') quotient.push(carried.value)
  }
  return quotient.reverse()
}
