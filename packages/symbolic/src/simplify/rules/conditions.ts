import type { Facts } from '../../assumptions.ts'
import { isNegativeNumber } from '../../factors.ts'
import type { Bound } from '../../identity/identity.ts'

/** Whether the number that n stands for is negative. */
export function startsNegative({ n }: Bound): boolean {
  return isNegativeNumber(n)
}

/** Whether all variables of the pattern stand for positive formulas. */
export function arePositive(bound: Bound, facts: Facts): boolean {
  return Object.values(bound).every((expr) => facts.isPositive(expr))
}
