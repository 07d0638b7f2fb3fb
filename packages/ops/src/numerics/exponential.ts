import type { Lanes } from '../lanes.ts'
import { polynomial } from './polynomial.ts'

/**
 * x = n·ln 2 + r with `even` = r·coth(r/2) - 2, so that
 * eˣ = 2ⁿ (2 + even + r) / (2 + even - r): an even function needs half as many coefficients
 * as eʳ itself (the form of Sun's fdlibm, e_exp.c).
 */
interface ReducedExponential<V> {
  readonly n: V
  readonly r: V
  /** r = high - low before rounding. */
  readonly high: V
  readonly low: V
  readonly even: V
}

/** The leading bits of ln 2, so few that n times this is exact for every exponent n. */
export const ln2High: { readonly 64: number; readonly 32: number } = {
  64: 0.6931471803691238,
  32: 0.693359375,
}
/** ln 2 less `ln2High`. */
export const ln2Low: { readonly 64: number; readonly 32: number } = {
  64: 1.9082149292705877e-10,
  32: -2.1219444005469057e-4,
}

// (r·coth(r/2) - 2)/r² in powers of r² for |r| ≤ ½ ln 2, interpolated at the Chebyshev
// points by tools/fit-polynomials.ts; the error of `even` is below 8e-18 (f32: 1.5e-8).
const nearCoth64 = [
  0.1666666666666666, -0.0027777777777564404, 6.613756471622828e-5, -1.6534060033836456e-6,
  4.1437662804024295e-8,
] as const
const nearCoth = {
  64: nearCoth64,
  32: [0.16666654770393727, -0.0027698530172121554],
} as const

// The same for |r| ≤ ln 2; the error of `even` is below 8e-17 (f32: 3e-9).
const wideCoth = {
  64: [
    0.16666666666666652, -0.0027777777777545213, 6.61375655724533e-5, -1.6534341268702324e-6,
    4.173327114391808e-8, -1.0191169098556735e-9,
  ],
  32: [0.1666666610357091, -0.0027775667159661644, 6.496179978882697e-5],
} as const

/** Reduces to |r| ≤ ½ ln 2: 16 operations in f64, 10 in f32. */
function reduceToNearest<V, M>($: Lanes<V, M>, x: V): ReducedExponential<V> {
  const n = $.nearest($.mul(x, $.constant(Math.LOG2E)))
  return reduceBy($, x, n, nearCoth[$.bits])
}

/**
 * Reduces to |r| < ln 2 with n towards zero: then n, r and x have the same sign, and
 * eˣ - 1 and eˣ + 1 are sums that cancel nothing.
 */
function reduceToZero<V, M>($: Lanes<V, M>, x: V): ReducedExponential<V> {
  const steps = $.mul(x, $.constant(Math.LOG2E))
  const n = $.copySign($.floor($.abs(steps)), steps)
  return reduceBy($, x, n, wideCoth[$.bits])
}

/** As `reduceToZero`, of x ≥ 0, in two operations less: 18 in f64, 12 in f32. */
export function reduceDown<V, M>($: Lanes<V, M>, x: V): ReducedExponential<V> {
  const n = $.floor($.mul(x, $.constant(Math.LOG2E)))
  return reduceBy($, x, n, wideCoth[$.bits])
}

function reduceBy<V, M>(
  $: Lanes<V, M>,
  x: V,
  n: V,
  coefficients: readonly number[],
): ReducedExponential<V> {
  const high = $.sub(x, $.mul(n, $.constant(ln2High[$.bits])))
  const low = $.mul(n, $.constant(ln2Low[$.bits]))
  const r = $.sub(high, low)
  return { n, r, high, low, even: evenPart($, r, coefficients) }
}

/** r·coth(r/2) - 2 for |r| ≤ ½ ln 2, in f64. */
export function nearEvenPart<V, M>($: Lanes<V, M>, r: V): V {
  return evenPart($, r, nearCoth64)
}

function evenPart<V, M>($: Lanes<V, M>, r: V, coefficients: readonly number[]): V {
  const square = $.mul(r, r)
  return $.mul(square, polynomial($, coefficients, square))
}

/**
 * eʳ - 1 = r + r·(r - even)/(2 - r + even), whose second term is small beside the first;
 * `low` joins it there, so that the rounding of r does not count.
 */
export function excessOverOne<V, M>(
  $: Lanes<V, M>,
  { r, high, low, even }: Omit<ReducedExponential<V>, 'n'>,
): V {
  const odd = $.sub(r, even)
  const quotient = $.div($.mul(r, odd), $.sub($.constant(2), odd))
  return $.sub(high, $.sub(low, quotient))
}

/**
 * eˣ: 2ⁿ times the exponential of a rest. Measured within 0.9 ulp; gradual underflow rounds
 * once more.
 */
export function exp<V, M>($: Lanes<V, M>, x: V): V {
  const reduced = reduceToNearest($, x)
  const fraction = $.add($.constant(1), excessOverOne($, reduced))
  const limit = $.constant($.bits === 64 ? 708 : 87)
  return $.when(
    $.gt($.abs(x), limit),
    () => extremeExp($, x, reduced.n, fraction),
    $.mul(fraction, $.powerOfTwo(reduced.n)),
  )
}

function extremeExp<V, M>($: Lanes<V, M>, x: V, n: V, fraction: V): V {
  const [zeroBelow, infiniteAbove] = $.bits === 64 ? [-746, 710] : [-104, 89]
  const overflow = $.gt(x, $.constant(infiniteAbove))
  const underflow = $.lt(x, $.constant(zeroBelow))
  const scaled = scale($, fraction, n)
  return $.select(
    overflow,
    $.constant(Number.POSITIVE_INFINITY),
    $.select(underflow, $.constant(0), scaled),
  )
}

/** `x · 2ⁿ` in two steps, for results that are subnormal or just below overflow. */
export function scale<V, M>($: Lanes<V, M>, x: V, n: V): V {
  const half = $.floor($.mul(n, $.constant(0.5)))
  return $.mul($.mul(x, $.powerOfTwo(half)), $.powerOfTwo($.sub(n, half)))
}

/** eˣ - 1, with all digits near 0; measured within 1.9 ulp. */
export function expm1<V, M>($: Lanes<V, M>, x: V): V {
  const reduced = reduceToZero($, x)
  const power = $.powerOfTwo(reduced.n)
  const result = $.add($.sub(power, $.constant(1)), $.mul(power, excessOverOne($, reduced)))
  return $.when(
    $.gt($.abs(x), $.constant($.bits === 64 ? 708 : 87)),
    () => $.select($.lt(x, $.constant(0)), $.constant(-1), exp($, x)),
    // Only to keep the sign of -0.
    $.copySign(result, x),
  )
}
