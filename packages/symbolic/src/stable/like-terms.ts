import { coefficientPart, unscaledPart } from '../canonical/parts.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf } from '../factors.ts'
import { push } from '../identity/rule.ts'
import { whole } from '../leaves.ts'
import type { Numeral } from '../number/numeral.ts'

/** A term of a sum: the number in front, and the factors that are looked at. */
export interface LikeTerm {
  readonly index: number
  readonly coefficient: Numeral
  /** None for the term that is the cofactor alone. */
  readonly taken: readonly Expr[]
}

/** Terms of one sum that have all but the factors of interest in common. */
export interface LikeTerms<Key> {
  readonly key: Key
  readonly cofactor: Expr
  readonly terms: readonly LikeTerm[]
}

/** What some terms of a sum are together. */
export interface Joined {
  readonly value: Expr
  readonly indices: readonly number[]
}

/**
 * The terms of a sum that differ in factors of interest: y·cos(x), -y and 2·y·cos(x)^2 have
 * the cofactor y. Only groups of two terms or more are listed.
 *
 * @param keyOf  What a factor of interest belongs to, here the angle x.
 */
export function likeTerms<Key>(
  { operands }: Expr,
  keyOf: (factor: Expr) => Key | undefined,
): LikeTerms<Key>[] {
  const plain = new Map<Expr, LikeTerm>()
  for (const [index, term] of operands.entries()) {
    const isNumber = term.kind === 'number'
    const coefficient = isNumber ? term.value : coefficientPart(term)
    plain.set(isNumber ? whole(1) : unscaledPart(term), { index, coefficient, taken: [] })
  }
  const groups = new Map<Key, Map<Expr, LikeTerm[]>>()
  for (const [term, { index, coefficient }] of plain) {
    const factors = factorsOf(term)
    const byKey = new Map<Key, Expr[]>()
    for (const factor of factors) {
      const key = keyOf(factor)
      if (key !== undefined) push(byKey, key, factor)
    }
    for (const [key, taken] of byKey) {
      const cofactor = product(factors.filter((factor) => !taken.includes(factor)))
      const byCofactor = groups.get(key) ?? new Map<Expr, LikeTerm[]>()
      groups.set(key, byCofactor)
      push(byCofactor, cofactor, { index, coefficient, taken })
    }
  }
  return [...groups].flatMap(([key, byCofactor]) =>
    [...byCofactor].flatMap(([cofactor, terms]) => {
      const alone = plain.get(cofactor)
      const all = alone ? [...terms, alone] : terms
      return all.length > 1 ? [{ key, cofactor, terms: all }] : []
    }),
  )
}

/** A sum in which terms have been joined, each once, and what becomes of the others. */
export function replaceTerms(
  term: Expr,
  found: readonly Joined[],
  otherwise?: (one: Expr) => Expr,
): Expr {
  if (found.length === 0 && !otherwise) return term
  const gone = new Set<number>()
  const values: Expr[] = []
  for (const { value, indices } of found) {
    if (indices.some((index) => gone.has(index))) continue
    for (const index of indices) gone.add(index)
    values.push(value)
  }
  const others = term.operands.filter((_, index) => !gone.has(index))
  return sum([...(otherwise ? others.map(otherwise) : others), ...values])
}
