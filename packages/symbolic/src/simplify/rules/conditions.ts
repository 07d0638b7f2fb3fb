import type { Expr } from '../../expr.ts'
import { wholeNumberOf } from '../../factors.ts'
import type { Condition } from '../../identity/identity.ts'

/** Whether a variable of the pattern stands for something whole. */
export function isWhole(name: string): Condition {
  return (bound, facts) => facts.isInteger(bound[name]!)
}

const mostSteps = 20

/** Whether a formula is a number of steps that are worth taking one by one. */
export function isCount(expr: Expr | undefined): boolean {
  const count = wholeNumberOf(expr) ?? 0
  return count >= 1 && count <= mostSteps
}
