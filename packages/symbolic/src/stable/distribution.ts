import { oneOf, type Rule } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import { isExponential } from '../canonical/parts.ts'
import { negate, product } from '../canonical/product.ts'
import { expandNode } from '../expand.ts'
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
  const isLarge = term.operands.some((factor) => factor.kind === 'call')
  const sums = term.operands.filter(({ kind }) => kind === 'sum')
  const [only] = sums
  if (!isLarge || !only || sums.length > 1) return undefined
  if (only.operands.length > mostTerms || !only.operands.some(isTaming)) return undefined
  const expanded = expandNode(term, mostTerms)
  return expanded === term ? undefined : expanded
}

/** Whether a term has a quotient with a sum or function below the line. */
function isTaming(term: Expr): boolean {
  const factors = term.kind === 'product' ? term.operands : [term]
  return factors.some(
    (factor) =>
      (isBelow(factor) && factor.operands[0]!.operands.length > 0) || isExponential(factor),
  )
}

function isBelow(factor: Expr): boolean {
  if (factor.kind !== 'power') return false
  const [, exponent] = factor.operands
  return exponent.kind === 'number' && signOf(exponent.value) < 0
}
