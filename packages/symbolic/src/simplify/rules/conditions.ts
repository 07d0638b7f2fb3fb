import type { Facts } from '../../assumptions.ts'
import type { Bound } from '../../identity/identity.ts'
import { signOf } from '../../number/numeral.ts'

/** Whether the number that n stands for is negative. */
export function startsNegative({ n }: Bound): boolean {
  return n?.kind === 'number' && signOf(n.value) < 0
}

/** Whether all variables of the pattern stand for positive formulas. */
export function arePositive(bound: Bound, facts: Facts): boolean {
  return Object.values(bound).every((expr) => facts.isPositive(expr))
}
