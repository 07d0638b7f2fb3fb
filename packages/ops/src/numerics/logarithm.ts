import type { Lanes } from '../lanes.ts'
import { ln2High, ln2Low } from './exponential.ts'
import { polynomial } from './polynomial.ts'

/** x = 2^exponent · mantissa, with the mantissa in [√½, √2). */
interface SplitNumber<V> {
  readonly exponent: V
  readonly mantissa: V
}

/** Splits a positive normal x. */
export function splitAroundOne<V, M>($: Lanes<V, M>, x: V): SplitNumber<V> {
  const [exponent, mantissa] = [$.exponent(x), $.mantissa(x)]
  const isHigh = $.gt(mantissa, $.constant(Math.SQRT2))
  return {
    exponent: $.select(isHigh, $.add(exponent, $.constant(1)), exponent),
    mantissa: $.select(isHigh, $.mul(mantissa, $.constant(0.5)), mantissa),
  }
}

/**
 * log x, after Sun's fdlibm, e_log.c: n·ln 2 + 2 artanh(f/(2 + f)) for x = 2ⁿ(1 + f).
 * Measured within 0.8 ulp; 1.6 ulp of f32.
 */
export function log<V, M>($: Lanes<V, M>, x: V): V {
  return logarithm($, x)
}

/**
 * log(1 + x): the logarithm of the rounded sum, corrected by what the rounding lost.
 * Measured within 0.8 ulp.
 */
export function log1p<V, M>($: Lanes<V, M>, x: V): V {
  const one = $.constant(1)
  const sum = $.add(one, x)
  // The error of a sum whichever summand is larger (Knuth, TAOCP 2, §4.2.2).
  const added = $.sub(sum, one)
  const lost = $.add($.sub(one, $.sub(sum, added)), $.sub(x, added))
  // Only -0 needs its sign back.
  return $.copySign(logarithm($, sum, $.div(lost, sum)), x)
}

/** log(x·(1 + correction)) for a correction below the digits of x, or of any size where x is. */
export function logWithRest<V, M>($: Lanes<V, M>, x: V, correction: V): V {
  return logarithm($, x, correction)
}

function logarithm<V, M>($: Lanes<V, M>, x: V, correction?: V): V {
  const smallestNormal = $.constant($.bits === 64 ? 2 ** -1022 : 2 ** -126)
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  // Asked this way round, NaN counts as unusual.
  const isUsual = $.and($.ge(x, smallestNormal), $.lt(x, infinity))
  const usual = logOfSplit($, splitAroundOne($, x), correction)
  return $.when($.not(isUsual), () => unusualLog($, x), usual)
}

/** The logarithm of subnormal numbers, zero, negative numbers, infinity and NaN. */
function unusualLog<V, M>($: Lanes<V, M>, x: V): V {
  const zero = $.constant(0)
  const lift = $.bits === 64 ? 54 : 25
  const { exponent, mantissa } = splitAroundOne($, $.mul(x, $.constant(2 ** lift)))
  const lowered = { exponent: $.sub(exponent, $.constant(lift)), mantissa }
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  const isSubnormal = $.and($.gt(x, zero), $.lt(x, infinity))
  const undefinedOrSame = $.select($.lt(x, zero), $.constant(Number.NaN), x)
  const others = $.select($.eq(x, zero), $.constant(Number.NEGATIVE_INFINITY), undefinedOrSame)
  return $.select(isSubnormal, logOfSplit($, lowered), others)
}

// (2·artanh(s)/s - 2)/s² in powers of s² up to (√2 - 1)²/(√2 + 1)², interpolated at the
// Chebyshev points by tools/fit-polynomials.ts; errors 3.2e-16 and 1.9e-7, times s³ ≤ 0.005.
const artanhSeries = {
  64: [
    0.666666666666667, 0.39999999999899444, 0.2857142862600327, 0.22222211130259878,
    0.18182889455674947, 0.15331710618210773, 0.14616585424888623,
  ],
  32: [0.6666668504515603, 0.39988778282162807, 0.2958005304318844],
} as const

function logOfSplit<V, M>($: Lanes<V, M>, split: SplitNumber<V>, correction?: V): V {
  const n = split.exponent
  const f = $.sub(split.mantissa, $.constant(1))
  const s = $.div(f, $.add(f, $.constant(2)))
  const square = $.mul(s, s)
  const series = $.mul(square, polynomial($, artanhSeries[$.bits], square))
  // 2s = f - f²/2 + s·f²/2: f is exact, and the terms that are rounded are small beside it.
  const half = $.mul($.mul(f, f), $.constant(0.5))
  const scaled = $.mul(n, $.constant(ln2Low[$.bits]))
  const low = correction === undefined ? scaled : $.add(scaled, correction)
  const rest = $.sub(half, $.add($.mul(s, $.add(half, series)), low))
  return $.sub($.mul(n, $.constant(ln2High[$.bits])), $.sub(rest, f))
}
