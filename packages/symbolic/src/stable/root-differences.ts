import type { ElementwiseName } from '@gradus/ops'
import type { Facts } from '../assumptions.ts'
import { call } from '../canonical/call.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { countOf, factorsOf, isNegative, splitPower } from '../factors.ts'
import { perfectRoot } from '../identity/fit.ts'
import type { FormulaRule } from '../identity/rule.ts'
import { numberOf, whole } from '../leaves.ts'
import { makeRational, toDouble } from '../number/numeral.ts'
import { costOf } from '../simplify/cost.ts'
import { grouped, multipliedOut } from './regroup.ts'

/** Sums with a square root in which it nearly cancels something else. */
export const rootDifferences: readonly FormulaRule[] = [
  { name: 'difference-with-root', heads: ['sum'], replace: rationalized },
]

const mostTerms = 8
const largest = 40

function rationalized(term: Expr, facts: Facts): Expr | undefined {
  if (term.operands.length > mostTerms) return undefined
  if (!term.operands.some((part) => factorsOf(part).some(rootOf))) return undefined
  // What cancels is short; squares of long formulas are not worth multiplying out.
  if (costOf(term) > largest) return undefined
  for (const part of term.operands) {
    for (const factor of factorsOf(part)) {
      const root = rootOf(factor)
      const found = root && withoutCancellation(term, root, facts)
      if (found) return found
    }
  }
  return undefined
}

/** A square root with what it is the root of. */
interface Root {
  readonly root: Expr
  readonly radicand: Expr
}

const hypotenuse: ElementwiseName = 'hypot'
const half = (): Expr => numberOf(makeRational(1, 2))

/** The root whose whole power a factor is. */
function rootOf(factor: Expr): Root | undefined {
  const [base, exponent] = splitPower(factor)
  if (base.kind === 'call' && base.label === hypotenuse && countOf(factor) !== 0) {
    const squares = base.operands.map((leg) => power(leg, whole(2)))
    return { root: base, radicand: sum(squares) }
  }
  if (exponent.kind !== 'number' || base.kind === 'number') return undefined
  const twice = 2 * toDouble(exponent.value)
  if (exponent.value.kind !== 'rational' || Math.abs(twice) % 2 !== 1) return undefined
  return { root: power(base, half()), radicand: base }
}

/** The exponent of the root in a factor that is a power of it or of its radicand. */
function timesOf(factor: Expr, { root, radicand }: Root): number | undefined {
  const [base, exponent] = splitPower(factor)
  if (exponent.kind !== 'number' || exponent.value.kind !== 'rational') return undefined
  const times = toDouble(exponent.value) * (base === radicand ? 2 : 1)
  return (base === root || base === radicand) && Number.isInteger(times) ? times : undefined
}

/** With R for the root, the sum is R^k·(a + b·R), where a² and b²·R² may cancel exactly. */
function withoutCancellation(term: Expr, root: Root, facts: Facts): Expr | undefined {
  const terms = term.operands.map((one) => splitTerm(one, root))
  const least = Math.min(0, ...terms.map(({ times }) => times))
  const [a, b] = [0, 1].map((parity) => {
    const own = terms.filter(({ times }) => (times - least) % 2 === parity)
    const powers = own.map(({ rest, times }) =>
      product([rest, power(root.radicand, whole((times - least - parity) / 2))]),
    )
    // What cancels as it stands is better not multiplied out.
    const [together, spread] = [sum(powers), multipliedOut(sum(powers))]
    return costOf(together) <= costOf(spread) ? together : spread
  }) as [Expr, Expr]
  const outside = power(root.root, whole(least))
  if (a !== whole(0) && b !== whole(0)) {
    const found = sumWithRoot(a, b, root, facts)
    return found && product([outside, found])
  }
  const joined = product([outside, a === whole(0) ? product([b, root.root]) : a])
  return costOf(joined) < costOf(term) ? joined : undefined
}

function splitTerm(term: Expr, root: Root): { readonly rest: Expr; readonly times: number } {
  let times = 0
  const rest: Expr[] = []
  for (const factor of factorsOf(term)) {
    const found = timesOf(factor, root)
    if (found === undefined) rest.push(factor)
    else times += found
  }
  return { rest: product(rest), times }
}

/** a + b·R as (a² - b²·R²)/(a - b·R) where a and b have opposite signs. */
function sumWithRoot(a: Expr, b: Expr, { root, radicand }: Root, facts: Facts): Expr | undefined {
  const squares = [power(a, whole(2)), product([power(b, whole(2)), radicand])].map(multipliedOut)
  const above = sum([squares[0]!, negate(squares[1]!)])
  if (!(costOf(above) < Math.max(...squares.map(costOf)))) return undefined
  const scaled = product([b, root])
  const isPositive = facts.isPositive(b)
  const signs = isPositive ? a : facts.isNegative(b) ? negate(a) : product([a, b])
  if (facts.isNonnegative(signs)) return undefined
  if (facts.isNegative(signs) || (facts.isNonpositive(signs) && above.kind === 'number')) {
    return quotientOf(above, sum([a, negate(scaled)]))
  }
  // Grouped, so that what is left is not found again.
  const [apart, together] = [negate(scaled), scaled].map((one) => sum([grouped(a), one]))
  const quotient = quotientOf(above, apart!)
  return call('select', [call('lt', [signs, whole(0)]), quotient, together!])
}

/** A quotient of a square as leg·(leg/below), since the square may overflow. */
function quotientOf(above: Expr, below: Expr): Expr {
  const inverse = power(below, whole(-1))
  const [size, sign] = isNegative(above) ? [negate(above), whole(-1)] : [above, whole(1)]
  const leg = size.kind === 'number' ? undefined : perfectRoot(size, 2)
  return leg ? product([sign, leg, grouped(product([leg, inverse]))]) : product([above, inverse])
}
