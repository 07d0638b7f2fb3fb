import { basePart, isExponential, unscaledPart } from '../canonical/parts.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { countOf, factorsOf, isBelow, termsOf } from '../factors.ts'
import { type FormulaRule, push } from '../identity/rule.ts'
import { isSumOfExponentials, joinExponentials } from './exponential-sum.ts'
import { multipliedOut } from './regroup.ts'

const mostTerms = 24
const mostPower = 6

/**
 * Sums with quotients by sums of exponentials, over one denominator: the derivatives of
 * softmax are differences like e^x/s - e^(2x)/s², in which what cancels is exact.
 */
export const exponentialQuotients: readonly FormulaRule[] = [
  {
    name: 'common-sum-of-exps-below',
    heads: ['sum'],
    replace: overOneDenominator,
  },
]

function overOneDenominator(term: Expr): Expr | undefined {
  const base = denominatorOf(term)
  if (!base) return undefined
  // Terms that share all but numbers, exponentials and the denominator.
  const groups = new Map<Expr, Expr[]>()
  for (const part of term.operands) {
    for (const one of timesBelow(part, base) > 0 ? termsOf(multipliedOut(part)) : [part]) {
      const others = factorsOf(one).filter(
        (factor) => factor.kind !== 'number' && !isExponential(factor) && basePart(factor) !== base,
      )
      push(groups, product(others), one)
    }
  }
  let isShorter = false
  const joined = [...groups.values()].map((group) => {
    const shorter = joinGroup(group, base)
    if (shorter) isShorter = true
    return shorter ?? sum(group)
  })
  return isShorter ? sum(joined) : undefined
}

/** The first sum of exponentials, of any signs, that some term of a sum is divided by. */
function denominatorOf({ operands }: Expr): Expr | undefined {
  if (operands.length > mostTerms) return undefined
  return operands
    .flatMap(factorsOf)
    .find((factor) => isBelow(factor) && isSumOfExponentials(factor.operands[0]!))?.operands[0]
}

function timesBelow(part: Expr, base: Expr): number {
  return Math.max(
    ...factorsOf(part).map((factor) => (basePart(factor) === base ? -countOf(factor) : 0)),
  )
}

/** One quotient for several, if terms above the line cancel. */
function joinGroup(group: readonly Expr[], base: Expr): Expr | undefined {
  const most = Math.max(...group.map((one) => timesBelow(one, base)))
  if (group.length < 2 || most < 1 || most > mostPower) return undefined
  const parts = group
    .flatMap((one) => termsOf(multipliedOut(product([one, base.pow(most)]))))
    .map(joinExponentials)
  const above = sum(parts)
  const isShorter = termsOf(above).length < new Set(parts.map(unscaledPart)).size
  return isShorter ? product([above, base.pow(-most)]) : undefined
}
