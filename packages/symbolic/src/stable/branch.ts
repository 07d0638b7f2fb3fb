import { call } from '../canonical/call.ts'
import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { num, sym, whole } from '../leaves.ts'
import { foldExprs } from '../traverse.ts'
import { type Place, type Reading, SeriesReader } from './laurent.ts'
import { grouped } from './regroup.ts'
import { epsilon, type Series, whereSeries } from './series.ts'

const terms = 30
const degree = 18

/** A second form of a formula, and where it holds. */
export interface Branch {
  readonly condition: Expr
  readonly value: Expr
}

/** The series of a formula around a place as a branch, where its digits are known. */
export function branchAt(node: Expr, variable: string, place: Place): Branch | undefined {
  const reader = new SeriesReader(terms, place)
  const [series] = whereSeries(() =>
    foldExprs<Reading>([node], (one, operands) => reader.read(one, operands)),
  ) ?? [false]
  if (typeof series !== 'object' || series.logs !== 0 || series.coefficients.length <= degree)
    return undefined
  const radius = radiusOf(series)
  if (radius === 0) return undefined
  const { at, slope, order } = place
  const x = product([num(slope), sum([sym(variable), num(-at)])])
  // Grouped, so that one division serves all powers.
  const step = order > 0 ? x : grouped(power(x, whole(-1)))
  const condition =
    order > 0
      ? call('lt', [call('abs', [x]), num(radius)])
      : call('gt', [x, num(Number((1 / radius).toPrecision(2)))])
  const outside =
    order * series.order < 0 ? power(x, num(order * series.order)) : power(step, num(series.order))
  return { condition, value: product([outside, hornerForm(series, step)]) }
}

// How much larger than a coefficient its size may be, so that 10 digits are left.
const digits = 1e-10 / epsilon

// So far from the place that cancellation no longer hurts, and so near that what is left
// out is below the rounding error of the first term.
function radiusOf({ coefficients, sizes }: Series): number {
  const lead = Math.abs(coefficients[0]!)
  let radius = 0.5
  for (let k = 1; k < coefficients.length; k++) {
    // Coefficients that rounding has moved bound the radius too.
    const allowed = k < degree ? digits / sizes[k]! : 1e-17 / Math.abs(coefficients[k]!)
    radius = Math.min(radius, (lead * allowed) ** (1 / k))
  }
  if (sizes[0]! > digits * lead) return 0
  // A short decimal keeps printed code readable.
  return Number((radius * 0.99).toPrecision(2))
}

function hornerForm({ coefficients }: Series, step: Expr): Expr {
  return coefficients
    .slice(0, degree)
    .reduceRight<Expr>((rest, value) => sum([num(value), product([step, rest])]), whole(0))
}
