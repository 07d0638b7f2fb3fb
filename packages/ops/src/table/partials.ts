import type { Algebra } from '../algebra.ts'
import type { SmoothName } from '../names.ts'
import type { Partials } from '../row.ts'

/**
 * Derivatives of the elementwise ops. Kinks follow PyTorch: `abs` and `relu` have slope 0
 * at 0, ties of `min` and `max` share the cotangent equally, and steps are flat everywhere. At
 * NaN, `abs` is flat, and `relu`, `min` and `max` pass the cotangent on.
 */
export const partials: { readonly [K in SmoothName]: Partials<K> } = {
  add: [($) => $.constant(1), ($) => $.constant(1)],
  sub: [($) => $.constant(1), ($) => $.constant(-1)],
  mul: [(_, [, y]) => y, (_, [x]) => x],
  div: [($, [, y]) => $.div($.constant(1), y), ($, [, y], out) => $.neg($.div(out, y))],
  pow: [
    // x⁰ is constant, also at x = 0, where y·xʸ⁻¹ would be 0·∞.
    ($, [x, y]) =>
      $.select($.eq(y, $.constant(0)), $.constant(0), $.mul(y, $.pow(x, $.sub(y, $.constant(1))))),
    // 0ʸ is constant for y ≥ 0, where xʸ·log x would be 0·∞, or −∞.
    ($, [x, y], out) =>
      $.select(
        $.and($.eq(x, $.constant(0)), $.ge(y, $.constant(0))),
        $.constant(0),
        $.mul(out, $.log(x)),
      ),
  ],
  neg: [($) => $.constant(-1)],
  abs: [($, [x]) => $.sign(x)],
  sign: [($) => $.constant(0)],
  min: [
    ($, [x, y]) => shareOfTies($, $.gt(x, y), $.eq(x, y)),
    ($, [x, y]) => shareOfTies($, $.gt(y, x), $.eq(x, y)),
  ],
  max: [
    ($, [x, y]) => shareOfTies($, $.lt(x, y), $.eq(x, y)),
    ($, [x, y]) => shareOfTies($, $.lt(y, x), $.eq(x, y)),
  ],
  sqrt: [($, _, out) => $.div($.constant(0.5), out)],
  rsqrt: [($, [x], out) => $.mul($.constant(-0.5), $.div(out, x))],
  cbrt: [($, _, out) => $.div($.constant(1 / 3), $.mul(out, out))],
  hypot: [($, [x], out) => $.div(x, out), ($, [, y], out) => $.div(y, out)],
  floor: [($) => $.constant(0)],
  ceil: [($) => $.constant(0)],
  round: [($) => $.constant(0)],
  mod: [($) => $.constant(1), ($, [x, y]) => $.neg($.floor($.div(x, y)))],
  flush: [($) => $.constant(1)],
  stop_gradient: [($) => $.constant(0)],
  exp: [(_, __, out) => out],
  expm1: [($, _, out) => $.add(out, $.constant(1))],
  exp2: [($, _, out) => $.mul($.constant(Math.LN2), out)],
  log: [($, [x]) => $.div($.constant(1), x)],
  log1p: [($, [x]) => $.div($.constant(1), $.add($.constant(1), x))],
  log2: [($, [x]) => $.div($.constant(Math.LOG2E), x)],
  log10: [($, [x]) => $.div($.constant(Math.LOG10E), x)],
  sin: [($, [x]) => $.cos(x)],
  cos: [($, [x]) => $.neg($.sin(x))],
  tan: [($, _, out) => $.add($.constant(1), $.mul(out, out))],
  sec: [($, [x], out) => $.mul(out, $.tan(x))],
  csc: [($, [x], out) => $.neg($.mul(out, $.cot(x)))],
  cot: [($, _, out) => $.sub($.constant(-1), $.mul(out, out))],
  asin: [($, [x]) => $.rsqrt(oneLessSquare($, x))],
  acos: [($, [x]) => $.neg($.rsqrt(oneLessSquare($, x)))],
  atan: [($, [x]) => $.div($.constant(1), $.add($.mul(x, x), $.constant(1)))],
  atan2: [
    ($, [y, x]) => overSquare($, x, $.hypot(x, y)),
    ($, [y, x]) => $.neg(overSquare($, y, $.hypot(x, y))),
  ],
  sinh: [($, [x]) => $.cosh(x)],
  cosh: [($, [x]) => $.sinh(x)],
  tanh: [($, _, out) => $.sub($.constant(1), $.mul(out, out))],
  asinh: [($, [x]) => $.div($.constant(1), $.hypot(x, $.constant(1)))],
  acosh: [
    ($, [x]) => {
      const one = $.constant(1)
      return $.mul($.rsqrt($.sub(x, one)), $.rsqrt($.add(x, one)))
    },
  ],
  atanh: [($, [x]) => $.div($.constant(1), oneLessSquare($, x))],
  sigmoid: [($, _, out) => $.mul(out, $.sub($.constant(1), out))],
  softplus: [($, [x]) => $.sigmoid(x)],
  relu: [($, [x]) => $.select($.le(x, $.constant(0)), $.constant(0), $.constant(1))],
  erf: [($, [x]) => bellOf($, x)],
  erfc: [($, [x]) => $.neg(bellOf($, x))],
  gamma: [($, [x], out) => $.mul(out, $.digamma(x))],
  lgamma: [($, [x]) => $.digamma(x)],
  digamma: [($, [x]) => $.trigamma(x)],
  trigamma: [($, [x]) => $.polygamma($.constant(2), x)],
  polygamma: [($) => $.constant(0), ($, [n, x]) => $.polygamma($.add(n, $.constant(1)), x)],
}

/** 1 - x² in a form that keeps its digits where x is near 1. */
function oneLessSquare<T>($: Algebra<T>, x: T): T {
  const one = $.constant(1)
  return $.mul($.sub(one, x), $.add(one, x))
}

/** x / r² without the square, which may overflow. */
function overSquare<T>($: Algebra<T>, x: T, r: T): T {
  return $.div($.div(x, r), r)
}

/** 2/√π · e^(-x²), the slope of erf. */
function bellOf<T>($: Algebra<T>, x: T): T {
  return $.mul($.constant(2 / Math.sqrt(Math.PI)), $.exp($.neg($.mul(x, x))))
}

/** 0 for who loses, 1/2 at ties, else 1, so that NaN of either passes its cotangent to both. */
function shareOfTies<T>(
  $: { select(c: T, a: T, b: T): T; constant(v: number): T },
  loses: T,
  ties: T,
): T {
  return $.select(loses, $.constant(0), $.select(ties, $.constant(0.5), $.constant(1)))
}
