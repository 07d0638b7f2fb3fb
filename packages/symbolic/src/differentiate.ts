import type { Expr } from './expr.ts'
import { type ExprLike, toExpr, whole } from './leaves.ts'
import { LeibnizRule } from './leibniz-rule.ts'

/**
 * The derivative by one variable, of the given order (1 unless told).
 *
 * Each node of the DAG is differentiated once for each order, by the rules of the op table. At kinks it
 * follows them too: `abs` and `relu` have slope 0 at 0, ties of `max` and `min` share, and
 * `if` has the derivative of the branch taken. Throws a RangeError for an order that is not
 * a whole number from 0.
 */
export function differentiate(expr: Expr, variable: string, order = 1): Expr {
  checkOrder(order)
  if (order === 0) return expr
  const rule = new LeibnizRule(new Map([[variable, whole(1)]]))
  // The slope first: it often cancels what its own derivatives need not carry, as in hypot².
  const slope = rule.derivative(expr, 1)
  return order === 1 ? slope : rule.derivative(slope, order - 1)
}

/** Throws a RangeError for an order that is not a whole number from 0. */
export function checkOrder(order: number): void {
  if (!Number.isInteger(order) || order < 0) {
    throw new RangeError(`an order of ${order} is not a whole number from 0`)
  }
}

/** The derivative along a direction: Σ direction[x]·∂e/∂x over the variables that it names. */
export function directionalDerivative(
  expr: Expr,
  direction: Readonly<Record<string, ExprLike>>,
): Expr {
  const tangents = Object.entries(direction).map(([name, value]) => [name, toExpr(value)] as const)
  return new LeibnizRule(new Map(tangents)).derivative(expr, 1)
}
