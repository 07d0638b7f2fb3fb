import type { Expr } from '../expr.ts'
import { numberOf, whole } from '../leaves.ts'
import { collectSum } from '../number/collect.ts'
import { isMinusOne, isOne, type Numeral, one } from '../number/numeral.ts'
import { intern } from '../pool.ts'
import { compareTerms } from './order.ts'
import { coefficientPart, unscaledPart } from './parts.ts'
import { negate, scale } from './product.ts'

/** The sum of terms, in canonical form; 0 of none. */
export function sum(terms: readonly Expr[]): Expr {
  if (terms.length === 1) return terms[0]!
  let collected = collectTerms(flatten(terms))
  // Coefficients may add up to ±1 in front of a sum, which then dissolves in this one.
  while (collected.some(isOpen)) collected = collectTerms(flatten(collected))
  if (collected.length === 0) return whole(0)
  if (collected.length === 1) return collected[0]!
  return intern('sum', '', collected.sort(compareTerms))
}

/** Whether a term is a sum that is taken apart: see Note [Long sums and products]. */
function isOpen(term: Expr): boolean {
  return term.kind === 'sum' && term.operands.length <= mostTerms
}

const mostTerms = 256

function flatten(terms: readonly Expr[]): readonly Expr[] {
  if (!terms.some(isOpen)) return terms
  const flat: Expr[] = []
  for (const term of terms) {
    if (isOpen(term)) for (const inner of term.operands) flat.push(inner)
    else flat.push(term)
  }
  return flat
}

function collectTerms(terms: readonly Expr[]): Expr[] {
  const numbers: Numeral[] = []
  const coefficients = new Map<Expr, Numeral | Numeral[]>()
  const originals = new Map<Expr, Expr>()
  for (const term of terms) {
    if (term.kind === 'number') numbers.push(term.value)
    else addCoefficient(coefficients, originals, term)
  }
  const collected: Expr[] = []
  for (const [rest, found] of coefficients) {
    if (!Array.isArray(found)) collected.push(originals.get(rest)!)
    else for (const value of collectSum(found)) collected.push(withCoefficient(value, rest))
  }
  for (const value of collectSum(numbers)) collected.push(numberOf(value))
  return collected
}

function addCoefficient(
  coefficients: Map<Expr, Numeral | Numeral[]>,
  originals: Map<Expr, Expr>,
  term: Expr,
): void {
  const rest = unscaledPart(term)
  const value = rest === term ? one : coefficientPart(term)
  const known = coefficients.get(rest)
  if (known === undefined) {
    coefficients.set(rest, value)
    originals.set(rest, term)
  } else if (Array.isArray(known)) known.push(value)
  else coefficients.set(rest, [known, value])
}

function withCoefficient(value: Numeral, rest: Expr): Expr {
  if (isOne(value)) return rest
  return isMinusOne(value) ? negate(rest) : scale(value, rest)
}
