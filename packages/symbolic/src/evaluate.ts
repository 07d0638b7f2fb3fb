import type { Expr } from './expr.ts'
import { plainValues } from './plain-values.ts'
import { stabilizeAll } from './stable/stabilize.ts'

/**
 * The value of a formula in double precision; each function is within 2 ulp. Formulas are
 * brought into {@link stabilizeAll | stable forms} first, which are remembered: where a
 * formula as it is written would overflow or lose its digits, its value is right all the
 * same. Throws a RangeError that names a variable without a value; outside the domain it
 * gives NaN or an infinity, as IEEE arithmetic does.
 */
export function evaluate(expr: Expr, values: Readonly<Record<string, number>> = {}): number {
  return evaluateAll([expr], values)[0]!
}

/** The values of several formulas; what they share is computed once. */
export function evaluateAll(
  exprs: readonly Expr[],
  values: Readonly<Record<string, number>> = {},
): number[] {
  return plainValues(stabilizeAll(exprs), values)
}
