import type { ElementwiseName } from '@gradus/ops'
import { call } from '../canonical/call.ts'
import { basePart, unscaledPart } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import type { Expr } from '../expr.ts'
import { countOf, factorsOf, isBelow } from '../factors.ts'
import { perfectRoot } from '../identity/fit.ts'
import type { FormulaRule } from '../identity/rule.ts'
import { rational, whole } from '../leaves.ts'
import { signOf, toDouble } from '../number/numeral.ts'
import { grouped } from './regroup.ts'
import { spread } from './spread.ts'

/** Differences of squares as products. */
export const squareDifferences: readonly FormulaRule[] = [
  { name: 'difference-of-squares', heads: ['sum'], replace: differenceOfSquares },
]

/** Squares, cubes and quotients that leave the range of doubles while what they make does not. */
export const scaledForms: readonly FormulaRule[] = [
  { name: 'root-of-squares', heads: ['power'], replace: rootOfSquares },
  { name: 'spread-over-radius', heads: ['product'], replace: (term) => spread(term, isLegOver) },
  { name: 'direction-over-radius', heads: ['product'], replace: direction },
]

const mostLegs = 16

/** The numbers whose squares a sum adds up, where all of its terms are squares. */
function legsOf(expr: Expr): readonly Expr[] | undefined {
  if (expr.kind !== 'sum' || expr.operands.length > mostLegs) return undefined
  const legs: Expr[] = []
  for (const term of expr.operands) {
    const leg = legOf(term)
    if (!leg) return undefined
    legs.push(leg)
  }
  return legs
}

function legOf(term: Expr): Expr | undefined {
  const exact = perfectRoot(term, 2)
  if (exact) return exact
  const [first, ...others] = factorsOf(term)
  if (first!.kind !== 'number' || signOf(first!.value) <= 0) return undefined
  const rest = others.length > 0 ? perfectRoot(product(others), 2) : whole(1)
  return rest && product([power(first!, rational(1, 2)), rest])
}

function hypotenuseOf(legs: readonly Expr[]): Expr {
  return legs.reduce((left, right) => call('hypot', [left, right]))
}

/** Where all legs but numbers are of one size, squares are as good as hypotenuses. */
function rootOfSquares(term: Expr): Expr | undefined {
  const [base, exponent] = term.operands as readonly [Expr, Expr]
  if (exponent.kind !== 'number' || exponent.value.kind !== 'rational') return undefined
  const twice = 2 * toDouble(exponent.value)
  if (base.kind === 'power' && Math.abs(twice) % 2 === 1) {
    const root = perfectRoot(base, 2)
    return root && power(call('abs', [root]), whole(twice))
  }
  if (Math.abs(twice) % 2 !== 1) return undefined
  const legs = legsOf(base)
  return legs && power(hypotenuseOf(legs), whole(twice))
}

/** a² - b² = (a - b)·(a + b). */
function differenceOfSquares(term: Expr): Expr | undefined {
  if (term.operands.length !== 2) return undefined
  for (const [positive, other] of [term.operands, term.operands.toReversed()] as [Expr, Expr][]) {
    const a = perfectRoot(positive, 2)
    const b = a && perfectRoot(product([whole(-1), other]), 2)
    if (a && b) return product([a.sub(b), a.add(b)])
  }
  return undefined
}

const hypotenuse: ElementwiseName = 'hypot'

/** x²·y/hypot(x, y)^4 as (x/r)²·(y/r)/r, each quotient at most 1. */
function direction(term: Expr): Expr | undefined {
  for (const factor of term.operands) {
    if (!isBelow(factor)) continue
    const radius = radiusOf(factor)
    if (!radius) continue
    const above: Expr[] = []
    let left = radius.times
    const others = term.operands.filter((one) => {
      const base = basePart(one)
      const count = Math.min(left, countOf(one))
      if (one === factor || count < 1 || !radius.legs.includes(base)) return one !== factor
      left -= count
      above.push(power(grouped(product([base, power(radius.root, whole(-1))])), whole(count)))
      above.push(power(base, whole(countOf(one) - count)))
      return false
    })
    if (above.length > 0) return product([...others, ...above, power(radius.root, whole(-left))])
  }
  return undefined
}

/** x beside x² + y² below the line. */
function isLegOver(radius: Expr, leg: Expr): boolean {
  return isBelow(radius) && radiusOf(radius)?.legs.includes(basePart(leg)) === true
}

interface Radius {
  readonly root: Expr
  /** Without the numbers in front. */
  readonly legs: readonly Expr[]
  /** How often the root stands below the line; 2 or more. */
  readonly times: number
}

function radiusOf(factor: Expr): Radius | undefined {
  const base = basePart(factor)
  const count = -countOf(factor)
  if (base.kind === 'call' && base.label === hypotenuse) {
    const legs = nestedLegs(base).map(unscaledPart)
    return count >= 2 ? { root: base, legs, times: count } : undefined
  }
  const legs = count >= 1 ? legsOf(base) : undefined
  if (!legs || legs.some(({ kind }) => kind === 'number')) return undefined
  return { root: hypotenuseOf(legs), legs: legs.map(unscaledPart), times: 2 * count }
}

function nestedLegs(radius: Expr): readonly Expr[] {
  const legs: Expr[] = []
  const pending = [radius]
  for (let leg = pending.pop(); leg; leg = pending.pop()) {
    if (leg.kind === 'call' && leg.label === hypotenuse) pending.push(...leg.operands)
    else legs.push(leg)
  }
  return legs
}
