import type { Expr, ExprKind } from '../expr.ts'
import { compareNumerals } from '../number/numeral.ts'
import { exponentPart } from './parts.ts'

const rank: Readonly<Record<ExprKind, number>> = {
  number: 0,
  constant: 1,
  symbol: 2,
  power: 3,
  product: 4,
  sum: 5,
  call: 6,
}

/**
 * The total order of formulas: negative where `a` comes first. It looks at structure alone.
 *
 * Equal subterms are identical, so the first operands that differ decide: this is a walk
 * down one path, not a recursion.
 */
export function compareExprs(a: Expr, b: Expr): number {
  let x = a
  let y = b
  for (;;) {
    if (x === y) return 0
    const difference = compareHeads(x, y)
    if (difference !== 0) return difference
    let at = 0
    while (x.operands[at] === y.operands[at]) at++
    x = x.operands[at]!
    y = y.operands[at]!
  }
}

function compareHeads(a: Expr, b: Expr): number {
  if (a.kind !== b.kind) return rank[a.kind] - rank[b.kind]
  if (a.kind === 'number' && b.kind === 'number') return compareNumerals(a.value, b.value)
  return (
    a.height - b.height || compareNames(a.label, b.label) || a.operands.length - b.operands.length
  )
}

/**
 * The order of terms in a sum: highest degree first, then by factors as in a polynomial,
 * x³ + x²·y + x·y² + y³; simple before complicated, numbers last.
 */
export function compareTerms(a: Expr, b: Expr): number {
  const isNumber = Number(a.kind === 'number') - Number(b.kind === 'number')
  return isNumber || b.degree - a.degree || compareFactorLists(a, b) || compareExprs(a, b)
}

// Leaves coefficients out: a·b² comes before 2·c³.
function compareFactorLists(a: Expr, b: Expr): number {
  const x = factorsOf(a)
  const y = factorsOf(b)
  let i = firstFactor(x)
  let j = firstFactor(y)
  for (; i < x.length && j < y.length; i++, j++) {
    if (x[i] === y[j]) continue
    const p = x[i]!
    const q = y[j]!
    const difference = baseOf(p) === baseOf(q) ? -compareFactors(p, q) : compareFactors(p, q)
    if (difference !== 0) return difference
  }
  return x.length - i - (y.length - j)
}

function factorsOf(term: Expr): readonly Expr[] {
  return term.kind === 'product' ? term.operands : [term]
}

function firstFactor(factors: readonly Expr[]): number {
  let index = 0
  while (index < factors.length && factors[index]!.kind === 'number') index++
  return index
}

function baseOf(factor: Expr): Expr {
  return factor.kind === 'power' ? factor.operands[0] : factor
}

/** The order of factors in a product: simple bases first, whatever their exponents. */
export function compareFactors(a: Expr, b: Expr): number {
  const x = baseOf(a)
  const y = baseOf(b)
  if (x === y) return compareExprs(exponentPart(a), exponentPart(b))
  // Height comes before kind: the last factor is the most complicated one. Derivatives of
  // products share the products of all factors but the last; see Note [Product prefixes].
  const leaf = Number(x.height > 0) - Number(y.height > 0)
  return leaf || x.height - y.height || compareExprs(x, y)
}

/** By code units, but runs of digits by value: `x2` comes before `x10`. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0
  let at = 0
  while (a.charCodeAt(at) === b.charCodeAt(at)) at++
  const [x, y] = [digitsAround(a, at), digitsAround(b, at)]
  if (x !== '' && y !== '' && x.length !== y.length) return x.length - y.length
  return a < b ? -1 : 1
}

// The run of digits of `text` that reaches to or over the place where two names part.
function digitsAround(text: string, at: number): string {
  let start = at
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--
  let end = at
  while (isDigit(text.charCodeAt(end))) end++
  return text.slice(start, end)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Sorts a list in place. Most have a few entries, for which the engine's own sort is slow. */
export function sortInPlace(list: Expr[], compare: (a: Expr, b: Expr) => number): Expr[] {
  if (list.length > 10) return list.sort(compare)
  for (let i = 1; i < list.length; i++) {
    const entry = list[i]!
    let at = i
    for (; at > 0 && compare(list[at - 1]!, entry) > 0; at--) list[at] = list[at - 1]!
    list[at] = entry
  }
  return list
}
