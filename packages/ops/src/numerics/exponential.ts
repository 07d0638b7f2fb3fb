import type { Lanes } from '../lanes.ts'
import { polynomial } from './polynomial.ts'

/**
 * The even function `r·coth(r/2)` and what its argument stands for: x = n·ln 2 + r, so
 * that eˣ = 2ⁿ (R + r) / (R - r).
 */
export interface ReducedExponential<V> {
  readonly n: V
  readonly r: V
  readonly ratio: V
}

// x - n·ln 2 in two steps: n times the high part is exact for every n that matters.
const ln2High = { 64: 0.6931471803691238, 32: 0.693359375 } as const
const ln2Low = { 64: 1.9082149292705877e-10, 32: -2.1219444005469057e-4 } as const

// (r·coth(r/2) - 2)/r² in powers of r², interpolated at the Chebyshev points; printed by
// tools/fit-polynomials.ts. The error of R is at most 8e-18 (32 bits: 2e-8).
const nearCoth = {
  64: [
    0.1666666666666666, -0.0027777777777564404, 6.613756471622828e-5, -1.6534060033836456e-6,
    4.1437662804024295e-8,
  ],
  32: [0.16666654770393727, -0.0027698530172121554],
} as const

// The same on the twice wider interval; the error of R is at most 8e-17 (32 bits: 3e-9).
const wideCoth = {
  64: [
    0.16666666666666652, -0.0027777777777545213, 6.61375655724533e-5, -1.6534341268702324e-6,
    4.173327114391808e-8, -1.0191169098556735e-9,
  ],
  32: [0.1666666610357091, -0.0027775667159661644, 6.496179978882697e-5],
} as const

/** Reduces to |r| ≤ ½ ln 2: 17 operations. */
export function reduceToNearest<V, M>($: Lanes<V, M>, x: V): ReducedExponential<V> {
  const n = $.nearest($.mul(x, $.constant(Math.LOG2E)))
  return withRatio($, n, remainder($, x, n), nearCoth[$.bits])
}

/**
 * Reduces a positive x to 0 ≤ r < ln 2: then eˣ - 1 and eˣ + 1 are sums of positive
 * terms, which lose nothing.
 */
export function reduceDown<V, M>($: Lanes<V, M>, x: V): ReducedExponential<V> {
  const n = $.floor($.mul(x, $.constant(Math.LOG2E)))
  return withRatio($, n, remainder($, x, n), wideCoth[$.bits])
}

function remainder<V, M>($: Lanes<V, M>, x: V, n: V): V {
  const high = $.sub(x, $.mul(n, $.constant(ln2High[$.bits])))
  return $.sub(high, $.mul(n, $.constant(ln2Low[$.bits])))
}

function withRatio<V, M>(
  $: Lanes<V, M>,
  n: V,
  r: V,
  coefficients: readonly number[],
): ReducedExponential<V> {
  const square = $.mul(r, r)
  const ratio = $.add($.constant(2), $.mul(square, polynomial($, coefficients, square)))
  return { n, r, ratio }
}

/** eˣ. */
export function exp<V, M>($: Lanes<V, M>, x: V): V {
  const { n, r, ratio } = reduceToNearest($, x)
  const excess = $.sub(r, $.sub(ratio, $.constant(2)))
  const quotient = $.div($.mul(r, excess), $.sub($.constant(2), excess))
  const fraction = $.add($.constant(1), $.add(r, quotient))
  const limit = $.constant($.bits === 64 ? 708 : 87)
  return $.when(
    $.gt($.abs(x), limit),
    () => extremeExp($, x, n, fraction),
    $.mul(fraction, $.powerOfTwo(n)),
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

/** eˣ - 1. */
export function expm1<V, M>($: Lanes<V, M>, x: V): V {
  const magnitude = $.abs(x)
  const { n, r, ratio } = reduceDown($, magnitude)
  const one = $.constant(1)
  const power = $.powerOfTwo(n)
  const numerator = $.add($.mul($.sub(power, one), ratio), $.mul($.add(power, one), r))
  const isNegative = $.lt(x, $.constant(0))
  const denominator = $.select(isNegative, $.mul(power, $.add(ratio, r)), $.sub(ratio, r))
  return $.when(
    $.gt(magnitude, $.constant($.bits === 64 ? 708 : 87)),
    () => $.select(isNegative, $.constant(-1), exp($, x)),
    $.copySign($.div(numerator, denominator), x),
  )
}
