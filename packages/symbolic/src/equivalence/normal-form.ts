import { type ElementwiseName, signatures } from '@gradus/ops'
import { type Rewriting, rewriteBottomUp } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import { call } from '../canonical/call.ts'
import { isExponential } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { CallExpr, Expr, PowerExpr } from '../expr.ts'
import { powersOf } from '../factor-out.ts'
import { factorsOf, isNegativeNumber, splitPower, termsOf, wholeNumberOf } from '../factors.ts'
import { splitNumber } from '../identity/fit.ts'
import { ruleOf } from '../identity/identity.ts'
import { rewritingOf } from '../identity/rule.ts'
import { constant, numberOf, rational, sym, whole } from '../leaves.ts'
import { compareNumerals, type Rational, signOf, toDouble } from '../number/numeral.ts'
import { parseExpression } from '../parse/parse.ts'
import { rebuild } from '../rebuild.ts'
import { foldExprs, nodesOf } from '../traverse.ts'
import { definitions } from './definitions.ts'
import { type Fraction, half, imaginary, PolynomialArithmetic, TooLarge } from './polynomial.ts'

let known: Rewriting<Expr, Facts> | undefined

const mostNodes = 400

/**
 * The numerator of a formula as a polynomial in independent-looking atoms: it is 0 only if
 * the formula is 0 wherever it is defined. `undefined` where it grows too large.
 */
export function numeratorOf(expr: Expr, facts: Facts): Expr | undefined {
  const nodes = nodesOf([expr])
  if (nodes.length > mostNodes) return undefined
  known ??= rewritingOf(definitions.map(ruleOf))
  const [defined] = rewriteBottomUp(known, facts, [expr], { budget: 2000 })
  const reader = new Reader(facts)
  try {
    const [fraction] = foldExprs<Fraction>([defined!], (node, operands) =>
      reader.read(node, operands),
    )
    return fraction!.top
  } catch (error) {
    if (error instanceof TooLarge) return undefined
    throw error
  }
}

/** Turns nodes into fractions of polynomials, bottom up. */
class Reader {
  readonly #facts: Facts
  readonly #arithmetic = new PolynomialArithmetic()
  readonly #atoms = new Map<Expr, Expr>()
  /** What an atom stands for. */
  readonly #meanings = new Map<Expr, Expr>()

  constructor(facts: Facts) {
    this.#facts = facts
  }

  read(node: Expr, operands: readonly Fraction[]): Fraction {
    const $ = this.#arithmetic
    switch (node.kind) {
      case 'sum':
        return operands.reduce((a, b) => $.add(a, b))
      case 'product':
        return operands.reduce((a, b) => $.multiply(a, b))
      case 'power':
        return this.#power(node, operands)
      case 'call':
        return this.#call(node, operands)
      case 'constant':
        return node === constant('e') ? this.#exponential(whole(1)) : $.of(node)
      default:
        return $.of(node)
    }
  }

  /** A formula that stands for the fraction, with the meanings of atoms put back. */
  #meaning({ top, bottom }: Fraction): Expr {
    const quotient = product([top, power(bottom, whole(-1))])
    const [meant] = foldExprs<Expr>([quotient], (node, operands) => {
      const meaning = this.#meanings.get(node)
      return meaning ?? rebuild(node, operands)
    })
    return meant!
  }

  // Signs are facts about real formulas: parts of a sine by itself are not.
  #isPositive(meaning: Expr): boolean {
    return isReal(meaning) && this.#facts.isPositive(meaning)
  }

  #isNonnegative(meaning: Expr): boolean {
    return isReal(meaning) && this.#facts.isNonnegative(meaning)
  }

  #atom(meaning: Expr): Expr {
    const known = this.#atoms.get(meaning)
    if (known) return known
    const atom = sym(`#${this.#atoms.size}`)
    this.#atoms.set(meaning, atom)
    this.#meanings.set(atom, meaning)
    return atom
  }

  #power(node: PowerExpr, [base, exponent]: readonly Fraction[]): Fraction {
    const by = node.operands[1]
    if (by.kind !== 'number') return this.#generalPower(base!, exponent!)
    if (by.value.kind !== 'rational') return this.#arithmetic.of(this.#atom(node))
    const { denominator } = by.value
    if (denominator === 1) return this.#arithmetic.raise(base!, toDouble(by.value))
    return this.#root(base!, by.value)
  }

  // b^y is exp(y·log b). The logarithm keeps its whole argument unless that is positive:
  // (-x)^y and x^y are different functions.
  #generalPower(base: Fraction, exponent: Fraction): Fraction {
    const meaning = this.#meaning(base)
    const logarithm = this.#isPositive(meaning)
      ? this.#log(base)
      : this.#arithmetic.of(this.#atom(call('log', [meaning])))
    return this.#exp(this.#arithmetic.multiply(exponent, logarithm))
  }

  /** base^(p/q): factors that are not negative get roots of their own. */
  #root(base: Fraction, by: Rational): Fraction {
    const $ = this.#arithmetic
    const isSplit = base.bottom === whole(1) || this.#isPositive(this.#meaning($.of(base.bottom)))
    if (!isSplit) return $.of(this.#atom(power(this.#meaning(base), numberOf(by))))
    const above = this.#rootOfPolynomial(base.top, by)
    return base.bottom === whole(1)
      ? above
      : $.multiply(above, $.invert(this.#rootOfPolynomial(base.bottom, by)))
  }

  #rootOfPolynomial(top: Expr, by: Rational): Fraction {
    const $ = this.#arithmetic
    const inside: Expr[] = []
    let outside = $.of(whole(1))
    for (const factor of factorsOf(top)) {
      const [base, exponent] = splitPower(factor)
      const meaning = this.#meaning($.of(base))
      const count = wholeNumberOf(exponent)
      const isEven = count !== undefined && count % 2 === 0
      if (isExponentialAtom(this.#meanings.get(base)) || base.kind === 'number') {
        const root = power(factor, numberOf(by))
        outside = $.multiply(outside, this.#rootsOfNumbers(root))
      } else if (count !== undefined && (isEven || this.#isNonnegative(meaning))) {
        const size = isEven ? this.#absoluteValue($.of(base)) : $.of(base)
        const scaled = product([exponent, numberOf(by)])
        outside = $.multiply(outside, this.#nonnegativePower(size, scaled))
      } else inside.push(factor)
    }
    if (inside.length === 0) return outside
    return $.multiply(outside, this.#nonnegativePower($.of(product(inside)), numberOf(by)))
  }

  /** base^r by an atom for the q-th root, with its relation. */
  #nonnegativePower(base: Fraction, by: Expr): Fraction {
    const $ = this.#arithmetic
    if (by.kind !== 'number' || by.value.kind !== 'rational') throw new TooLarge()
    if (by.value.denominator === 1) return $.raise(base, toDouble(by.value))
    const degree = Number(by.value.denominator)
    const meaning = this.#meaning(base)
    const atom = this.#atom(power(meaning, rational(1, degree)))
    if (base.bottom === whole(1)) $.relations.set(atom, { degree, value: base.top })
    return $.raise($.of(atom), Number(by.value.numerator))
  }

  // √6 is √2·√3, so that roots of numbers meet.
  #rootsOfNumbers(root: Expr): Fraction {
    const $ = this.#arithmetic
    const parts = factorsOf(root).map((factor) => {
      if (factor.kind !== 'power' || factor.operands[0].kind !== 'number') return factor
      const { value } = factor.operands[0]
      const exponent = factor.operands[1]
      if (value.kind !== 'rational' || signOf(value) <= 0) return factor
      return product([
        ...primesOf(Number(value.numerator)).map((prime) => power(whole(prime), exponent)),
        ...primesOf(Number(value.denominator)).map((prime) =>
          power(whole(prime), negate(exponent)),
        ),
      ])
    })
    return $.of(product(parts))
  }

  #call(node: CallExpr, operands: readonly Fraction[]): Fraction {
    if (isExponential(node)) return this.#exp(operands[0]!)
    const rule = this.#rules[node.label]
    if (rule) return rule(operands[0]!)
    if (signatures[node.label].includes('m')) return this.#arithmetic.of(this.#atom(node))
    const args = operands.map((operand) => this.#meaning(operand))
    return this.#odd(node.label, args)
  }

  readonly #rules: Partial<Record<ElementwiseName, (arg: Fraction) => Fraction>> = {
    log: (arg) => this.#log(arg),
    abs: (arg) => this.#absoluteValue(arg),
    sin: (arg) => this.#turn(arg).sine,
    cos: (arg) => this.#turn(arg).cosine,
  }

  /** A call as an atom; odd functions take signs out of their argument. */
  #odd(op: ElementwiseName, args: readonly Expr[]): Fraction {
    const $ = this.#arithmetic
    const [first] = args
    if (oddOps.has(op) && first && startsNegative(first)) {
      return $.of(negate(this.#atom(call(op, [negate(first)]))))
    }
    const atom = call(op, args)
    return $.of(atom.kind === 'number' ? atom : this.#atom(atom))
  }

  #exponential(exponent: Expr): Fraction {
    return this.#arithmetic.of(this.#atom(intactExp(exponent)))
  }

  /** exp of a sum is a product of powers of one atom for each term. */
  #exp(argument: Fraction): Fraction {
    const $ = this.#arithmetic
    let result = $.of(whole(1))
    for (const { coefficient, rest } of this.#multiples(argument)) {
      const meaning = this.#meaning($.of(rest))
      const atom = $.of(this.#atom(intactExp(meaning)))
      const raised = { top: power(atom.top, coefficient), bottom: whole(1) }
      result = $.multiply(result, raised)
    }
    return result
  }

  /** The terms of an argument as numbers times formulas. */
  #multiples(argument: Fraction): { readonly coefficient: Expr; readonly rest: Expr }[] {
    const inverse = power(argument.bottom, whole(-1))
    if (argument.top === whole(0)) return []
    return termsOf(argument.top).map((term) => {
      const scaled = product([term, inverse])
      if (scaled.kind === 'number') return { coefficient: scaled, rest: whole(1) }
      const { coefficient = whole(1), factors } = splitNumber(scaled)
      return { coefficient, rest: product(factors) }
    })
  }

  /** Sine and cosine by exp(i·t), one atom for each term of t. */
  #turn(argument: Fraction): { readonly sine: Fraction; readonly cosine: Fraction } {
    const $ = this.#arithmetic
    let forth = $.of(whole(1))
    let back = $.of(whole(1))
    for (const { coefficient, rest } of this.#multiples(argument)) {
      const [one, other] = this.#rotation(coefficient, rest)
      forth = $.multiply(forth, one)
      back = $.multiply(back, other)
    }
    const minusBack = $.multiply($.of(whole(-1)), back)
    return {
      sine: $.multiply($.of(product([negate(half), imaginary])), $.add(forth, minusBack)),
      cosine: $.multiply($.of(half), $.add(forth, back)),
    }
  }

  /** exp(±i·c·m). */
  #rotation(coefficient: Expr, rest: Expr): readonly [Fraction, Fraction] {
    const $ = this.#arithmetic
    if (rest === constant('pi')) {
      const unit = this.#rootOfUnity(coefficient)
      if (unit) return unit
    }
    const atom = this.#atom(call('cos', [this.#meaning($.of(rest))]).mul(imaginary))
    return [$.of(power(atom, coefficient)), $.of(power(atom, negate(coefficient)))]
  }

  /** exp(±iπc) for multiples of a sixth or a quarter of a half turn. */
  #rootOfUnity(coefficient: Expr): readonly [Fraction, Fraction] | undefined {
    const $ = this.#arithmetic
    if (coefficient.kind !== 'number' || coefficient.value.kind !== 'rational') return undefined
    const twelfths = toDouble(coefficient.value) * 12
    if (!Number.isInteger(twelfths)) return undefined
    const [cosine, sine] = [cosineOf(twelfths), cosineOf(twelfths - 6)]
    if (!cosine || !sine) return undefined
    const turned = product([imaginary, sine])
    return [$.of(sum([cosine, turned])), $.of(sum([cosine, negate(turned)]))]
  }

  /** log of a product is a sum of log |factor|: where it is defined, signs cancel. */
  #log(argument: Fraction): Fraction {
    const $ = this.#arithmetic
    const below = $.multiply($.of(whole(-1)), this.#logOfPolynomial(argument.bottom))
    return $.add(this.#logOfPolynomial(argument.top), below)
  }

  #logOfPolynomial(top: Expr): Fraction {
    const $ = this.#arithmetic
    let total = $.of(whole(0))
    for (const factor of monomialAndRest(top)) {
      const [base, exponent] = splitPower(factor)
      total = $.add(total, $.multiply($.of(exponent), this.#logOfFactor(base)))
    }
    return total
  }

  #logOfFactor(base: Expr): Fraction {
    const $ = this.#arithmetic
    const meaning = this.#meanings.get(base)
    if (isExponentialAtom(meaning)) return $.of(this.#inAtoms(meaning!.operands[0]!))
    if (base.kind === 'number') return $.of(this.#logOfNumber(base))
    const meant = this.#meaning($.of(base))
    // The sign is left out, as all logarithms are of absolute values here.
    const size = meant.kind === 'call' && meant.label === absolute ? meant.operands[0]! : meant
    return $.of(this.#atom(call('log', [startsNegative(size) ? negate(size) : size])))
  }

  // Exponents of atoms are formulas that have been read before, as polynomials.
  #inAtoms(meaning: Expr): Expr {
    const [fraction] = foldExprs<Fraction>([meaning], (node, operands) => this.read(node, operands))
    if (fraction!.bottom !== whole(1)) throw new TooLarge()
    return fraction!.top
  }

  #logOfNumber(base: Expr): Expr {
    if (base.kind !== 'number' || base.value.kind !== 'rational') {
      return this.#atom(call('log', [base]))
    }
    const { numerator, denominator } = base.value
    const logs = (value: number): Expr[] =>
      primesOf(Math.abs(value)).map((prime) => this.#atom(call('log', [whole(prime)])))
    return sum([...logs(Number(numerator)), ...logs(Number(denominator)).map(negate)])
  }

  #absoluteValue(argument: Fraction): Fraction {
    const $ = this.#arithmetic
    const below = this.#absoluteValueOfPolynomial(argument.bottom)
    return $.multiply(this.#absoluteValueOfPolynomial(argument.top), $.invert(below))
  }

  #absoluteValueOfPolynomial(top: Expr): Fraction {
    const $ = this.#arithmetic
    let result = $.of(whole(1))
    for (const factor of factorsOf(top)) {
      const [base, exponent] = splitPower(factor)
      const count = wholeNumberOf(exponent)
      if (count === undefined) throw new TooLarge()
      result = $.multiply(result, $.raise(this.#absoluteValueOfFactor(base), count))
    }
    return result
  }

  #absoluteValueOfFactor(base: Expr): Fraction {
    const $ = this.#arithmetic
    if (base.kind === 'number') return $.of(call('abs', [base]))
    const meaning = this.#meaning($.of(base))
    if (this.#isNonnegative(meaning)) return $.of(base)
    const positive = startsNegative(base) ? negate(base) : base
    const atom = this.#atom(call('abs', [this.#meaning($.of(positive))]))
    $.relations.set(atom, { degree: 2, value: this.#square(positive) })
    return $.of(atom)
  }

  #square(base: Expr): Expr {
    return this.#arithmetic.raise(this.#arithmetic.of(base), 2).top
  }
}

/** The factors of a polynomial: the powers that all its terms share, and what is left. */
function monomialAndRest(top: Expr): readonly Expr[] {
  if (top.kind !== 'sum') return factorsOf(top)
  const powers = top.operands.map(powersOf)
  const bases = new Set(powers.flatMap((own) => [...own.keys()]))
  const shared: Expr[] = []
  for (const base of bases) {
    const exponents = powers.map((own) => own.get(base) ?? whole(0))
    const least = exponents.reduce((a, b) => (a === b || isLess(a, b) ? a : b))
    if (exponents.every((exponent) => exponent === least || isLess(least, exponent))) {
      shared.push(power(base, least))
    }
  }
  const monomial = product(shared)
  if (monomial === whole(1)) return [top]
  const inverse = power(monomial, whole(-1))
  return [...factorsOf(monomial), sum(top.operands.map((term) => product([term, inverse])))]
}

function isLess(a: Expr, b: Expr): boolean {
  return a.kind === 'number' && b.kind === 'number' && compareNumerals(a.value, b.value) < 0
}

const absolute: ElementwiseName = 'abs'
const oddOps: ReadonlySet<ElementwiseName> = new Set(['erf', 'atan', 'asin', 'sign', 'cbrt'])

function isReal(meaning: Expr): boolean {
  return !nodesOf([meaning]).includes(imaginary)
}

/** exp as an atom's meaning: exp(1) stays a call of its own. */
function intactExp(exponent: Expr): Expr {
  return call('exp', [exponent])
}

function isExponentialAtom(meaning: Expr | undefined): boolean {
  return meaning !== undefined && isExponential(meaning)
}

function startsNegative(expr: Expr): boolean {
  const first = expr.kind === 'sum' ? expr.operands[0]! : expr
  const { coefficient } = splitNumber(first)
  return isNegativeNumber(first.kind === 'number' ? first : coefficient)
}

// Larger numbers stay as they are: to factor them is not worth a proof.
const mostDivisor = 1000

function primesOf(value: number): number[] {
  const primes: number[] = []
  let rest = value
  for (let prime = 2; prime <= mostDivisor && prime * prime <= rest; prime++) {
    while (rest % prime === 0) {
      primes.push(prime)
      rest /= prime
    }
  }
  if (rest > 1) primes.push(rest)
  return primes
}

// cos(kπ/12) where it is a square root that proofs know, for k from 0 to 6.
const cosines = ['1', undefined, 'sqrt(3)/2', 'sqrt(2)/2', '1/2', undefined, '0']

function cosineOf(twelfths: number): Expr | undefined {
  const turned = ((twelfths % 24) + 24) % 24
  const folded = Math.min(turned, 24 - turned)
  const text = cosines[Math.min(folded, 12 - folded)]
  return text === undefined ? undefined : parseExpression(folded > 6 ? `-${text}` : text)
}
