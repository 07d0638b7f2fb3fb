import { coefficientPart, exponentPart } from './canonical/parts.ts'
import type { Expr } from './expr.ts'
import { whole } from './leaves.ts'
import { isInteger, signOf, toDouble } from './number/numeral.ts'

/** The factors of a term; a term that is no product is its one factor. */
export function factorsOf(term: Expr): readonly Expr[] {
  return term.kind === 'product' ? term.operands : [term]
}

/** The terms of a formula; one that is no sum is its one term. */
export function termsOf(expr: Expr): readonly Expr[] {
  return expr.kind === 'sum' ? expr.operands : [expr]
}

/** A factor as a base with an exponent, 1 where it is no power; `exp(u)` stays a call. */
export function splitPower(factor: Expr): readonly [base: Expr, exponent: Expr] {
  return factor.kind === 'power' ? factor.operands : [factor, whole(1)]
}

/** The value of a number that is whole; `undefined` for other formulas. */
export function wholeNumberOf(expr: Expr | undefined): number | undefined {
  return expr?.kind === 'number' && isInteger(expr.value) ? toDouble(expr.value) : undefined
}

/** The exponent of a factor where it is whole; otherwise 0. */
export function countOf(factor: Expr): number {
  return wholeNumberOf(exponentPart(factor)) ?? 0
}

/** Whether a formula is a number below 0. */
export function isNegativeNumber(expr: Expr | undefined): boolean {
  return expr?.kind === 'number' && signOf(expr.value) < 0
}

/** Whether a factor stands below the line: a power with a negative number above it. */
export function isBelow(factor: Expr): boolean {
  return factor.kind === 'power' && isNegativeNumber(factor.operands[1])
}

/** Whether a term shows a minus in front. */
export function isNegative(term: Expr): boolean {
  return signOf(term.kind === 'number' ? term.value : coefficientPart(term)) < 0
}
