import type { Lanes } from '../lanes.ts'
import { polynomial } from './polynomial.ts'
import { headOf } from './unevaluated-sum.ts'

// ∛m for m from 1 to 2, interpolated at the Chebyshev points by tools/fit-polynomials.ts;
// error 3.6e-8.
const cubeRoot = [
  0.4271992078573546, 1.0494919967917438, -0.8763453843873724, 0.6297732332370339,
  -0.3133092283040934, 0.10019650911433674, -0.018506235872509408, 0.0014999374772160568,
] as const

/**
 * ∛x, also of negative x: a polynomial for the leading bits and one step of Halley's method
 * with an exact square, as in Sun's fdlibm, s_cbrt.c; f32 goes through f64.
 * Measured within 0.7 ulp.
 */
export function cbrt<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(cbrt, x)
  const magnitude = $.abs(x)
  const isSubnormal = $.lt(magnitude, $.constant(2 ** -1022))
  const lifted = $.select(isSubnormal, $.mul(magnitude, $.constant(2 ** 54)), magnitude)
  const exponent = $.exponent(lifted)
  const third = $.floor($.mul($.add(exponent, $.constant(0.5)), $.constant(1 / 3)))
  const rest = $.sub(exponent, $.mul(third, $.constant(3)))
  const [isOne, isTwo] = [$.eq(rest, $.constant(1)), $.eq(rest, $.constant(2))]
  const choose = (two: number, one: number): V =>
    $.select(isTwo, $.constant(two), $.select(isOne, $.constant(one), $.constant(1)))
  const mantissa = $.mantissa(lifted)
  const reduced = $.mul(mantissa, choose(4, 2))
  const near = $.mul(polynomial($, cubeRoot, mantissa), choose(Math.cbrt(4), Math.cbrt(2)))
  const root = headOf($, near)
  const ratio = $.div(reduced, $.mul(root, root))
  const step = $.div($.sub(ratio, root), $.add($.add(root, root), ratio))
  const refined = $.add(root, $.mul(root, step))
  const n = $.select(isSubnormal, $.sub(third, $.constant(18)), third)
  const result = $.copySign($.mul(refined, $.powerOfTwo(n)), x)
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  const isUsual = $.and($.gt(magnitude, $.constant(0)), $.lt(magnitude, infinity))
  return $.select(isUsual, result, x)
}

/** 1/√x; infinite at zeros, with their sign. Two roundings: within 1.5 ulp. */
export function rsqrt<V, M>($: Lanes<V, M>, x: V): V {
  return $.div($.constant(1), $.sqrt(x))
}

/**
 * √(x² + y²) without overflow or underflow of the squares: infinite where an argument is,
 * whatever the other (C99, Annex F). Measured within 1.1 ulp; f32 goes through f64.
 */
export function hypot<V, M>($: Lanes<V, M>, x: V, y: V): V {
  if ($.bits === 32) return $.wide(hypot, x, y)
  const [one, infinity] = [$.constant(1), $.constant(Number.POSITIVE_INFINITY)]
  const [a, b] = [$.abs(x), $.abs(y)]
  const largest = $.max(a, b)
  const [isHuge, isTiny] = [
    $.gt(largest, $.constant(2 ** 500)),
    $.lt(largest, $.constant(2 ** -400)),
  ]
  const choose = (huge: number, tiny: number): V =>
    $.select(isHuge, $.constant(huge), $.select(isTiny, $.constant(tiny), one))
  const down = choose(2 ** -600, 2 ** 600)
  const [scaledA, scaledB] = [$.mul(a, down), $.mul(b, down)]
  const root = $.sqrt($.add($.mul(scaledA, scaledA), $.mul(scaledB, scaledB)))
  const result = $.mul(root, choose(2 ** 600, 2 ** -600))
  return $.select($.or($.eq(a, infinity), $.eq(b, infinity)), infinity, result)
}
