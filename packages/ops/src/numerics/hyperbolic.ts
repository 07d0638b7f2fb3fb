import type { Lanes } from '../lanes.ts'
import { ln2High, ln2Low } from './exponential.ts'
import { logWithRest } from './logarithm.ts'
import { polynomial } from './polynomial.ts'
import { artanhSeries } from './sigmoidal.ts'
import { exactProduct, exactSum } from './unevaluated-sum.ts'

// (sinh r / r - 1) / r² and (cosh r - 1 - r²/2) / r⁴ in powers of r² up to (ln 2)²,
// interpolated at the Chebyshev points by tools/fit-polynomials.ts; errors 9.3e-18 and 2.3e-18.
const sineSeries = [
  0.16666666666666666, 0.008333333333333333, 0.00019841269841271226, 2.755731922225598e-6,
  2.505210941371013e-8, 1.6058730148884996e-10, 7.69459170909593e-13,
] as const
const cosineSeries = [
  0.041666666666666664, 0.001388888888888932, 2.480158730053711e-5, 2.755732015620538e-7,
  2.0876383030161817e-9, 1.1539852081559675e-11,
] as const

/** |x| = n·ln 2 + r: the functions of the two parts, which are all positive. */
interface ReducedHyperbolic<V> {
  readonly wholeSine: V
  readonly wholeCosine: V
  /** sinh r. */
  readonly sine: V
  /** cosh r - 1. */
  readonly excess: V
}

function reduce<V, M>($: Lanes<V, M>, x: V): ReducedHyperbolic<V> {
  const magnitude = $.abs(x)
  const n = $.min($.floor($.mul(magnitude, $.constant(Math.LOG2E))), $.constant(1024))
  const high = $.sub(magnitude, $.mul(n, $.constant(ln2High[64])))
  const low = $.mul(n, $.constant(ln2Low[64]))
  const r = $.sub(high, low)
  const lost = $.sub($.sub(high, r), low)
  const square = $.mul(r, r)
  const cubic = $.mul($.mul(r, square), polynomial($, sineSeries, square))
  const quartic = $.mul($.mul(square, square), polynomial($, cosineSeries, square))
  const grown = $.powerOfTwo($.sub(n, $.constant(1)))
  // Too small to matter long before the limit.
  const shrunk = $.powerOfTwo($.max($.sub($.constant(-1), n), $.constant(-1000)))
  return {
    wholeSine: $.sub(grown, shrunk),
    wholeCosine: $.add(grown, shrunk),
    sine: $.add(r, $.add(cubic, lost)),
    excess: $.add($.mul(square, $.constant(0.5)), $.add(quartic, $.mul(r, lost))),
  }
}

// The largest double whose sinh, and cosh, is finite.
const largest = 710.4758600739439

/** sinh x, by the addition theorem; f32 goes through f64. Measured within 1.3 ulp. */
export function sinh<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(sinh, x)
  const { wholeSine, wholeCosine, sine, excess } = reduce($, x)
  const rest = $.add($.mul(wholeSine, excess), $.mul(wholeCosine, sine))
  return $.copySign(limited($, x, $.add(wholeSine, rest)), x)
}

/** cosh x, by the addition theorem; f32 goes through f64. Measured within 1.3 ulp. */
export function cosh<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(cosh, x)
  const { wholeSine, wholeCosine, sine, excess } = reduce($, x)
  const rest = $.add($.mul(wholeCosine, excess), $.mul(wholeSine, sine))
  return limited($, x, $.add(wholeCosine, rest))
}

function limited<V, M>($: Lanes<V, M>, x: V, result: V): V {
  const overflow = $.gt($.abs(x), $.constant(largest))
  return $.select(overflow, $.constant(Number.POSITIVE_INFINITY), result)
}

/** From here on √(x² ± 1) is x to all digits. */
const huge = 2 ** 28

/**
 * arsinh x = log(1 + |x| + x²/(1 + √(x² + 1))) with the sign of x, of the sum with all its
 * digits; f32 goes through f64. Measured within 1.1 ulp.
 */
export function asinh<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(asinh, x)
  const one = $.constant(1)
  const magnitude = $.abs(x)
  const square = $.mul(magnitude, magnitude)
  const gained = $.div(square, $.add(one, $.sqrt($.add(square, one))))
  return $.copySign(logOfSum($, magnitude, gained, $.constant(0), magnitude), x)
}

/**
 * arcosh x = log(1 + t + √(t(t + 2))) with t = x - 1, of the sum with all its digits; NaN
 * below 1; f32 goes through f64. Measured within 1 ulp.
 */
export function acosh<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(acosh, x)
  const [zero, one] = [$.constant(0), $.constant(1)]
  const above = $.sub(x, one)
  const square = exactProduct($, above, above)
  const { high, low } = exactSum($, $.add(above, above), square.high)
  // (x - 1)² is positive on both sides of 1.
  const root = $.sqrt($.select($.lt(above, zero), above, high))
  const exact = exactProduct($, root, root)
  const lost = $.add($.sub($.sub(high, exact.high), exact.low), $.add(low, square.low))
  const doubled = $.add(root, root)
  const rest = $.div(lost, $.select($.eq(doubled, zero), one, doubled))
  return logOfSum($, above, root, rest, x)
}

/** log(1 + a + b + rest), or log 2x where x is huge. */
function logOfSum<V, M>($: Lanes<V, M>, a: V, b: V, rest: V, x: V): V {
  const inner = exactSum($, a, b)
  const outer = exactSum($, $.constant(1), inner.high)
  const lost = $.add(outer.low, $.add(inner.low, rest))
  const isHuge = $.gt(x, $.constant(huge))
  const correction = $.select(isHuge, $.constant(Math.LN2), $.div(lost, outer.high))
  return logWithRest($, $.select(isHuge, x, outer.high), correction)
}

/**
 * artanh x = n/2·ln 2 + artanh s for (1 + x)/(1 - x) = 2ⁿ(1 + s)/(1 - s), with s from 0 to ⅓;
 * infinite at ±1, NaN beyond; f32 goes through f64. Measured within 1.5 ulp.
 */
export function atanh<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(atanh, x)
  const one = $.constant(1)
  const magnitude = $.abs(x)
  const over = exactSum($, one, magnitude)
  const under = exactSum($, one, $.neg(magnitude))
  const n = $.exponent($.div(over.high, under.high))
  const power = $.powerOfTwo(n)
  const [scaled, scaledLow] = [$.mul(power, under.high), $.mul(power, under.low)]
  const difference = $.add($.sub(over.high, scaled), $.sub(over.low, scaledLow))
  const sum = $.add($.add(over.high, scaled), $.add(over.low, scaledLow))
  const s = $.div(difference, sum)
  const square = $.mul(s, s)
  const series = $.mul(square, polynomial($, artanhSeries[64], square))
  const beyond = $.mul($.mul(s, $.constant(0.5)), series)
  const halves = $.mul(n, $.constant(0.5))
  const low = $.add(beyond, $.mul(halves, $.constant(ln2Low[64])))
  const result = $.add($.mul(halves, $.constant(ln2High[64])), $.add(s, low))
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  const atEnd = $.select($.eq(magnitude, one), infinity, $.constant(Number.NaN))
  return $.copySign($.select($.lt(magnitude, one), result, atEnd), x)
}
