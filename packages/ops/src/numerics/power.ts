import type { Lanes } from '../lanes.ts'
import { excessOverOne, nearEvenPart, scale } from './exponential.ts'
import { splitAroundOne } from './logarithm.ts'
import { polynomial } from './polynomial.ts'
import { headOf, type Sum } from './unevaluated-sum.ts'

/**
 * xʸ as in C99, Annex F: 1 for y = 0 and for x = 1 whatever the other is, NaN for negative
 * x and a y that is no integer. Measured within 1.1 ulp; f32 goes through f64.
 *
 * 2^(y·log₂ x) with the logarithm and the product as sums of two doubles, after Sun's
 * fdlibm, e_pow.c; the logarithm has about 64 bits, so that 1024 times it still has 54.
 */
export function pow<V, M>($: Lanes<V, M>, x: V, y: V): V {
  if ($.bits === 32) return $.wide(pow, x, y)
  const magnitude = $.abs(x)
  const result = powerOfTwoSum($, timesHead($, y, log2Sum($, magnitude)))
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  const isUsualBase = $.and($.gt(x, $.constant(0)), $.lt(x, infinity))
  const isUsual = $.and(isUsualBase, $.lt($.abs(y), $.constant(hugeExponent)))
  return $.when($.not(isUsual), () => specialPower($, x, y, result), result)
}

/** From here on all powers but those of 1 overflow or underflow; below, y can be split. */
const hugeExponent = 2 ** 65

function specialPower<V, M>($: Lanes<V, M>, x: V, y: V, usual: V): V {
  const [zero, one] = [$.constant(0), $.constant(1)]
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  const magnitude = $.abs(x)
  const [isAboveOne, isPositive] = [$.gt(magnitude, one), $.gt(y, zero)]
  const grows = $.or($.and(isAboveOne, isPositive), $.and($.not(isAboveOne), $.not(isPositive)))
  const isLimitBase = $.or($.eq(magnitude, zero), $.eq(magnitude, infinity))
  const isLimit = $.or(isLimitBase, $.ge($.abs(y), $.constant(hugeExponent)))
  const limit = $.select($.eq(magnitude, one), one, $.select(grows, infinity, zero))
  const signed = withSign($, x, y, $.select(isLimit, limit, usual))
  const hasNaN = $.or($.ne(x, x), $.ne(y, y))
  const isOne = $.or($.eq(y, zero), $.eq(x, one))
  return $.select(isOne, one, $.select(hasNaN, $.add(x, y), signed))
}

/** The sign that a negative base gives to a power, or NaN where y is no integer. */
function withSign<V, M>($: Lanes<V, M>, x: V, y: V, magnitude: V): V {
  const zero = $.constant(0)
  const half = $.mul(y, $.constant(0.5))
  const isInteger = $.eq($.floor(y), y)
  const isOdd = $.and(isInteger, $.ne($.floor(half), half))
  const isNegative = $.lt($.copySign($.constant(1), x), zero)
  const signed = $.select($.and(isNegative, isOdd), $.neg(magnitude), magnitude)
  const isFiniteNegative = $.and($.lt(x, zero), $.gt(x, $.constant(Number.NEGATIVE_INFINITY)))
  const isUndefined = $.and(isFiniteNegative, $.not(isInteger))
  return $.select(isUndefined, $.constant(Number.NaN), signed)
}

// (3·artanh(s)/s - 3 - s²)/s⁴ in powers of s² up to (√2 - 1)²/(√2 + 1)², interpolated at the
// Chebyshev points by tools/fit-polynomials.ts; error 2.3e-17.
const artanhSeries = [
  0.6, 0.4285714285714405, 0.3333333333248383, 0.272727275030892, 0.23076892443777647,
  0.20002207040770967, 0.1755935450923681, 0.17584767935814777,
] as const

// 2/(3 ln 2), and its head of 26 bits with the rest.
const scaleToBinary = [0.9617966939259756, 0.9617967009544373, -7.028461650952758e-9] as const

/** log₂ x of a positive x to about 64 bits; the high part has 26 of them. */
export function log2Sum<V, M>($: Lanes<V, M>, x: V): Sum<V> {
  const isSubnormal = $.lt(x, $.constant(2 ** -1022))
  const lifted = $.select(isSubnormal, $.mul(x, $.constant(2 ** 54)), x)
  const { exponent, mantissa } = splitAroundOne($, lifted)
  const n = $.select(isSubnormal, $.sub(exponent, $.constant(54)), exponent)
  const ratio = ratioSum($, mantissa)
  const series = artanhSum($, ratio)
  const [binary, binaryHigh, binaryLow] = scaleToBinary
  const high = $.mul(series.high, $.constant(binaryHigh))
  const low = $.add(
    $.mul(series.high, $.constant(binaryLow)),
    $.mul(series.low, $.constant(binary)),
  )
  const head = headOf($, $.add($.add(high, low), n))
  return { high: head, low: $.sub(low, $.sub($.sub(head, n), high)) }
}

/** s = (m - 1)/(m + 1) as a sum, and `whole`, its rounded value. */
function ratioSum<V, M>($: Lanes<V, M>, mantissa: V): Sum<V> & { readonly whole: V } {
  const one = $.constant(1)
  const [over, under] = [$.sub(mantissa, one), $.add(mantissa, one)]
  const reciprocal = $.div(one, under)
  const whole = $.mul(over, reciprocal)
  const high = headOf($, whole)
  const underHigh = headOf($, under)
  const underLow = $.sub(mantissa, $.sub(underHigh, one))
  const remainder = $.sub($.sub(over, $.mul(high, underHigh)), $.mul(high, underLow))
  return { whole, high, low: $.mul(reciprocal, remainder) }
}

/** 3·artanh s as a sum, of s as a sum: s·(3 + s² + s⁴·series). */
function artanhSum<V, M>($: Lanes<V, M>, s: Sum<V> & { readonly whole: V }): Sum<V> {
  const three = $.constant(3)
  const square = $.mul(s.whole, s.whole)
  const fourth = $.mul($.mul(square, square), polynomial($, artanhSeries, square))
  const small = $.add(fourth, $.mul(s.low, $.add(s.high, s.whole)))
  const exactSquare = $.mul(s.high, s.high)
  const factor = headOf($, $.add($.add(three, exactSquare), small))
  const factorLow = $.sub(small, $.sub($.sub(factor, three), exactSquare))
  const product = $.mul(s.high, factor)
  const productLow = $.add($.mul(s.low, factor), $.mul(factorLow, s.whole))
  const high = headOf($, $.add(product, productLow))
  return { high, low: $.sub(productLow, $.sub(high, product)) }
}

/** y times a sum whose high part has 26 bits; |y| must be below 2⁹⁹⁶. */
export function timesHead<V, M>($: Lanes<V, M>, y: V, sum: Sum<V>): Sum<V> {
  const head = headOf($, y)
  const tail = $.sub(y, head)
  return {
    high: $.mul(head, sum.high),
    low: $.add($.mul(tail, sum.high), $.mul(y, sum.low)),
  }
}

// ln 2, and its head of 26 bits with the rest.
const ln2 = [Math.LN2, 0.6931471824645996, -1.904654299957768e-9] as const

/** 2^(high + low). */
export function powerOfTwoSum<V, M>($: Lanes<V, M>, exponent: Sum<V>): V {
  return scaledPower($, powerParts($, exponent))
}

/** 2^(high + low) = fraction · 2^n, with the fraction from √½ to √2. */
export function powerParts<V, M>($: Lanes<V, M>, { high, low }: Sum<V>): PowerParts<V> {
  const whole = $.add(high, low)
  const n = $.nearest(whole)
  const fraction = $.sub(high, n)
  const head = headOf($, $.add(fraction, low))
  const tail = $.sub(low, $.sub(head, fraction))
  const product = $.mul(head, $.constant(ln2[1]))
  const rest = $.add($.mul(tail, $.constant(ln2[0])), $.mul(head, $.constant(ln2[2])))
  const r = $.add(product, rest)
  // e^(r - gained) = eʳ - gained·eʳ, and eʳ is near enough to 1 + r for that.
  const gained = $.sub($.sub(r, product), rest)
  const excess = excessOverOne($, { r, high: r, low: gained, even: nearEvenPart($, r) })
  return { n, fraction: $.add($.constant(1), $.sub(excess, $.mul(r, gained))) }
}

/** A number as fraction · 2^n. */
export interface PowerParts<V> {
  readonly n: V
  readonly fraction: V
}

/** fraction · 2^n of a positive fraction of moderate size, with overflow and underflow. */
export function scaledPower<V, M>($: Lanes<V, M>, { n, fraction }: PowerParts<V>): V {
  const overflow = $.gt(n, $.constant(1100))
  const underflow = $.lt(n, $.constant(-1200))
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  return $.select(overflow, infinity, $.select(underflow, $.constant(0), scale($, fraction, n)))
}
