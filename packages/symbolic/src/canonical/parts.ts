import type { Expr, ExprNode } from '../expr.ts'
import { constant, whole } from '../leaves.ts'
import { type Numeral, one } from '../number/numeral.ts'
import { intern } from '../pool.ts'

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

/** The op that powers of e are calls of. */
export const exponential = 'exp'

/** The number in front of a term; 1 where there is none, or where there are several. */
export function coefficientPart(term: Expr): Numeral {
  if (term.kind !== 'product') return one
  const [first, second] = term.operands
  if (first?.kind !== 'number') return one
  // Decimals that stay apart belong to the rest; a fraction before them does not.
  const isAlone = second?.kind !== 'number' || first.value.kind === 'rational'
  return isAlone ? first.value : one
}

/** A term without the number in front of it. */
export function unscaledPart(term: Expr): Expr {
  if (coefficientPart(term) === one) return term
  const node = term as unknown as ExprNode
  node.unscaled ??=
    term.operands.length === 2 ? term.operands[1] : intern('product', '', term.operands.slice(1))
  return node.unscaled!
}
