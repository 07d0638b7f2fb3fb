import { power } from './canonical/power.ts'
import { negate, product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { checkOrder, differentiate } from './differentiate.ts'
import { equivalent } from './equivalent.ts'
import { evaluate } from './evaluate.ts'
import type { Expr } from './expr.ts'
import { countOf, factorsOf } from './factors.ts'
import { type ExprLike, rational, sym, toExpr, whole } from './leaves.ts'
import { toDouble } from './number/numeral.ts'
import { pieceAt } from './piece-at.ts'
import { plainValues } from './plain-values.ts'
import { substitute } from './substitute.ts'
import { freeVariables } from './traverse.ts'

/**
 * The Taylor polynomial of a formula around a point, in powers of `variable - at`.
 *
 * Quotients whose parts both vanish there are divided as series, so `sin(x)/x` has one at 0.
 * A formula that is pieced together has one where the pieces on both sides agree to the
 * order: `abs(x)^3` to order 2 at 0, `abs(x)` to order 0. Throws a RangeError for an order
 * that is not a whole number from 0, and where the formula has no such polynomial.
 */
export function taylor(expr: Expr, variable: string, at: ExprLike, order: number): Expr {
  checkOrder(order)
  const point = toExpr(at)
  const [left, right] = [-nearby, nearby].map((step) => {
    const place = freeVariables(point).length > 0 ? {} : { [variable]: evaluate(point) + step }
    return pieceAt(expr, place)
  })
  const coefficients = seriesOf(right!, variable, point, order)
  const others = left === right ? coefficients : seriesOf(left!, variable, point, order)
  const value = substitute(expr, { [variable]: point })
  const isJump = left !== expr && !isUndefined(value) && differ(value, coefficients[0]!)
  if (isJump || coefficients.some((one, k) => differ(one, others[k]!))) hasNoSeries(variable)
  const step = sum([sym(variable), negate(point)])
  return sum(coefficients.map((value, k) => product([value, power(step, whole(k))])))
}

// No piece is as narrow as this, beside a point.
const nearby = 1e-6

/** The coefficients of the powers 0 to `order`. */
function seriesOf(expr: Expr, variable: string, point: Expr, order: number): Expr[] {
  const { above, below } = splitQuotient(expr)
  if (substitute(below, { [variable]: point }) !== whole(0)) {
    return derivativesAt(expr, variable, point, order)
  }
  const lost = vanishingOrder(below, variable, point, order)
  const top = derivativesAt(above, variable, point, order + lost)
  const bottom = derivativesAt(below, variable, point, order + lost)
  if (top.slice(0, lost).some((value) => value !== whole(0))) return hasNoSeries(variable)
  return divideSeries(top.slice(lost), bottom.slice(lost))
}

// How often formulas may vanish before the quotient counts as undefined.
const mostZeros = 16

function vanishingOrder(expr: Expr, variable: string, point: Expr, order: number): number {
  const values = derivativesAt(expr, variable, point, order + mostZeros)
  const first = values.findIndex((value) => value !== whole(0))
  return first < 0 ? hasNoSeries(variable) : first
}

function derivativesAt(expr: Expr, variable: string, point: Expr, order: number): Expr[] {
  const values: Expr[] = []
  let derivative = expr
  let factorial = 1n
  for (let k = 0; k <= order; k++) {
    if (k > 0) {
      derivative = differentiate(derivative, variable)
      factorial *= BigInt(k)
    }
    const value = substitute(derivative, { [variable]: point })
    if (isUndefined(value)) return hasNoSeries(variable)
    values.push(product([value, rational(1n, factorial)]))
  }
  return values
}

function differ(a: Expr, b: Expr): boolean {
  return equivalent(a, b) === 'different'
}

function isUndefined(value: Expr): boolean {
  if (freeVariables(value).length === 0) return !Number.isFinite(plainValues([value])[0]!)
  const parts = value.kind === 'product' || value.kind === 'sum' ? value.operands : [value]
  return parts.some((part) => {
    if (part.kind === 'number') return !Number.isFinite(toDouble(part.value))
    return part.kind === 'power' && part.operands[0] === whole(0)
  })
}

function hasNoSeries(variable: string): never {
  throw new RangeError(`the formula has no Taylor polynomial in ${variable} at this point`)
}

/** The factors above and below the line. */
function splitQuotient(expr: Expr): { readonly above: Expr; readonly below: Expr } {
  const factors = factorsOf(expr)
  const isBelow = (factor: Expr): boolean => countOf(factor) < 0
  return {
    above: product(factors.filter((factor) => !isBelow(factor))),
    below: power(product(factors.filter(isBelow)), whole(-1)),
  }
}

/** The series c with a = b·c, by long division. */
function divideSeries(a: readonly Expr[], b: readonly Expr[]): Expr[] {
  const inverse = power(b[0]!, whole(-1))
  const quotient: Expr[] = []
  a.forEach((value, k) => {
    const known = quotient.map((c, i) => negate(product([c, b[k - i]!])))
    quotient.push(product([sum([value, ...known]), inverse]))
  })
  return quotient
}
