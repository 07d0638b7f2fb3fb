import type { Lanes } from '../lanes.ts'
import { excessOverOne, ln2High, ln2Low, nearEvenPart } from './exponential.ts'
import { polynomial } from './polynomial.ts'
import { type PowerParts, scaledPower } from './power.ts'
import { exactProduct, exactSum } from './unevaluated-sum.ts'

// erf x / x - 1 in powers of x² up to (3/4)², interpolated at the Chebyshev points by
// tools/fit-polynomials.ts; error 2.6e-17.
const errorSeries = [
  0.1283791670955126, -0.37612638903183715, 0.11283791670952592, -0.02686617064442739,
  0.0052239776154069575, -0.0008548326187795097, 0.00012055289526008845, -1.492419520306878e-5,
  1.6430666553915578e-6, -1.5939911318257824e-7, 1.1471917964545484e-8,
] as const

// log(x·e^(x²)·erfc x) + 3/4 in powers of (x - 3/2)/(x + 1) for x from 3/4 to 27.5, likewise;
// error 1.7e-17.
const tailSeries = [
  0.020973018556611663, 0.3946646622178474, -0.3232262930150207, 0.09859043089464758,
  -0.0342589810118328, 0.03309305013433337, -0.014764171285192817, 0.0064511298760531865,
  -0.006041652479722972, 0.0027098418424421323, -0.001475861006475609, 0.001304604007393397,
  -0.0005392723336537891, 0.0003843226541662098, -0.00029221751835152766, 0.00011682300310113747,
  -0.00010635323046768511, 6.163539846702037e-5, -3.2493402513331024e-5, 3.7102292777563666e-5,
  -1.2756609500387032e-5, -9.829430360705784e-6, 1.1353137630628207e-5, 1.3800624617395543e-5,
  -3.511491046224356e-5, 2.352711665712831e-5, -5.248448692546715e-6,
] as const

/** Up to here erf is a series, and from here on erfc comes first. */
const seriesEnd = 0.75

/** erf x = 2/√π ∫ e^(-t²) dt from 0 to x; f32 goes through f64. Measured within 1.1 ulp. */
export function erf<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(erf, x)
  const magnitude = $.abs(x)
  const tail = $.sub($.constant(1), upperTail($, $.min(magnitude, $.constant(7))))
  const isSmall = $.lt(magnitude, $.constant(seriesEnd))
  return $.copySign($.select(isSmall, $.add(x, beyond($, x)), tail), x)
}

/**
 * 1 - erf x with the digits of its small values, down to the subnormal numbers; f32 goes
 * through f64. Measured within 1.9 ulp.
 */
export function erfc<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(erfc, x)
  const [one, half] = [$.constant(1), $.constant(0.5)]
  const magnitude = $.abs(x)
  const tail = upperTail($, $.min(magnitude, $.constant(28)))
  const isNegative = $.lt(x, $.constant(0))
  const far = $.select(isNegative, $.sub($.constant(2), tail), tail)
  const rest = beyond($, x)
  // x - ½ is exact where it matters.
  const above = $.sub(half, $.add($.sub(x, half), rest))
  const near = $.select($.lt(x, $.constant(0.25)), $.sub(one, $.add(x, rest)), above)
  return $.select($.lt(magnitude, $.constant(seriesEnd)), near, far)
}

/** erf x - x of a small x. */
function beyond<V, M>($: Lanes<V, M>, x: V): V {
  return $.mul(x, polynomial($, errorSeries, $.mul(x, x)))
}

/**
 * erfc x = e^(-x² - 3/4 + series) / x for x from 3/4 to 28. The exponent is a sum of two
 * doubles: x² is up to 750, and its rounding would cost ten bits.
 */
function upperTail<V, M>($: Lanes<V, M>, x: V): V {
  const ratio = $.div($.sub(x, $.constant(1.5)), $.add(x, $.constant(1)))
  const series = polynomial($, tailSeries, ratio)
  const square = exactProduct($, x, x)
  const exponent = exactSum($, $.neg(square.high), $.constant(-0.75))
  const rest = $.add($.sub(exponent.low, square.low), series)
  const { n, fraction } = exponentialParts($, exponent.high, rest)
  return scaledPower($, { n, fraction: $.div(fraction, x) })
}

/** e^(high + rest) of a rest below 1. */
function exponentialParts<V, M>($: Lanes<V, M>, high: V, rest: V): PowerParts<V> {
  const n = $.nearest($.mul($.add(high, rest), $.constant(Math.LOG2E)))
  const coarse = $.sub(high, $.mul(n, $.constant(ln2High[64])))
  const fine = $.sub(rest, $.mul(n, $.constant(ln2Low[64])))
  const { high: r, low } = exactSum($, coarse, fine)
  const excess = excessOverOne($, { r, high: r, low: $.neg(low), even: nearEvenPart($, r) })
  return { n, fraction: $.add($.constant(1), excess) }
}
