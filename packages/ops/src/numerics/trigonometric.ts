import type { Lanes } from '../lanes.ts'
import { type ReducedAngle, reduceLargeAngle } from './large-angle.ts'
import { polynomial } from './polynomial.ts'
import { negateSum, quotientOfSums, renormalize, type Sum, selectSum } from './unevaluated-sum.ts'

/**
 * sin x of an angle in radians, by reduction to a quarter turn and the polynomials below;
 * f32 goes through f64. Any magnitude: beyond 2²⁰, and where x is so close to a multiple of
 * π/2 that the quick reduction loses digits, the slow reduction takes over.
 * Measured within 0.8 ulp.
 */
export function sin<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(sin, x)
  return keepZero(
    $,
    x,
    ofAngle($, x, (angle) => turnedSine($, angle, 0)),
  )
}

/** cos x of an angle in radians: the sine a quarter turn further. Measured within 0.8 ulp. */
export function cos<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(cos, x)
  return ofAngle($, x, (angle) => turnedSine($, angle, 1))
}

/**
 * tan x of an angle in radians: the quotient of sine and cosine, corrected by their rests.
 * Measured within 1.5 ulp.
 */
export function tan<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(tan, x)
  return keepZero(
    $,
    x,
    ofAngle($, x, (angle) => turnedTangent($, angle)),
  )
}

// The sign of -0 does not survive the reduction.
function keepZero<V, M>($: Lanes<V, M>, x: V, result: V): V {
  return $.select($.eq(x, $.constant(0)), x, result)
}

// π/2 as parts of 33, 33 and 53 bits (the first two as in Sun's fdlibm, e_rem_pio2.c): up
// to 2²⁰ quarter turns times either of the first two are exact.
const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const
const quickLimit = 2 ** 20

/** A function of the reduced angle, by the quick reduction where it is good enough. */
export function ofAngle<V, M>($: Lanes<V, M>, x: V, compute: (angle: ReducedAngle<V>) => V): V {
  const quick = reduceSmallAngle($, x)
  const isLarge = $.gt($.abs(x), $.constant(quickLimit))
  // The parts of π/2 are good for 2⁻¹²¹ of each quarter turn. The bound also makes `lost`
  // exact, because it keeps `coarse` above `step`. Zero quarters lose nothing at all.
  const cancellation = $.mul($.abs(quick.quarters), $.constant(2 ** -32))
  const isCancelled = $.lt($.abs(quick.high), cancellation)
  return $.when($.or(isLarge, isCancelled), () => compute(reduceLargeAngle($, x)), compute(quick))
}

/** Cody and Waite 1980, with the rest as a sum of two doubles. */
function reduceSmallAngle<V, M>($: Lanes<V, M>, x: V): ReducedAngle<V> {
  const quarters = $.nearest($.mul(x, $.constant(2 / Math.PI)))
  const [first, second, third] = halfPi
  const coarse = $.sub(x, $.mul(quarters, $.constant(first)))
  const step = $.mul(quarters, $.constant(second))
  const fine = $.sub(coarse, step)
  const lost = $.sub($.sub(coarse, fine), step)
  const tail = $.sub(lost, $.mul(quarters, $.constant(third)))
  return { quarters, ...renormalize($, { high: fine, low: tail }) }
}

function turnedSine<V, M>($: Lanes<V, M>, angle: ReducedAngle<V>, turn: number): V {
  const quarters = turn === 0 ? angle.quarters : $.add(angle.quarters, $.constant(turn))
  const [sine, cosine] = [sineOf($, angle), cosineOf($, angle)]
  const value = $.select(
    isOdd($, quarters),
    $.add(cosine.high, cosine.low),
    $.add(sine.high, sine.low),
  )
  const halves = $.floor($.mul(quarters, $.constant(0.5)))
  return $.select(isOdd($, halves), $.neg(value), value)
}

function turnedTangent<V, M>($: Lanes<V, M>, angle: ReducedAngle<V>): V {
  const [sine, cosine] = [sineOf($, angle), cosineOf($, angle)]
  const isTurned = isOdd($, angle.quarters)
  const over = selectSum($, isTurned, negateSum($, cosine), sine)
  return quotientOfSums($, over, selectSum($, isTurned, sine, cosine))
}

/** Whether a whole number is odd. */
export function isOdd<V, M>($: Lanes<V, M>, n: V): M {
  const half = $.mul(n, $.constant(0.5))
  return $.ne($.floor(half), half)
}

// (sin r / r - 1) / r² and (cos r - 1 + r²/2) / r⁴ in powers of r² up to (π/4)²,
// interpolated at the Chebyshev points by tools/fit-polynomials.ts; errors 3.3e-17 and 2.4e-18.
const sineSeries = [
  -0.16666666666666666, 0.008333333333330925, -0.00019841269836722418, 2.755731608381636e-6,
  -2.5051127944014188e-8, 1.5917848524808262e-10,
] as const
const cosineSeries = [
  0.041666666666666664, -0.0013888888888887382, 2.480158729874307e-5, -2.7557317260008837e-7,
  2.0876143827993133e-9, -1.1382456778061306e-11,
] as const

/** sin(high + low), with the derivative at `high` as 1 - high²/2. */
export function sineOf<V, M>($: Lanes<V, M>, { high, low }: ReducedAngle<V>): Sum<V> {
  const square = $.mul(high, high)
  const cubic = $.mul($.mul(high, square), polynomial($, sineSeries, square))
  const slope = $.sub(low, $.mul($.mul($.constant(0.5), square), low))
  return { high, low: $.add(cubic, slope) }
}

/** cos(high + low), with what 1 - high²/2 loses. */
export function cosineOf<V, M>($: Lanes<V, M>, { high, low }: ReducedAngle<V>): Sum<V> {
  const one = $.constant(1)
  const square = $.mul(high, high)
  const half = $.mul($.constant(0.5), square)
  const main = $.sub(one, half)
  const lost = $.sub($.sub(one, main), half)
  const quartic = $.mul($.mul(square, square), polynomial($, cosineSeries, square))
  return { high: main, low: $.add(lost, $.sub(quartic, $.mul(high, low))) }
}
