import type { Expr } from '../expr.ts'
import { numberOf, whole } from '../leaves.ts'
import { collectSum } from '../number/collect.ts'
import { addNumerals, isMinusOne, isOne, type Numeral } from '../number/numeral.ts'
import { intern, presentAll } from '../pool.ts'
import { compareTerms, sortInPlace } from './order.ts'
import { coefficientPart, hashOfUnscaled, isMultiple, unscaledPart } from './parts.ts'
import { negate, scale } from './product.ts'

/** The sum of terms, in canonical form; 0 of none. */
export function sum(given: readonly Expr[]): Expr {
  const terms = presentAll(given)
  if (terms.length === 1) return terms[0]!
  if (terms.length === 2) {
    const a = terms[0]!
    const b = terms[1]!
    if (staysApart(a, b)) return intern('sum', '', compareTerms(a, b) > 0 ? [b, a] : [a, b])
    if (a.kind === 'number' && b.kind === 'number') {
      const total = addNumerals(a.value, b.value)
      if (total) return numberOf(total)
    }
  }
  let collected = collectTerms(flatten(terms))
  // Coefficients may add up to ±1 in front of a sum, which then dissolves in this one.
  while (collected.some(isOpen)) collected = collectTerms(flatten(collected))
  if (collected.length === 0) return whole(0)
  if (collected.length === 1) return collected[0]!
  return intern('sum', '', sortInPlace(collected, compareTerms).slice())
}

/** Whether two terms make a sum as they are: the common case. */
function staysApart(a: Expr, b: Expr): boolean {
  if (a.kind === 'sum' || b.kind === 'sum' || a === whole(0) || b === whole(0)) return false
  if (a.kind === 'number') return b.kind !== 'number'
  return b.kind === 'number' || !isMultiple(a, b)
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

/** Adds numbers up, and the coefficients of terms that differ in nothing else. */
function collectTerms(terms: readonly Expr[]): Expr[] {
  const numbers: Numeral[] = []
  const apart: Expr[] = []
  let repeated: Map<number, Numeral[]> | undefined
  const find = terms.length > fewTerms ? findByHash(apart) : findByLook(apart)
  for (const term of terms) {
    if (term.kind === 'number') {
      numbers.push(term.value)
      continue
    }
    const at = find(term)
    if (at === apart.length) {
      apart.push(term)
      continue
    }
    repeated ??= new Map()
    const known = repeated.get(at)
    if (known) known.push(coefficientPart(term))
    else repeated.set(at, [coefficientPart(apart[at]!), coefficientPart(term)])
  }
  const collected = repeated ? joinRepeated(apart, repeated) : apart
  for (const value of collectSum(numbers)) collected.push(numberOf(value))
  return collected
}

const fewTerms = 8

/** The place of the term that another is a multiple of; the end where there is none. */
type Find = (term: Expr) => number

function findByLook(terms: readonly Expr[]): Find {
  return (term) => {
    let at = 0
    while (at < terms.length && !isMultiple(terms[at]!, term)) at++
    return at
  }
}

function findByHash(terms: readonly Expr[]): Find {
  const places = new Map<number, number>()
  return (term) => {
    for (let key = hashOfUnscaled(term); ; key++) {
      const at = places.get(key)
      if (at === undefined) {
        places.set(key, terms.length)
        return terms.length
      }
      if (isMultiple(terms[at]!, term)) return at
    }
  }
}

function joinRepeated(
  terms: readonly Expr[],
  repeated: ReadonlyMap<number, readonly Numeral[]>,
): Expr[] {
  const joined: Expr[] = []
  terms.forEach((term, at) => {
    const coefficients = repeated.get(at)
    if (!coefficients) joined.push(term)
    else {
      const rest = unscaledPart(term)
      for (const value of collectSum(coefficients)) joined.push(withCoefficient(value, rest))
    }
  })
  return joined
}

function withCoefficient(value: Numeral, rest: Expr): Expr {
  if (isOne(value)) return rest
  return isMinusOne(value) ? negate(rest) : scale(value, rest)
}
