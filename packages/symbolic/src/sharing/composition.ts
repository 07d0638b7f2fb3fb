import { coefficientPart, unscaledPart } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf, isBelow, isNegative } from '../factors.ts'
import { numberOf, whole } from '../leaves.ts'
import { isOne, makeRational, type Numeral, negateNumeral, signOf } from '../number/numeral.ts'
import { rebuild } from '../rebuild.ts'

/**
 * How a sum or a product is put together: terms that are added and subtracted, or factors
 * above and below the line. None of the parts shows a minus or a negative power of its own,
 * so that `a - b` and `b - a`, `x/y` and `y/x` are seen to have the same parts.
 */
export interface Composition {
  readonly kind: 'sum' | 'product'
  /** Whether a product has a minus in front. */
  readonly isNegative: boolean
  readonly plus: readonly Expr[]
  readonly minus: readonly Expr[]
}

/** Takes a sum, a product or a quotient apart; `undefined` for other formulas. */
export function composition(expr: Expr): Composition | undefined {
  if (expr.kind === 'sum') return compositionOfSum(expr.operands)
  if (expr.kind === 'product' || (expr.kind === 'power' && isBelow(expr))) {
    return compositionOfProduct(expr)
  }
  return undefined
}

/** The formula of a composition over other parts, such as the names of those it has. */
export function compose(
  { kind, isNegative }: Composition,
  plus: readonly Expr[],
  minus: readonly Expr[],
): Expr {
  if (kind === 'sum') return sum([...plus, ...minus.map(negate)])
  const whole = product([...plus, ...minus.map((part) => invert(part))])
  return isNegative ? negate(whole) : whole
}

/** A node over other operands, in the order of {@link partsOf}. */
export function recompose(
  node: Expr,
  known: Composition | undefined,
  operands: readonly Expr[],
): Expr {
  if (!known) return rebuild(node, operands)
  const count = known.plus.length
  return compose(known, operands.slice(0, count), operands.slice(count))
}

/** What a node is put together from. */
export function partsOf(node: Expr, known: Composition | undefined): readonly Expr[] {
  return known ? [...known.plus, ...known.minus] : node.operands
}

function compositionOfSum(terms: readonly Expr[]): Composition {
  const [plus, minus]: [Expr[], Expr[]] = [[], []]
  for (const term of terms) {
    if (isNegative(term)) minus.push(negate(term))
    else plus.push(term)
  }
  return { kind: 'sum', isNegative: false, plus, minus }
}

function compositionOfProduct(expr: Expr): Composition {
  const coefficient = coefficientPart(expr)
  const isMinus = signOf(coefficient) < 0
  const { above, below } = splitNumber(isMinus ? negateNumeral(coefficient) : coefficient)
  for (const factor of factorsOf(unscaledPart(expr))) {
    if (isBelow(factor)) below.push(invert(factor))
    else above.push(factor)
  }
  return { kind: 'product', isNegative: isMinus, plus: above, minus: below }
}

function splitNumber(value: Numeral): { readonly above: Expr[]; readonly below: Expr[] } {
  if (value.kind === 'decimal') return { above: [numberOf(value)], below: [] }
  const [top, bottom] = [value.numerator, value.denominator].map((part) => makeRational(part))
  return { above: factors(top!), below: factors(bottom!) }
}

function factors(value: Numeral): Expr[] {
  return isOne(value) ? [] : [numberOf(value)]
}

function invert(factor: Expr): Expr {
  return power(factor, whole(-1))
}
