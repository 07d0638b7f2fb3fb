import type { Expr } from '../expr.ts'
import { numberOf, whole } from '../leaves.ts'
import { collectSum } from '../number/collect.ts'
import { isMinusOne, isOne, type Numeral } from '../number/numeral.ts'
import { intern } from '../pool.ts'
import { compareTerms } from './order.ts'
import { coefficientPart, unscaledPart } from './parts.ts'
import { negate, scale } from './product.ts'

/** The sum of terms, in canonical form; 0 of none. */
export function sum(terms: readonly Expr[]): Expr {
  if (terms.length === 1) return terms[0]!
  if (terms.length === 2 && staysApart(terms[0]!, terms[1]!)) {
    return intern('sum', '', terms.toSorted(compareTerms))
  }
  let collected = collectTerms(flatten(terms))
  // Coefficients may add up to ±1 in front of a sum, which then dissolves in this one.
  while (collected.some(isOpen)) collected = collectTerms(flatten(collected))
  if (collected.length === 0) return whole(0)
  if (collected.length === 1) return collected[0]!
  return intern('sum', '', collected.sort(compareTerms))
}

/** Whether two terms make a sum as they are: the common case. */
function staysApart(a: Expr, b: Expr): boolean {
  if (a.kind === 'sum' || b.kind === 'sum' || a === whole(0) || b === whole(0)) return false
  if (a.kind === 'number') return b.kind !== 'number'
  return b.kind === 'number' || unscaledPart(a) !== unscaledPart(b)
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
  // By what stands after the coefficient: the term itself, or several coefficients.
  const groups = new Map<Expr, Expr | Numeral[]>()
  for (const term of terms) {
    if (term.kind === 'number') numbers.push(term.value)
    else addTerm(groups, term)
  }
  const collected: Expr[] = []
  for (const [rest, found] of groups) {
    if (!Array.isArray(found)) collected.push(found)
    else for (const value of collectSum(found)) collected.push(withCoefficient(value, rest))
  }
  for (const value of collectSum(numbers)) collected.push(numberOf(value))
  return collected
}

function addTerm(groups: Map<Expr, Expr | Numeral[]>, term: Expr): void {
  const rest = unscaledPart(term)
  const known = groups.get(rest)
  if (known === undefined) groups.set(rest, term)
  else if (Array.isArray(known)) known.push(coefficientPart(term))
  else groups.set(rest, [coefficientPart(known), coefficientPart(term)])
}

function withCoefficient(value: Numeral, rest: Expr): Expr {
  if (isOne(value)) return rest
  return isMinusOne(value) ? negate(rest) : scale(value, rest)
}
