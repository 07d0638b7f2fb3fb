import type { ElementwiseName } from '@gradus/ops'
import { oneOf, type Rule } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import { call } from '../canonical/call.ts'
import { basePart, exponentPart } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import type { Expr } from '../expr.ts'
import { whole } from '../leaves.ts'
import { isInteger, toDouble } from '../number/numeral.ts'
import { parseExpression } from '../parse/parse.ts'

/**
 * x²/hypot(x, y)³ and the like: powers of the parts of a direction over powers of the
 * radius. Squares and cubes overflow where the quotient is small, so the direction is
 * written by its angle: x/hypot(x, y) is the sine of atan2(x, y).
 */
export const directions: readonly Rule<Expr, Facts>[] = [
  {
    name: 'direction-over-radius',
    pattern: oneOf('term', ['product']),
    when: () => true,
    replace: (_, __, term) => byAngle(term),
    example: () => parseExpression('x^2/hypot(x, y)^3'),
  },
]

const radius: ElementwiseName = 'hypot'

function byAngle(term: Expr): Expr | undefined {
  for (const factor of term.operands) {
    const base = basePart(factor)
    const below = -countOf(factor)
    if (base.kind !== 'call' || base.label !== radius || !(below >= 2)) continue
    const [x, y] = base.operands as readonly [Expr, Expr]
    if (x.kind === 'number' || y.kind === 'number') continue
    const above = [x, y].map((part) => take(term, part, below))
    const used = above[0]! + above[1]!
    if (used === 0 || used > below) continue
    const angle = call('atan2', [x, y])
    return product([
      ...term.operands.filter((one) => one !== factor),
      power(x, whole(-above[0]!)),
      power(y, whole(-above[1]!)),
      power(call('sin', [angle]), whole(above[0]!)),
      power(call('cos', [angle]), whole(above[1]!)),
      power(base, whole(used - below)),
    ])
  }
  return undefined
}

/** How often a part divides the term, up to `most`. */
function take(term: Expr, part: Expr, most: number): number {
  const factor = term.operands.find((one) => basePart(one) === part)
  return factor ? Math.min(most, Math.max(0, countOf(factor))) : 0
}

/** The exponent of a factor where it is whole; otherwise 0. */
function countOf(factor: Expr): number {
  const exponent = exponentPart(factor)
  return exponent.kind === 'number' && isInteger(exponent.value) ? toDouble(exponent.value) : 0
}
