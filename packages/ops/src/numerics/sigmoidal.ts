import type { Lanes } from '../lanes.ts'
import { exp, reduceDown } from './exponential.ts'
import { polynomial } from './polynomial.ts'

/**
 * tanh x = (e²ˣ - 1) / (e²ˣ + 1) with one division: both are sums over the same reduced
 * exponential, and positive ones, so that small and large x need no separate branch.
 * Measured within 2 ulp.
 */
export function tanh<V, M>($: Lanes<V, M>, x: V): V {
  const one = $.constant(1)
  const magnitude = $.abs(x)
  const doubled = $.add(magnitude, magnitude)
  const saturated = $.constant($.bits === 64 ? 44 : 20)
  const { n, r, even } = reduceDown($, $.select($.gt(doubled, saturated), saturated, doubled))
  const above = $.add($.constant(2), $.add(r, even))
  const below = $.sub($.constant(2), $.sub(r, even))
  const grown = $.mul($.sub($.powerOfTwo(n), one), above)
  const numerator = $.add(grown, $.add(r, r))
  // From the rounded numerator: its error then cancels in the quotient as that nears 1.
  const denominator = $.add(numerator, $.add(below, below))
  if ($.bits === 32) return $.copySign($.div(numerator, denominator), x)
  // At n = 0 the same is 2·(2 + even), with one rounding less: else 2 ulp are exceeded.
  const ratio = $.add($.constant(2), even)
  const isSmall = $.eq(n, $.constant(0))
  const precise = $.select(isSmall, $.add(ratio, ratio), denominator)
  return $.copySign($.div(numerator, precise), x)
}

/**
 * 1 / (1 + e⁻ˣ), as eˣ / (1 + eˣ), which keeps the digits of its small values.
 * Measured within 2 ulp.
 */
export function sigmoid<V, M>($: Lanes<V, M>, x: V): V {
  const saturated = $.constant($.bits === 64 ? 40 : 20)
  const power = exp($, $.select($.gt(x, saturated), saturated, x))
  const quotient = $.div(power, $.add(power, $.constant(1)))
  if ($.bits === 32) return quotient
  // Just above 1 the denominator has its largest rounding error; here that counts less.
  const precise = $.sub(power, $.mul(power, quotient))
  return $.select($.lt(power, $.constant(0.25)), precise, quotient)
}

/**
 * log(1 + eˣ), as max(x, 0) + log(1 + e^-|x|), which neither overflows nor cancels.
 * Measured within 1.8 ulp.
 */
export function softplus<V, M>($: Lanes<V, M>, x: V): V {
  const power = exp($, $.neg($.abs(x)))
  return $.add($.max(x, $.constant(0)), log1pBelowOne($, power))
}

/**
 * (2·artanh(s)/s - 2)/s² in powers of s² up to 1/9, interpolated at the Chebyshev points by
 * tools/fit-polynomials.ts; errors 4.4e-17 and 7.2e-9.
 */
export const artanhSeries: {
  readonly 64: readonly number[]
  readonly 32: readonly number[]
} = {
  64: [
    0.6666666666666666, 0.3999999999999952, 0.28571428571600266, 0.22222222198216113,
    0.1818181989926796, 0.15384543917753166, 0.13335179661515711, 0.11734265179376593,
    0.10845291032779814, 0.07491639460673265, 0.15631534707431224,
  ],
  32: [
    0.6666666732087151, 0.39999706206824964, 0.28592364795197617, 0.21706460997195692,
    0.23224921771214582,
  ],
}

// For x from 0 to 1 the series of log1p needs no reduction, only some terms more.
function log1pBelowOne<V, M>($: Lanes<V, M>, x: V): V {
  const s = $.div(x, $.add(x, $.constant(2)))
  const square = $.mul(s, s)
  const series = $.mul(square, polynomial($, artanhSeries[$.bits], square))
  const half = $.mul($.mul(x, x), $.constant(0.5))
  return $.sub(x, $.sub(half, $.mul(s, $.add(half, series))))
}
