import type { Lanes } from '../lanes.ts'
import { polynomial } from './polynomial.ts'
import { headOf, renormalize } from './unevaluated-sum.ts'

// (arcsin r / r - 1) / r² in powers of r² up to ¼ and (arctan r / r - 1) / r² in powers of r²
// up to (5/16)², interpolated at the Chebyshev points by tools/fit-polynomials.ts; errors
// 2.0e-17 and 1.9e-17.
const arcsineSeries = [
  0.16666666666666669, 0.0749999999999843, 0.04464285714635991, 0.030381944138170334,
  0.022372172957091412, 0.0173523923576202, 0.013971218548752051, 0.011479121292946488,
  0.010323189996124416, 0.005455850831324313, 0.017405496291324245, -0.01485926430981978,
  0.028762997617254003,
] as const
const arctangentSeries = [
  -0.3333333333333333, 0.1999999999999913, -0.14285714285419746, 0.11111111072347227,
  -0.09090906493718708, 0.07692207399694252, -0.066642964713697, 0.058473707887794345,
  -0.04945554493657208, 0.030948360692923556,
] as const

// Each with what the double has no digits for.
const [quarterPi, quarterPiRest] = [Math.PI / 4, 3.061616997868383e-17]
const [halfPi, halfPiRest] = [Math.PI / 2, 6.123233995736766e-17]
const [pi, piRest] = [Math.PI, 1.2246467991473532e-16]
const [arctanHalf, arctanHalfRest] = [0.4636476090008061, 2.2698777452961687e-17]

/** arcsin of a magnitude, or of √((1 - magnitude)/2) from ½ on: the sum of its parts. */
interface Arcsine<V, M> {
  readonly isLarge: M
  /** The argument: `root` and, below the digits of that, `rest`. */
  readonly root: V
  readonly rest: V
  /** What arcsin has beyond its argument. */
  readonly beyond: V
}

// After Sun's fdlibm, e_asin.c: 1 - |x| is exact from ½ on, so is the square of a head.
function arcsineParts<V, M>($: Lanes<V, M>, x: V): Arcsine<V, M> {
  const [zero, one, half] = [$.constant(0), $.constant(1), $.constant(0.5)]
  const magnitude = $.abs(x)
  const isLarge = $.ge(magnitude, half)
  const small = $.mul(magnitude, magnitude)
  const square = $.select(isLarge, $.mul($.sub(one, magnitude), half), small)
  const whole = $.select(isLarge, $.sqrt(square), magnitude)
  const beyond = $.mul($.mul(whole, square), polynomial($, arcsineSeries, square))
  const head = headOf($, whole)
  const doubled = $.add(whole, head)
  const remainder = $.sub(square, $.mul(head, head))
  const rest = $.div(remainder, $.select($.eq(doubled, zero), one, doubled))
  return {
    isLarge,
    root: $.select(isLarge, head, magnitude),
    rest: $.select(isLarge, rest, zero),
    beyond,
  }
}

/** arcsin x; NaN outside [-1, 1]. Measured within 0.8 ulp; f32 goes through f64. */
export function asin<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(asin, x)
  const { isLarge, root, rest, beyond } = arcsineParts($, x)
  const near = $.add(root, beyond)
  const twice = $.add(root, root)
  const tail = $.sub($.add(beyond, rest), $.constant(quarterPiRest))
  const coarse = $.sub($.constant(quarterPi), twice)
  const far = $.add($.constant(quarterPi), $.sub(coarse, $.add(tail, tail)))
  return $.copySign($.select(isLarge, far, near), x)
}

/** arccos x; NaN outside [-1, 1]. Measured within 0.8 ulp; f32 goes through f64. */
export function acos<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(acos, x)
  const { isLarge, root, rest, beyond } = arcsineParts($, x)
  const tail = $.add(beyond, rest)
  const isNegative = $.lt(x, $.constant(0))
  const signed = $.select(isNegative, $.neg(beyond), beyond)
  const middle = $.sub($.constant(halfPi), $.sub(x, $.sub($.constant(halfPiRest), signed)))
  const near = $.add(root, tail)
  const close = $.add(near, near)
  const twice = $.add(root, root)
  const coarse = renormalize($, { high: $.constant(pi), low: $.neg(twice) })
  const small = $.add(coarse.low, $.sub($.constant(piRest), $.add(tail, tail)))
  const far = $.add(coarse.high, small)
  return $.select(isLarge, $.select(isNegative, far, close), middle)
}

/** arctan x, between -π/2 and π/2. Measured within 1.3 ulp; f32 goes through f64. */
export function atan<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(atan, x)
  return atan2($, x, $.constant(1))
}

/**
 * The angle of the point (x, y), given as (y, x), between -π and π; zeros and infinities as
 * in C99, Annex F. Measured within 1.4 ulp; f32 goes through f64.
 *
 * The ratio of the smaller to the larger coordinate is reduced by arctan ½ or π/4 without
 * being computed, so that the numerator is exact.
 */
export function atan2<V, M>($: Lanes<V, M>, y: V, x: V): V {
  if ($.bits === 32) return $.wide(atan2, y, x)
  const [zero, one] = [$.constant(0), $.constant(1)]
  const [rise, run] = moderate($, $.abs(y), $.abs(x))
  const isSteep = $.gt(rise, run)
  const [under, over] = [$.select(isSteep, run, rise), $.select(isSteep, rise, run)]
  const isOne = $.gt(under, $.mul(over, $.constant(0.75)))
  const isHalf = $.gt(under, $.mul(over, $.constant(0.3125)))
  const choose = (forOne: number, forHalf: number): V =>
    $.select(isOne, $.constant(forOne), $.select(isHalf, $.constant(forHalf), zero))
  const slope = choose(1, 0.5)
  const r = $.div($.sub(under, $.mul(slope, over)), $.add(over, $.mul(slope, under)))
  const square = $.mul(r, r)
  const beyond = $.mul($.mul(r, square), polynomial($, arctangentSeries, square))
  const isNegative = $.lt($.copySign(one, x), zero)
  // The angle is `base`, a multiple of π/2, and then on or back by the arctangent.
  const isBack = $.or($.and(isSteep, $.not(isNegative)), $.and($.not(isSteep), isNegative))
  const turned = (value: V): V => $.select(isBack, $.neg(value), value)
  const baseOf = (half: number, whole: number): V =>
    $.select(isSteep, $.constant(half), $.select(isNegative, $.constant(whole), zero))
  const start = turned(choose(quarterPi, arctanHalf))
  const coarse = renormalize($, { high: baseOf(halfPi, pi), low: start })
  const startRest = turned(choose(quarterPiRest, arctanHalfRest))
  const lows = $.add($.add(coarse.low, startRest), baseOf(halfPiRest, piRest))
  const fine = $.add(turned(r), $.add(turned(beyond), lows))
  return $.copySign($.add(coarse.high, fine), y)
}

/** The same direction in coordinates from 0 that neither overflow nor lose digits. */
function moderate<V, M>($: Lanes<V, M>, rise: V, run: V): readonly [rise: V, run: V] {
  const [zero, one] = [$.constant(0), $.constant(1)]
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  const largest = $.max(rise, run)
  const isTiny = $.lt(largest, $.constant(2 ** -900))
  const isHuge = $.gt(largest, $.constant(2 ** 1000))
  const grown = $.select(isTiny, $.constant(2 ** 600), one)
  const scale = $.select(isHuge, $.constant(2 ** -100), grown)
  const isInfinite = $.eq(largest, infinity)
  const scaled = (value: V): V => {
    const limit = $.select($.eq(value, infinity), one, zero)
    return $.select(isInfinite, limit, $.mul(value, scale))
  }
  // At the origin the angle is that of the axis.
  return [scaled(rise), $.select($.eq(largest, zero), one, scaled(run))]
}
