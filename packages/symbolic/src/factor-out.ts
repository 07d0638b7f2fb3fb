import { basePart, exponentPart } from './canonical/parts.ts'
import { power } from './canonical/power.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import type { Expr } from './expr.ts'
import { factorsOf } from './factors.ts'
import { numberOf, whole } from './leaves.ts'
import { greatestCommonDivisor, type Integer, multiplyIntegers } from './number/integer.ts'
import { compareNumerals, makeRational, type Numeral } from './number/numeral.ts'
import { rebuild } from './rebuild.ts'
import { foldExprs } from './traverse.ts'

/**
 * Takes what all terms of a sum share out of it, everywhere in a formula: `x²·y + 2·x`
 * becomes `x·(x·y + 2)`. Numbers are taken out with it, as far as they are fractions.
 */
export function factorOut(expr: Expr): Expr {
  const [factored] = foldExprs<Expr>([expr], (node, operands) =>
    factorOutOfNode(rebuild(node, operands)),
  )
  return factored!
}

/** Takes what its terms share out of one sum, not of its parts. */
export function factorOutOfNode(node: Expr): Expr {
  if (node.kind !== 'sum') return node
  const shared = product([commonNumber(node.operands), commonFactor(node.operands)])
  return shared === whole(1) ? node : divideOut(node.operands, shared)
}

/** `terms` as a product of `factor` and what is left of their sum. */
export function divideOut(terms: readonly Expr[], factor: Expr): Expr {
  const inverse = power(factor, whole(-1))
  return product([factor, sum(terms.map((term) => product([term, inverse])))])
}

/** The product of powers that divides all terms; 1 if they share nothing. */
export function commonFactor(terms: readonly Expr[]): Expr {
  const [first, ...others] = terms.map(powersOf)
  const shared: Expr[] = []
  for (const [base, exponent] of first ?? []) {
    const least = others.reduce<Expr | undefined>(
      (known, powers) => known && lesser(known, powers.get(base)),
      exponent,
    )
    if (least) shared.push(power(base, least))
  }
  return product(shared)
}

/** The bases of a term with their exponents, numbers left out. */
export function powersOf(term: Expr): ReadonlyMap<Expr, Expr> {
  const powers = new Map<Expr, Expr>()
  for (const factor of factorsOf(term)) {
    if (factor.kind === 'number') continue
    // exp(u) is taken as one thing: exponents of e are compared as formulas.
    const isPower = factor.kind === 'power'
    powers.set(isPower ? basePart(factor) : factor, isPower ? exponentPart(factor) : whole(1))
  }
  return powers
}

/** The smaller of two exponents, where both are numbers of one sign or equal. */
function lesser(a: Expr, b: Expr | undefined): Expr | undefined {
  if (a === b) return a
  if (a.kind !== 'number' || b?.kind !== 'number') return undefined
  return compareNumerals(a.value, b.value) <= 0 ? a : b
}

/** The greatest fraction that divides the coefficients of all terms into whole numbers. */
function commonNumber(terms: readonly Expr[]): Expr {
  let top: Integer = 0
  let bottom: Integer = 1
  for (const term of terms) {
    const value = leadingNumber(term)
    if (value.kind !== 'rational') return whole(1)
    top = greatestCommonDivisor(top, value.numerator)
    const shared = greatestCommonDivisor(bottom, value.denominator)
    bottom = multiplyIntegers(bottom, makeRational(value.denominator, shared).numerator)
  }
  return numberOf(makeRational(top, bottom))
}

function leadingNumber(term: Expr): Numeral {
  const first = term.kind === 'product' ? term.operands[0]! : term
  return first.kind === 'number' ? first.value : makeRational(1)
}
