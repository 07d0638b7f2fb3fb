import type { Lanes } from '../lanes.ts'
import { polynomial } from './polynomial.ts'

const ln2High = { 64: 0.6931471803691238, 32: 0.693359375 } as const
const ln2Low = { 64: 1.9082149292705877e-10, 32: -2.1219444005469057e-4 } as const

const atanh = {
  64: [
    0.666666666666667, 0.39999999999899444, 0.2857142862600327, 0.22222211130259878,
    0.18182889455674947, 0.15331710618210773, 0.14616585424888623,
  ],
  32: [0.6666668504515603, 0.39988778282162807, 0.2958005304318844],
} as const

/** x = 2^exponent · mantissa, with the mantissa in [√½, √2), of a positive normal x. */
export function splitAroundOne<V, M>(
  $: Lanes<V, M>,
  x: V,
): { readonly exponent: V; readonly mantissa: V } {
  const mantissa = $.mantissa(x)
  const isHigh = $.gt(mantissa, $.constant(Math.SQRT2))
  const exponent = $.exponent(x)
  return {
    exponent: $.select(isHigh, $.add(exponent, $.constant(1)), exponent),
    mantissa: $.select(isHigh, $.mul(mantissa, $.constant(0.5)), mantissa),
  }
}

/** log x. */
export function log<V, M>($: Lanes<V, M>, x: V): V {
  const zero = $.constant(0)
  return logarithm($, x, zero, zero)
}

/** log(1 + x). */
export function log1p<V, M>($: Lanes<V, M>, x: V): V {
  const one = $.constant(1)
  const sum = $.add(one, x)
  const added = $.sub(sum, one)
  const lost = $.add($.sub(one, $.sub(sum, added)), $.sub(x, added))
  return $.copySign(logarithm($, sum, $.div(lost, sum), $.constant(0)), x)
}

function logarithm<V, M>($: Lanes<V, M>, x: V, correction: V, shift: V): V {
  const smallestNormal = $.constant($.bits === 64 ? 2 ** -1022 : 2 ** -126)
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  const isOrdinary = $.and($.ge(x, smallestNormal), $.lt(x, infinity))
  return $.when(
    $.not(isOrdinary),
    () => extremeLog($, x, smallestNormal),
    ordinaryLog($, x, correction, shift),
  )
}

function extremeLog<V, M>($: Lanes<V, M>, x: V, smallestNormal: V): V {
  const zero = $.constant(0)
  const lift = $.bits === 64 ? 54 : 25
  const lifted = $.mul(x, $.constant(2 ** lift))
  const subnormal = ordinaryLog($, lifted, zero, $.constant(lift))
  const isSubnormal = $.and($.gt(x, zero), $.lt(x, smallestNormal))
  const negative = $.select($.lt(x, zero), $.constant(Number.NaN), x)
  const zeroOrOther = $.select($.eq(x, zero), $.constant(Number.NEGATIVE_INFINITY), negative)
  return $.select(isSubnormal, subnormal, zeroOrOther)
}

function ordinaryLog<V, M>($: Lanes<V, M>, x: V, correction: V, shift: V): V {
  const { exponent, mantissa } = splitAroundOne($, x)
  const n = $.sub(exponent, shift)
  const f = $.sub(mantissa, $.constant(1))
  const s = $.div(f, $.add(f, $.constant(2)))
  const square = $.mul(s, s)
  const series = $.mul(square, polynomial($, atanh[$.bits], square))
  const half = $.mul($.mul(f, f), $.constant(0.5))
  const low = $.add($.mul(n, $.constant(ln2Low[$.bits])), correction)
  const tail = $.sub(half, $.add($.mul(s, $.add(half, series)), low))
  return $.sub($.mul(n, $.constant(ln2High[$.bits])), $.sub(tail, f))
}
