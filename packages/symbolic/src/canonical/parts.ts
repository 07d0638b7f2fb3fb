import type { Expr } from '../expr.ts'
import { constant, whole } from '../leaves.ts'
import { type Numeral, one } from '../number/numeral.ts'
import { hashOf, intern } from '../pool.ts'
import { exponential } from './exponential.ts'

/** The base of a formula read as a power; `exp(u)` is a power of e. */
export function basePart(factor: Expr): Expr {
  if (factor.kind === 'power') return factor.operands[0]
  return isExponential(factor) ? constant('e') : factor
}

/** The exponent of a formula read as a power. */
export function exponentPart(factor: Expr): Expr {
  if (factor.kind === 'power') return factor.operands[1]
  return isExponential(factor) ? factor.operands[0]! : whole(1)
}

/** Whether a formula is `exp` of something: the one function that is also a power. */
export function isExponential(factor: Expr): boolean {
  return factor.kind === 'call' && factor.label === exponential
}

/** The number in front of a term; 1 where there is none, or where there are several. */
export function coefficientPart(term: Expr): Numeral {
  if (term.kind !== 'product') return one
  const first = term.operands[0]!
  if (first.kind !== 'number') return one
  // Decimals that stay apart belong to the rest; a fraction before them does not.
  const isAlone = first.value.kind === 'rational' || term.operands[1]!.kind !== 'number'
  return isAlone ? first.value : one
}

/** A term without the number in front of it. */
export function unscaledPart(term: Expr): Expr {
  if (coefficientPart(term) === one) return term
  return unscaledNode(term) ?? intern('product', '', term.operands.slice(1))
}

/** The factors of a term but the number in front of it. */
export function unscaledFactors(term: Expr): readonly Expr[] {
  if (term.kind !== 'product') return [term]
  return coefficientPart(term) === one ? term.operands : term.operands.slice(1)
}

/** A term without its coefficient, where that is a part of it and needs no new node. */
function unscaledNode(term: Expr): Expr | undefined {
  if (coefficientPart(term) === one) return term
  return term.operands.length === 2 ? term.operands[1] : undefined
}

/** Whether two terms differ in their coefficients only. */
export function isMultiple(a: Expr, b: Expr): boolean {
  const x = unscaledNode(a)
  const y = unscaledNode(b)
  if (x && y) return x === y
  const left = x ?? a
  const right = y ?? b
  const i = x ? 0 : 1
  const j = y ? 0 : 1
  const length = left.operands.length - i
  if (left.kind !== right.kind || right.operands.length - j !== length) return false
  for (let k = 0; k < length; k++) if (left.operands[i + k] !== right.operands[j + k]) return false
  return true
}

/** A hash that multiples of a term share. */
export function hashOfUnscaled(term: Expr): number {
  return unscaledNode(term)?.hash ?? hashOf('product', '', term.operands, 1)
}
