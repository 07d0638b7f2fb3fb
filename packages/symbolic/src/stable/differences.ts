import type { ElementwiseName } from '@gradus/ops'
import { oneOf, type Rule } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import { call } from '../canonical/call.ts'
import { basePart, exponentPart } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import { expand } from '../expand.ts'
import type { Expr } from '../expr.ts'
import { rational, whole } from '../leaves.ts'
import { isInteger, toDouble } from '../number/numeral.ts'
import { parseExpression } from '../parse/parse.ts'
import { costOf } from '../simplify/cost.ts'

const mostTerms = 8

/** Differences of a root and of gamma functions, in which most digits would cancel. */
export const differences: readonly Rule<Expr, Facts>[] = [
  {
    name: 'difference-with-root',
    pattern: oneOf('term', ['sum']),
    when: () => true,
    replace: (_, facts, term) => rationalized(term, facts),
    example: () => parseExpression('sqrt(x + 1) - sqrt(x)'),
  },
  {
    name: 'quotient-of-gammas',
    pattern: oneOf('term', ['product']),
    when: () => true,
    replace: (_, __, term) => quotientOfGammas(term),
    example: () => parseExpression('gamma(x + 2)/gamma(x)'),
  },
]

/** c·(√d + w) where √d and -w are close: c·(d - w²)/(√d - w), if d - w² is simpler than d. */
function rationalized(term: Expr, facts: Facts): Expr | undefined {
  if (term.operands.length > mostTerms) return undefined
  for (const part of term.operands) {
    const factors = part.kind === 'product' ? part.operands : [part]
    for (const root of factors.filter(isRoot)) {
      const scale = product(factors.filter((factor) => factor !== root))
      const inverse = power(scale, whole(-1))
      const others = term.operands.filter((one) => one !== part)
      const w = sum(others.map((one) => product([one, inverse])))
      const found = withoutCancellation(root, w, facts)
      if (found) return product([scale, found])
    }
  }
  return undefined
}

function isRoot(factor: Expr): boolean {
  return factor.kind === 'power' && factor.operands[1] === rational(1, 2)
}

function withoutCancellation(root: Expr, w: Expr, facts: Facts): Expr | undefined {
  if (facts.isNonnegative(w)) return undefined
  const radicand = root.operands[0]!
  const left = expand(sum([radicand, negate(power(w, whole(2)))]))
  if (!(costOf(left) < costOf(radicand))) return undefined
  // Where w is negative, √d - w is √d + |w|; where it is not, √d + w is.
  const together = sum([root, facts.isNonpositive(w) ? negate(w) : call('abs', [w])])
  const quotient = product([left, power(together, whole(-1))])
  if (facts.isNonpositive(w)) return quotient
  return call('select', [call('lt', [w, whole(0)]), quotient, together])
}

const mostFactors = 20

/** Γ(v + n)/Γ(v) as the product of the n numbers from v on. */
function quotientOfGammas(term: Expr): Expr | undefined {
  const gammas = term.operands.filter(isGamma)
  for (const above of gammas) {
    for (const below of gammas) {
      const [u, v] = [basePart(above).operands[0]!, basePart(below).operands[0]!]
      const times = exponentPart(above)
      if (exponentPart(below) !== negate(times)) continue
      const shift = u.sub(v)
      if (shift.kind !== 'number' || !isInteger(shift.value)) continue
      const count = toDouble(shift.value)
      if (count < 1 || count > mostFactors) continue
      const rising = Array.from({ length: count }, (_, i) => power(v.add(i), times))
      const others = term.operands.filter((one) => one !== above && one !== below)
      return product([...others, ...rising])
    }
  }
  return undefined
}

// The one function with Γ(x + 1) = x·Γ(x).
const gamma: ElementwiseName = 'gamma'

function isGamma(factor: Expr): boolean {
  const base = basePart(factor)
  return base.kind === 'call' && base.label === gamma
}
