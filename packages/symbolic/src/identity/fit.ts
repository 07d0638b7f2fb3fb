import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr, PowerExpr } from '../expr.ts'
import { factorsOf, wholeNumberOf } from '../factors.ts'
import { numberOf } from '../leaves.ts'
import { invertRational, makeRational } from '../number/numeral.ts'
import { hasTrait } from '../op-table.ts'

/** What the variables of a pattern stand for. */
export type Bindings = ReadonlyMap<string, Expr>

/** A fit of some patterns, and the parts that none of them took. */
export interface PartialFit {
  readonly bound: Bindings
  readonly rest: readonly Expr[]
}

// Choosing parts of a sum for k patterns takes n^k steps; nobody reads longer sums anyway.
const mostParts = 40

/**
 * All ways in which a pattern fits a formula. A pattern is a formula whose variables stand
 * for any formula, or for numbers where their names begin with n; `1 + a` fits any sum with
 * a 1 in it, and `-a` fits everything. Recursion follows the pattern, never the formula.
 */
export function* fit(pattern: Expr, term: Expr, bound: Bindings): Generator<Bindings> {
  switch (pattern.kind) {
    case 'number':
    case 'constant':
      if (pattern === term) yield bound
      return
    case 'symbol':
      yield* bind(pattern.label, term, bound)
      return
    case 'sum':
      if (term.kind === 'sum') yield* fitAll(pattern.operands, term.operands, bound, sum)
      return
    case 'product':
      yield* fitProduct(pattern, term, bound)
      return
    case 'power':
      yield* fitPower(pattern, term, bound)
      return
    case 'call':
      if (term.kind === 'call' && term.label === pattern.label) yield* fitCall(pattern, term, bound)
  }
}

function* bind(name: string, term: Expr, bound: Bindings): Generator<Bindings> {
  const known = bound.get(name)
  if (known) {
    if (known === term) yield bound
  } else if (!standsForNumber(name) || term.kind === 'number') {
    yield new Map(bound).set(name, term)
  }
}

function* fitCall(pattern: Expr, term: Expr, bound: Bindings): Generator<Bindings> {
  yield* fitInOrder(pattern.operands, term.operands, bound)
  if (term.kind === 'call' && term.operands.length === 2 && hasTrait(term.label, 'commutative')) {
    yield* fitInOrder(pattern.operands, term.operands.toReversed(), bound)
  }
}

function* fitInOrder(
  patterns: readonly Expr[],
  terms: readonly Expr[],
  bound: Bindings,
): Generator<Bindings> {
  const [first, ...others] = patterns
  if (!first) yield bound
  else
    for (const next of fit(first, terms[0]!, bound)) yield* fitInOrder(others, terms.slice(1), next)
}

function* fitProduct(pattern: Expr, term: Expr, bound: Bindings): Generator<Bindings> {
  const { coefficient, factors } = splitNumber(pattern)
  const scaled = coefficient
    ? product([power(coefficient, numberOf(makeRational(-1))), term])
    : term
  if (factors.length === 1) yield* fit(factors[0]!, scaled, bound)
  else if (scaled.kind === 'product') yield* fitAll(factors, scaled.operands, bound, product)
}

/** The number in front of a product, and its other factors. */
export function splitNumber(term: Expr): {
  coefficient: Expr | undefined
  factors: readonly Expr[]
} {
  if (term.kind !== 'product') return { coefficient: undefined, factors: [term] }
  const [first, ...others] = term.operands
  if (first?.kind === 'number') return { coefficient: first, factors: others }
  return { coefficient: undefined, factors: term.operands }
}

function* fitPower(pattern: PowerExpr, term: Expr, bound: Bindings): Generator<Bindings> {
  const [base, exponent] = pattern.operands
  const known = base.kind === 'symbol' ? bound.get(base.label) : undefined
  if (known && exponent.kind === 'number') {
    // Asked of what is known, as the square of -x is that of x.
    if (power(known, exponent) === term) yield bound
    return
  }
  if (term.kind === 'power') yield* fitInOrder(pattern.operands, term.operands, bound)
  const degree = wholeNumberOf(exponent) ?? 0
  if (base.kind !== 'symbol') return
  const root = degree < 2 ? undefined : perfectRoot(term, degree)
  if (!root || (term.kind === 'power' && root === term.operands[0])) return
  yield* bind(base.label, root, bound)
}

/** The formula whose power of this degree is `term`, where that can be seen: 2·x of 4·x². */
export function perfectRoot(term: Expr, degree: number): Expr | undefined {
  const roots: Expr[] = []
  for (const factor of factorsOf(term)) {
    const root = rootOfFactor(factor, degree)
    if (!root) return undefined
    roots.push(root)
  }
  return product(roots)
}

function rootOfFactor(factor: Expr, degree: number): Expr | undefined {
  if (factor.kind === 'number') {
    const root = power(factor, numberOf(makeRational(1, degree)))
    return root.kind === 'number' ? root : undefined
  }
  if (factor.kind !== 'power') return undefined
  const [base, exponent] = factor.operands
  const part = (wholeNumberOf(exponent) ?? Number.NaN) / degree
  return Number.isInteger(part) ? power(base, numberOf(makeRational(part))) : undefined
}

/** Fits where all parts are taken; a variable that stands alone takes all that is left. */
function* fitAll(
  patterns: readonly Expr[],
  parts: readonly Expr[],
  bound: Bindings,
  join: (parts: readonly Expr[]) => Expr,
): Generator<Bindings> {
  const open = patterns.filter(isOpen)
  const fixed = patterns.filter((pattern) => !isOpen(pattern))
  for (const { bound: next, rest } of fitSome([...fixed, ...open.slice(1)], parts, bound)) {
    if (!open[0]) {
      if (rest.length === 0) yield next
    } else if (rest.length > 0) yield* fit(open[0], join(rest), next)
  }
}

function isOpen(pattern: Expr): boolean {
  return pattern.kind === 'symbol' && !standsForNumber(pattern.label)
}

function standsForNumber(name: string): boolean {
  return name.startsWith('n')
}

/** A look at the heads, which settles most fits. */
export function mayFit(pattern: Expr, term: Expr): boolean {
  if (pattern.kind === 'call') return term.kind === 'call' && term.label === pattern.label
  if (pattern.kind === 'sum' || pattern.kind === 'number') return term.kind === pattern.kind
  return true
}

/** Fits where each pattern takes one part. */
export function* fitSome(
  patterns: readonly Expr[],
  parts: readonly Expr[],
  bound: Bindings,
): Generator<PartialFit> {
  const [first, ...others] = patterns
  if (!first) {
    yield { bound, rest: parts }
    return
  }
  if (parts.length > mostParts || parts.length < patterns.length) return
  for (const [i, part] of parts.entries()) {
    if (!mayFit(first, part)) continue
    for (const next of fit(first, part, bound)) {
      yield* fitSome(others, parts.toSpliced(i, 1), next)
    }
  }
}

/** 1 / n for a number. */
export function inverseOf(value: Expr): Expr {
  return value.kind === 'number' && value.value.kind === 'rational'
    ? numberOf(invertRational(value.value))
    : power(value, numberOf(makeRational(-1)))
}
