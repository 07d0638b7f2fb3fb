import type { Facts } from '../../assumptions.ts'
import type { Expr } from '../../expr.ts'
import { isNegativeNumber, wholeNumberOf } from '../../factors.ts'
import type { Bound } from '../../identity/identity.ts'

/** Whether the number that n stands for is negative. */
export function startsNegative({ n }: Bound): boolean {
  return isNegativeNumber(n)
}

/** Whether all variables of the pattern stand for positive formulas. */
export function arePositive(bound: Bound, facts: Facts): boolean {
  return Object.values(bound).every((expr) => facts.isPositive(expr))
}

const mostSteps = 20

/** Whether a formula is a number of steps that are worth taking one by one. */
export function isCount(expr: Expr | undefined): boolean {
  const count = wholeNumberOf(expr) ?? 0
  return count >= 1 && count <= mostSteps
}
