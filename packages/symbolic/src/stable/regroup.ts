import type { ElementwiseName } from '@gradus/ops'
import { call } from '../canonical/call.ts'
import { sum } from '../canonical/sum.ts'
import { expandNode } from '../expand.ts'
import type { Expr } from '../expr.ts'

const identity: ElementwiseName = 'stop_gradient'

/** The same value as one part, which constructors do not take apart and rules do not match. */
export function grouped(expr: Expr): Expr {
  return call(identity, [expr])
}

const mostProducts = 32

/**
 * A formula with its products of sums multiplied out, at the top only, as far as that stays
 * short: differences of what was multiplied out show what cancels.
 */
export function multipliedOut(expr: Expr): Expr {
  if (expr.kind !== 'sum') return expandNode(expr, mostProducts)
  if (expr.operands.length > mostProducts) return expr
  return sum(expr.operands.map((term) => expandNode(term, mostProducts)))
}
