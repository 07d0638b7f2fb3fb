import type { Lanes } from '../lanes.ts'
import { constantSum, halfPiSum, multiplySums, renormalize, type Sum } from './unevaluated-sum.ts'

/** An angle as whole quarter turns, modulo 4, and a rest in [-π/4, π/4] in two parts. */
export interface ReducedAngle<V> extends Sum<V> {
  readonly quarters: V
}

/** 2/π as 48 digits of 24 bits, so 1152 bits: digit j weighs 2^(-24(j + 1)). */
export const twoOverPi: readonly number[] = [
  10680707, 7228996, 1387004, 2578385, 16069853, 12639074, 9804092, 4427841, 16666979, 11263675,
  12935607, 2387514, 4345298, 14681673, 3074569, 13734428, 16653803, 1880361, 10960616, 8533493,
  3062596, 8710556, 7349940, 6258241, 3772886, 3769171, 3798172, 8675211, 12450088, 3874808,
  9961438, 366607, 15675153, 9132554, 7151469, 3571407, 2607881, 12013382, 4155038, 6285869,
  7677882, 13102053, 15825725, 473591, 9065106, 15363067, 6271263, 9264392,
]

// Digits above the point of 2/π are zero.
const leadingZeros = 4
const table = [...Array.from({ length: leadingZeros }, () => 0), ...twoOverPi]

const digitBase = 2 ** 24
const digits = 7

/**
 * Reduces an angle of any magnitude from ½ up (Payne and Hanek 1983): multiplies by the
 * digits of 2/π that matter and no others, in exact integer arithmetic below 2⁵³.
 *
 * The product is kept to 2⁻¹⁴⁴ of a quarter turn, and no double comes closer than 2⁻⁶² to
 * a multiple of π/2 without being one (Muller, Elementary Functions, §11.3), so the rest
 * has a relative error below 2⁻⁷⁹. Infinity and NaN give NaN; f64 only.
 */
export function reduceLargeAngle<V, M>($: Lanes<V, M>, x: V): ReducedAngle<V> {
  const magnitude = $.abs(x)
  const isUsual = $.and(
    $.ge(magnitude, $.constant(0.5)),
    $.lt(magnitude, $.constant(Number.POSITIVE_INFINITY)),
  )
  const product = multiplyByTwoOverPi($, $.select(isUsual, magnitude, $.constant(1)))
  const { whole, ...fraction } = nearestWhole($, product)
  const isNegative = $.lt(x, $.constant(0))
  const invalid = $.sub(x, x)
  const rest = multiplySums($, fraction, constantSum($, ...halfPiSum))
  return {
    quarters: $.select(isNegative, $.neg(whole), whole),
    high: $.add($.select(isNegative, $.neg(rest.high), rest.high), invalid),
    low: $.select(isNegative, $.neg(rest.low), rest.low),
  }
}

/** The digits of x·2/π to the base 2²⁴: units modulo 2²⁴ first, then six after the point. */
function multiplyByTwoOverPi<V, M>($: Lanes<V, M>, x: V): readonly V[] {
  const base = $.constant(digitBase)
  // x = scaled · 2^(24·shift) with 2⁴ ≤ scaled < 2²⁸: the third part is an integer as well.
  const shift = $.floor($.mul($.sub($.exponent(x), $.constant(3.5)), $.constant(1 / 24)))
  const scaled = $.mul(x, $.powerOfTwo($.mul(shift, $.constant(-24))))
  const first = $.floor(scaled)
  const afterFirst = $.mul($.sub(scaled, first), base)
  const second = $.floor(afterFirst)
  const parts = [first, second, $.mul($.sub(afterFirst, second), base)]
  const factors = Array.from({ length: digits + parts.length - 1 }, (_, k) =>
    $.lookup(table, $.add(shift, $.constant(leadingZeros - parts.length + k))),
  )
  const columns = Array.from({ length: digits }, (_, k) =>
    parts
      .map((part, i) => $.mul(part, factors[k + parts.length - 1 - i]!))
      .reduce((sum, term) => $.add(sum, term)),
  )
  return carried($, columns)
}

/** Brings every column below 2²⁴, from the last to the first; the first keeps its overflow. */
function carried<V, M>($: Lanes<V, M>, columns: readonly V[]): readonly V[] {
  const result: V[] = []
  let carry = $.constant(0)
  for (const column of columns.slice(1).toReversed()) {
    const sum = $.add(column, carry)
    carry = $.floor($.mul(sum, $.constant(1 / digitBase)))
    result.unshift($.sub(sum, $.mul(carry, $.constant(digitBase))))
  }
  return [$.add(columns[0]!, carry), ...result]
}

/** Splits into the nearest whole number, modulo 4, and the rest as a sum of two doubles. */
function nearestWhole<V, M>($: Lanes<V, M>, product: readonly V[]): Sum<V> & { readonly whole: V } {
  const join = (k: number) => $.add($.mul(product[k]!, $.constant(digitBase)), product[k + 1]!)
  const weigh = (value: V, bits: number) => $.mul(value, $.constant(2 ** -bits))
  const [units, fraction] = [product[0]!, weigh(join(1), 48)]
  const up = $.select($.ge(fraction, $.constant(0.5)), $.constant(1), $.constant(0))
  const first = $.sub(fraction, up)
  const second = weigh(join(3), 96)
  // Where `first` is smaller than `second` it is 0 or -2⁻⁴⁸, and the sum is exact.
  const { high, low } = renormalize($, { high: first, low: second })
  const turns = $.floor($.mul(units, $.constant(0.25)))
  return {
    whole: $.add($.sub(units, $.mul(turns, $.constant(4))), up),
    high,
    low: $.add(low, weigh(join(5), 144)),
  }
}
