import type { ElementwiseName } from '@gradus/ops'
import { basePart, isExponential } from '../canonical/parts.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf, isBelow } from '../factors.ts'
import type { FormulaRule } from '../identity/rule.ts'

/** Factors that overflow or vanish, brought together with the quotients that tame them. */
export const spreading: readonly FormulaRule[] = [
  { name: 'spread-over-quotients', heads: ['product'], replace: (term) => spread(term, areTame) },
]

const mostTerms = 24

/** (a·e^x + b·e^y)/s as two quotients by s, and e^x·(1/s - e^x/s^2) as two as well. */
export function spread(
  term: Expr,
  belong: (outside: Expr, inside: Expr) => boolean,
): Expr | undefined {
  for (const wide of term.operands) {
    if (wide.kind !== 'sum' || wide.operands.length > mostTerms) continue
    const others = term.operands.filter((factor) => factor !== wide)
    const isTame = wide.operands.some((one) =>
      factorsOf(one).some((inside) => others.some((outside) => belong(outside, inside))),
    )
    if (isTame) return sum(wide.operands.map((one) => product([...others, one])))
  }
  return undefined
}

const gamma: ElementwiseName = 'gamma'
const tail: ElementwiseName = 'erfc'

/** Whether the product of two factors may be of ordinary size where they are not. */
function areTame(a: Expr, b: Expr): boolean {
  const [x, y] = [basePart(a), basePart(b)]
  if (x.height === 0 && y.height === 0) return false
  const areOpposite = isBelow(a) !== isBelow(b)
  if (x === y) return isBelow(b) && !isBelow(a)
  if (isCallOf(x, gamma)) return areOpposite && isCallOf(y, gamma)
  const isTail = isCallOf(x, tail) || isCallOf(y, tail)
  if (!isTail) return areOpposite && hasExponentials(x) && hasExponentials(y)
  return hasExponentials(x) || hasExponentials(y)
}

function isCallOf(expr: Expr, op: ElementwiseName): boolean {
  return expr.kind === 'call' && expr.label === op
}

function hasExponentials(base: Expr): boolean {
  if (base.kind === 'constant') return base.label === 'e'
  if (base.kind !== 'sum') return isExponential(base)
  return base.operands.some((term) => factorsOf(term).some(isExponential))
}
