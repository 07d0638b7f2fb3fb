import type { ElementwiseName } from '@gradus/ops'
import { call } from '../canonical/call.ts'
import { basePart } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { countOf, isNegative } from '../factors.ts'
import { type FormulaRule, functionsIn } from '../identity/rule.ts'
import { num, whole } from '../leaves.ts'
import { toDouble } from '../number/numeral.ts'
import { parseExpression } from '../parse/parse.ts'
import { substitute } from '../substitute.ts'
import {
  type Joined,
  type LikeTerm,
  type LikeTerms,
  likeTerms,
  replaceTerms,
} from './like-terms.ts'

/** What the differences of f(a) and some numbers multiply to, without cancellation. */
type Complement = readonly [text: string, ...roots: number[]]

/** Functions that come close to numbers from which they are subtracted. */
const complements: Readonly<Partial<Record<ElementwiseName, readonly Complement[]>>> = {
  sigmoid: [
    ['-sigmoid(-a)', 1],
    ['tanh(a/2)/2', 1 / 2],
  ],
  tanh: [
    ['-1/cosh(a)^2', 1, -1],
    ['-2*sigmoid(-2*a)', 1],
    ['2*sigmoid(2*a)', -1],
  ],
  cos: [
    ['-sin(a)^2', 1, -1],
    ['-2*sin(a/2)^2', 1],
    ['2*cos(a/2)^2', -1],
  ],
  sin: [['-cos(a)^2', 1, -1]],
  cosh: [
    ['sinh(a)^2', 1, -1],
    ['2*sinh(a/2)^2', 1],
  ],
  erf: [
    ['-erfc(a)', 1],
    ['erfc(-a)', -1],
  ],
  erfc: [
    ['-erf(a)', 1],
    ['-erfc(-a)', 2],
  ],
}

/** Polynomials in one function that vanish where it comes close to a number: 1 - cos(x). */
export const complementRules: readonly FormulaRule[] = Object.entries(complements).map(
  ([op, list]) => ({
    name: `polynomial-in-${op}`,
    needs: [op],
    makes: list.flatMap(([text]) => functionsIn(text)),
    heads: ['sum'],
    replace: (term) =>
      replaceTerms(
        term,
        likeTerms(term, (factor) => atomOf(factor, op)).flatMap((like) =>
          factorPolynomial(like, list),
        ),
      ),
  }),
)

const mostPower = 12

/** The function that a factor is a power of; of sigmoid(-a), which is 1 - sigmoid(a), the other. */
function atomOf(factor: Expr, op: string): Expr | undefined {
  const base = basePart(factor)
  if (base.kind !== 'call' || base.label !== op) return undefined
  const count = countOf(factor)
  if (count <= 0 || count > mostPower) return undefined
  return isOpposite(base) ? call(base.label, [negate(base.operands[0]!)]) : base
}

const withOpposite: ElementwiseName = 'sigmoid'

function isOpposite({ label, operands }: Expr): boolean {
  return label === withOpposite && isNegative(operands[0]!)
}

/** Coefficients from the lowest power on. */
type Polynomial = readonly number[]

function factorPolynomial(
  { key, cofactor, terms }: LikeTerms<Expr>,
  list: readonly Complement[],
): Joined[] {
  let rest = terms.map(polynomialOf).reduce(add)
  const factors: Expr[] = []
  for (const [text, ...roots] of list) {
    let quotient = divide(rest, roots)
    while (quotient) {
      factors.push(substitute(parseExpression(text), { a: key.operands[0]! }))
      rest = quotient
      quotient = divide(rest, roots)
    }
  }
  const isShorter = rest.filter((value) => value !== 0).length < terms.length
  if (factors.length === 0 && !isShorter) return []
  const left = sum(rest.map((value, k) => product([num(value), power(key, whole(k))])))
  const value = product([cofactor, ...factors, left])
  return [{ value, indices: terms.map(({ index }) => index) }]
}

/** c·v^i·(1 - v)^j as a polynomial in v. */
function polynomialOf({ coefficient, taken }: LikeTerm): Polynomial {
  let polynomial: Polynomial = [toDouble(coefficient)]
  for (const factor of taken) {
    for (let i = countOf(factor); i > 0; i--) {
      const raised = [0, ...polynomial]
      polynomial = isOpposite(basePart(factor))
        ? add(
            polynomial,
            raised.map((value) => -value),
          )
        : raised
    }
  }
  return polynomial
}

function add(a: Polynomial, b: Polynomial): Polynomial {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long.map((value, k) => value + (short[k] ?? 0))
}

/** A polynomial without its roots at some numbers; `undefined` where one is no root. */
function divide(polynomial: Polynomial, roots: readonly number[]): Polynomial | undefined {
  let rest = polynomial
  for (const root of roots) {
    // Horner's rule gives the quotient, and the remainder last.
    let value = 0
    const quotient = rest.toReversed().map((coefficient) => {
      value = value * root + coefficient
      return value
    })
    if (value !== 0 || rest.length < 2) return undefined
    rest = quotient.slice(0, -1).reverse()
  }
  return rest
}
