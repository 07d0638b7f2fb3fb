import { oneOf, type Rule } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import { coefficientPart, isExponential } from '../canonical/parts.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { signOf } from '../number/numeral.ts'
import { parseExpression } from '../parse/parse.ts'

const mostTerms = 64

/**
 * Brings factors that overflow together with the quotients that tame them. Derivatives of
 * softmax are written e^x·(1/s - e^x/s²), where e^x and s are both infinite.
 */
export const distribution: readonly Rule<Expr, Facts>[] = [
  {
    name: 'cancel-opposite-sum',
    pattern: oneOf('term', ['product']),
    when: () => true,
    replace: (_, __, term) => withoutOpposites(term),
    example: () => parseExpression('(x - y)/(y - x)^2'),
  },
  {
    name: 'distribute-large-factor',
    pattern: oneOf('term', ['product']),
    when: () => true,
    replace: (_, __, term) => distributed(term),
    example: () => parseExpression('exp(x)*(1/(1 + exp(x)) - exp(x)/(1 + exp(x))^2)'),
  },
]

/** A factor that is the opposite of a base below the line becomes minus that base. */
export function withoutOpposites(term: Expr): Expr | undefined {
  const below = new Set(
    term.operands.flatMap((factor) => (isBelow(factor) ? [factor.operands[0]!] : [])),
  )
  for (const factor of term.operands) {
    if (factor.kind !== 'sum') continue
    const opposite = negate(factor)
    if (!below.has(opposite)) continue
    const others = term.operands.filter((one) => one !== factor)
    return negate(product([...others, opposite]))
  }
  return undefined
}

function distributed(term: Expr): Expr | undefined {
  const sums = term.operands.filter(({ kind }) => kind === 'sum')
  const spread = sums.find(hasQuotient) ?? sums.find(hasMixedTerm)
  if (!spread || spread.operands.length > mostTerms) return undefined
  const others = term.operands.filter((factor) => factor !== spread)
  if (!others.some(isLarge)) return undefined
  return sum(spread.operands.map((one) => product([...others, one])))
}

/** Whether some term has a sum or a function below the line. */
function hasQuotient(expr: Expr): boolean {
  return expr.operands.some((term) =>
    factorsOf(term).some(
      (factor) =>
        (isBelow(factor) && factor.operands[0]!.operands.length > 0) ||
        (isExponential(factor) && startsNegative(factor.operands[0]!)),
    ),
  )
}

/** Whether some term is an exponential times something else. */
function hasMixedTerm(expr: Expr): boolean {
  return expr.operands.some((term) => {
    const factors = factorsOf(term).filter(({ kind }) => kind !== 'number')
    return factors.length > 1 && factors.some(isExponential)
  })
}

/** Whether a factor may be infinite, or a quotient by something infinite. */
function isLarge(factor: Expr): boolean {
  if (factor.kind === 'call') return true
  const inner = isBelow(factor) ? factor.operands[0]! : factor
  return inner.kind === 'sum' && inner.operands.some((term) => factorsOf(term).some(isExponential))
}

function factorsOf(term: Expr): readonly Expr[] {
  return term.kind === 'product' ? term.operands : [term]
}

function startsNegative(expr: Expr): boolean {
  return signOf(coefficientPart(expr)) < 0
}

function isBelow(factor: Expr): boolean {
  if (factor.kind !== 'power') return false
  const [, exponent] = factor.operands
  return exponent.kind === 'number' && signOf(exponent.value) < 0
}
