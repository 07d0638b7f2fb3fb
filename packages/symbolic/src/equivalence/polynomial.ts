import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf, termsOf, wholeNumberOf } from '../factors.ts'
import { rational, sym, whole } from '../leaves.ts'

/** A quotient of two polynomials in atoms, both multiplied out; exponents may be negative. */
export interface Fraction {
  readonly top: Expr
  readonly bottom: Expr
}

/** Thrown inside this folder only: a proof has grown beyond what is worth its time. */
export class TooLarge extends Error {}

const mostTerms = 1500

/** The square root of -1, as an atom. */
export const imaginary: Expr = sym('#i')

/** What powers of atoms are: the square of a root is its radicand. */
export type Relations = ReadonlyMap<Expr, { readonly degree: number; readonly value: Expr }>

/** Arithmetic of fractions modulo the relations of their atoms. */
export class PolynomialArithmetic {
  readonly relations = new Map<Expr, { readonly degree: number; readonly value: Expr }>([
    [imaginary, { degree: 2, value: whole(-1) }],
  ])

  of(top: Expr): Fraction {
    return { top, bottom: whole(1) }
  }

  add(a: Fraction, b: Fraction): Fraction {
    if (a.bottom === b.bottom) return this.#join(sum([a.top, b.top]), a.bottom)
    const top = sum([this.#times(a.top, b.bottom), this.#times(b.top, a.bottom)])
    return this.#join(top, this.#times(a.bottom, b.bottom))
  }

  multiply(a: Fraction, b: Fraction): Fraction {
    // Equal sums above and below the line cancel before they are multiplied out.
    const [left, right] = [cancel(a.top, b.bottom), cancel(b.top, a.bottom)]
    return this.#join(this.#times(left.top, right.top), this.#times(left.bottom, right.bottom))
  }

  invert({ top, bottom }: Fraction): Fraction {
    if (top === whole(0)) throw new TooLarge()
    return this.#join(bottom, top)
  }

  raise(base: Fraction, count: number): Fraction {
    if (count < 0) return this.raise(this.invert(base), -count)
    if (count > 64) throw new TooLarge()
    let result = this.of(whole(1))
    for (let i = 0; i < count; i++) result = this.multiply(result, base)
    return result
  }

  /** Multiplies out and uses the relations until none applies. */
  reduce(expr: Expr): Expr {
    let current = expr
    for (;;) {
      const reduced = sum(termsOf(current).map((term) => this.#reduceTerm(term)))
      if (reduced === current) return current
      current = reduced
    }
  }

  #reduceTerm(term: Expr): Expr {
    const plain: Expr[] = []
    let replaced: Expr | undefined
    for (const factor of factorsOf(term)) {
      const found = this.#reduceFactor(factor)
      if (!found) plain.push(factor)
      else {
        plain.push(found.rest)
        replaced = replaced ? this.#times(replaced, found.value) : found.value
      }
    }
    return replaced ? this.#times(product(plain), replaced) : term
  }

  #reduceFactor(factor: Expr): { readonly rest: Expr; readonly value: Expr } | undefined {
    if (factor.kind !== 'power') return undefined
    const [base, exponent] = factor.operands
    const relation = this.relations.get(base)
    const count = wholeNumberOf(exponent)
    if (!relation || count === undefined) return undefined
    const { degree, value } = relation
    if (count >= 0 && count < degree) return undefined
    const times = Math.floor(count / degree)
    // Negative powers of a root need a quotient by the radicand, which only numbers allow.
    if (times < 0 && value.kind === 'sum') return undefined
    let result: Expr = whole(1)
    for (let i = 0; i < Math.abs(times); i++) result = this.#times(result, value)
    const rest = power(base, whole(count - times * degree))
    return { rest, value: times < 0 ? power(result, whole(-1)) : result }
  }

  #times(a: Expr, b: Expr): Expr {
    const [left, right] = [termsOf(a), termsOf(b)]
    if (left.length * right.length > mostTerms) throw new TooLarge()
    const whole = sum(left.flatMap((x) => right.map((y) => product([x, y]))))
    return this.reduce(whole)
  }

  // Single terms below the line go above it: exponents may be negative.
  #join(top: Expr, bottom: Expr): Fraction {
    if (bottom.kind !== 'sum') {
      return { top: this.#times(top, power(bottom, whole(-1))), bottom: whole(1) }
    }
    if (top === bottom) return this.of(whole(1))
    if (top === negate(bottom)) return this.of(whole(-1))
    return top === whole(0) ? this.of(top) : { top: this.reduce(top), bottom }
  }
}

function cancel(top: Expr, bottom: Expr): Fraction {
  if (top === bottom) return { top: whole(1), bottom: whole(1) }
  if (top.kind === 'sum' && top === negate(bottom)) return { top: whole(-1), bottom: whole(1) }
  return { top, bottom }
}

export const half: Expr = rational(1, 2)
