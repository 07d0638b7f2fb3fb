import type { Facts } from '../assumptions.ts'
import { basePart, exponentPart, isExponential } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { countOf, factorsOf, splitPower, termsOf, wholeNumberOf } from '../factors.ts'
import { numberOf, whole } from '../leaves.ts'
import { isInteger, makeRational, multiplyNumerals, toDouble } from '../number/numeral.ts'
import { parseExpression } from '../parse/parse.ts'
import { substitute } from '../substitute.ts'
import { freeVariables } from '../traverse.ts'
import { type Bindings, fit, fitSome, inverseOf, splitNumber } from './fit.ts'
import { type FormulaRule, headOf } from './rule.ts'

/** What the variables of an identity stand for, by name. */
export type Bound = Readonly<Record<string, Expr>>

/**
 * An identity as data. Both sides are formulas as text; their variables stand for any
 * formula, those that begin with n for numbers.
 *
 * Left sides that are sums fit terms of longer sums, and multiples of them; products fit
 * factors of longer products, and whole powers of them; powers fit whole powers of them.
 */
export interface Identity {
  readonly from: string
  readonly to: string
  /** A condition of its variables that has to be known; it holds wherever both sides are defined unless said. */
  readonly where: string | undefined
  /** What else decides whether it is used. */
  readonly when: Condition | undefined
}

/** A condition that formulas cannot say. */
export type Condition = (bound: Bound, facts: Facts) => boolean

/** Reads identities, one on each line: `left = right`, or `left = right where condition`. */
export function readIdentities(text: string, when?: Condition): Identity[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [sides, where] = line.trim().split(' where ')
      const [from, to] = sides!.split(' = ') as [string, string]
      return { from, to, where, when }
    })
}

/** The rule that an identity becomes; its sides are read when it is first needed. */
export function ruleOf(identity: Identity): FormulaRule {
  let known: Sides | undefined
  const sides = (): Sides => {
    known ??= readSides(identity)
    return known
  }
  return {
    name: `${identity.from} = ${identity.to}`,
    get heads() {
      return [headOf(sides().from)]
    },
    replace: (term, facts) => {
      const { from, to, where, needed } = sides()
      // Most terms lack a function that a pattern has; matching need not find that out.
      if (term.kind !== 'call') {
        const present = functionsOf(term)
        for (const op of needed) if (!present.has(op)) return undefined
      }
      for (const { bound, complete } of fitHead(from, term)) {
        const named: Bound = Object.fromEntries(bound)
        const isKnown = !where || facts.truth(substitute(where, named)) === true
        if (isKnown && identity.when?.(named, facts) !== false)
          return complete(substitute(to, named))
      }
      return undefined
    },
  }
}

interface Sides {
  readonly from: Expr
  readonly to: Expr
  readonly where: Expr | undefined
  readonly needed: Functions
}

function readSides(identity: Identity): Sides {
  const [from, to] = [parseExpression(identity.from), parseExpression(identity.to)]
  // A condition is no formula by itself.
  const [where] = identity.where ? parseExpression(`if(${identity.where}, 1, 0)`).operands : []
  return { from, to, where, needed: functionsOf(from) }
}

type Functions = ReadonlySet<string>

const knownFunctions = new WeakMap<Expr, Functions>()

/**
 * The ops of calls that are factors, or bases of factors, of a formula or of its terms, and
 * the exponents of roots: roots below the line join only where the whole becomes simpler.
 */
function functionsOf(expr: Expr): Functions {
  let found = knownFunctions.get(expr)
  if (!found) {
    const powers = termsOf(expr).flatMap((term) => factorsOf(term).map(splitPower))
    found = new Set(
      powers.flatMap(([base, exponent]) => {
        const isRoot = exponent.kind === 'number' && wholeNumberOf(exponent) === undefined
        const own = base.kind === 'call' ? [base.label] : []
        return isRoot ? [...own, exponent.label] : own
      }),
    )
    knownFunctions.set(expr, found)
  }
  return found
}

/** A fit at the head of a rule, and the whole term once the fitted part is replaced. */
interface HeadFit {
  readonly bound: Bindings
  readonly complete: (replacement: Expr) => Expr
}

const nothingBound: Bindings = new Map()

function* fitHead(pattern: Expr, term: Expr): Generator<HeadFit> {
  if (pattern.kind === 'sum' && term.kind === 'sum') yield* fitTerms(pattern, term)
  else if (pattern.kind === 'product') yield* fitFactors(pattern, term)
  else if (pattern.kind === 'power') yield* fitPowers(pattern, term)
  else for (const bound of fit(pattern, term, nothingBound)) yield { bound, complete: (e) => e }
}

/** Fits terms of a sum that are all multiplied by one scale. */
function* fitTerms(pattern: Expr, term: Expr): Generator<HeadFit> {
  const patterns = pattern.operands.toSorted((a, b) => b.height - a.height)
  const scaled: HeadFit[] = []
  for (const { bound, rest, scale } of fitScaled(patterns, term.operands, nothingBound)) {
    const complete = (e: Expr): Expr => sum([...rest, product([...scale, e])])
    if (scale.length === 1 && scale[0] === whole(1)) yield { bound, complete }
    else scaled.push({ bound, complete })
  }
  yield* scaled
}

/** A number and other factors, in canonical order. */
type Scale = readonly [number: Expr, ...factors: Expr[]]

interface ScaledFit {
  readonly bound: Bindings
  readonly rest: readonly Expr[]
  readonly scale: Scale
}

const mostTerms = 40

function* fitScaled(
  patterns: readonly Expr[],
  terms: readonly Expr[],
  bound: Bindings,
  scale?: Scale,
): Generator<ScaledFit> {
  const [first, ...others] = patterns
  if (!first) {
    if (scale) yield { bound, rest: terms, scale }
    return
  }
  if (terms.length > mostTerms) return
  // Where the scale is known, so are the number in front and the bases of other factors.
  const number = scale && first.kind !== 'symbol' ? product([scale[0], numberIn(first)]) : undefined
  const mayBe = (term: Expr): boolean =>
    !number || (numberIn(term) === number && scale!.every((one, i) => i === 0 || has(term, one)))
  if (scale && isBound(first, bound)) {
    // What the pattern has to be is known; a sum is so many terms.
    if (first.kind !== 'sum' && !terms.some(mayBe)) return
    const wanted = product([...scale, substitute(first, Object.fromEntries(bound))])
    const rest = withoutTerms(terms, wanted)
    if (rest) yield* fitScaled(others, rest, bound, scale)
    return
  }
  for (const [i, term] of terms.entries()) {
    if (!mayBe(term)) continue
    for (const next of fitMultiple(first, term, bound)) {
      if (scale && !isSameScale(next.scale, scale)) continue
      yield* fitScaled(others, terms.toSpliced(i, 1), next.bound, next.scale)
    }
  }
}

/** Whether a term has a power of the base of a factor. */
function has(term: Expr, factor: Expr): boolean {
  return factorsOf(term).some((one) => basePart(one) === basePart(factor))
}

function isSameScale(a: Scale, b: Scale): boolean {
  return a.length === b.length && a.every((factor, i) => factor === b[i])
}

function numberIn(term: Expr): Expr {
  const [first] = factorsOf(term)
  return first!.kind === 'number' ? first! : whole(1)
}

/** Whether all variables of a pattern are known. */
function isBound(pattern: Expr, bound: Bindings): boolean {
  return freeVariables(pattern).every((name) => bound.has(name))
}

function withoutTerms(terms: readonly Expr[], wanted: Expr): readonly Expr[] | undefined {
  let rest = terms
  for (const term of termsOf(wanted)) {
    const at = rest.indexOf(term)
    if (at < 0) return undefined
    rest = rest.toSpliced(at, 1)
  }
  return rest
}

/** Fits of a pattern to a term up to a factor. */
function* fitMultiple(
  pattern: Expr,
  term: Expr,
  bound: Bindings,
): Generator<{ readonly bound: Bindings; readonly scale: Scale }> {
  if (pattern.kind === 'symbol') {
    for (const next of fit(pattern, term, bound)) yield { bound: next, scale: [whole(1)] }
    return
  }
  const wanted = splitNumber(pattern)
  const { coefficient = whole(1), factors } = splitNumber(term)
  const inverse = wanted.coefficient ? inverseOf(wanted.coefficient) : whole(1)
  for (const { bound: next, rest } of fitSome(wanted.factors, factors, bound)) {
    yield { bound: next, scale: [product([coefficient, inverse]), ...rest] }
  }
  if (!factors.some(({ kind }) => kind === 'power')) return
  for (const { bound: next, rest } of fitSome(wanted.factors, splitPowers(factors), bound)) {
    const joined = splitNumber(product([coefficient, inverse, ...rest]))
    yield { bound: next, scale: [joined.coefficient ?? whole(1), ...joined.factors] }
  }
}

/** f^3 as f·f^2, of which f is a factor too. */
function splitPowers(factors: readonly Expr[]): readonly Expr[] {
  return factors.flatMap((factor) => {
    const count = countOf(factor)
    const [base] = factor.operands
    return factor.kind === 'power' && count > 1 ? [base!, power(base!, whole(count - 1))] : factor
  })
}

/** Fits factors of a product that are all raised to one whole power. */
function* fitFactors(pattern: Expr, term: Expr): Generator<HeadFit> {
  const wanted = splitNumber(pattern)
  const found = splitNumber(term)
  // Powers of e come last: which power of the pattern is meant is known by then.
  const patterns = wanted.factors.toSorted(
    (a, b) => Number(isExponential(a)) - Number(isExponential(b)) || b.height - a.height,
  )
  for (const { bound, rest, times } of fitRaised(patterns, found.factors, nothingBound)) {
    const outside = [found.coefficient ?? whole(1), ...rest]
    if (wanted.coefficient) outside.push(power(inverseOf(wanted.coefficient), whole(times)))
    yield { bound, complete: (e) => product([...outside, power(e, whole(times))]) }
  }
}

interface RaisedFit {
  readonly bound: Bindings
  readonly rest: readonly Expr[]
  readonly times: number
}

function* fitRaised(
  patterns: readonly Expr[],
  factors: readonly Expr[],
  bound: Bindings,
  times?: number,
): Generator<RaisedFit> {
  const [first, ...others] = patterns
  if (!first) {
    if (times !== undefined) yield { bound, rest: factors, times }
    return
  }
  if (factors.length > mostTerms || factors.length < patterns.length) return
  for (const [i, factor] of factors.entries()) {
    for (const next of fitPowerOf(first, factor, bound, times)) {
      if (times !== undefined && next.times !== times) continue
      yield* fitRaised(others, factors.toSpliced(i, 1), next.bound, next.times)
    }
  }
}

/** Fits of a pattern to a whole power of what it describes. */
function* fitPowerOf(
  pattern: Expr,
  factor: Expr,
  bound: Bindings,
  wanted?: number,
): Generator<{ readonly bound: Bindings; readonly times: number }> {
  for (const next of fit(pattern, factor, bound)) yield { bound: next, times: 1 }
  // The exponent of e is a formula, so that any power of exp(u) is possible.
  if (wanted !== undefined && wanted !== 1 && isExponential(factor)) {
    const root = power(factor, numberOf(makeRational(1, wanted)))
    for (const next of fit(pattern, root, bound)) yield { bound: next, times: wanted }
    return
  }
  const times = timesOf(pattern, factor)
  if (times === undefined || times === 1 || pattern.kind === 'symbol') return
  for (const next of fit(basePart(pattern), basePart(factor), bound)) yield { bound: next, times }
}

/** How often the exponent of a pattern goes into that of a factor, where that is whole. */
function timesOf(pattern: Expr, factor: Expr): number | undefined {
  const [wanted, found] = [exponentPart(pattern), exponentPart(factor)]
  if (wanted.kind !== 'number' || found.kind !== 'number') return undefined
  if (wanted.value.kind !== 'rational' || wanted.value.numerator === 0) return undefined
  const { numerator, denominator } = wanted.value
  const ratio = multiplyNumerals(found.value, makeRational(denominator, numerator))
  return ratio && isInteger(ratio) ? toDouble(ratio) : undefined
}

function* fitPowers(pattern: Expr, term: Expr): Generator<HeadFit> {
  for (const { bound, times } of fitPowerOf(pattern, term, nothingBound)) {
    yield { bound, complete: (e) => power(e, whole(times)) }
  }
}
