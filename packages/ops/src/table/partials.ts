import type { SmoothName } from '../names.ts'
import type { Partials } from '../row.ts'

/**
 * Derivatives of the elementwise ops. Kinks follow PyTorch: `abs` and `relu` have slope 0
 * at 0, and ties of `min` and `max` share the cotangent equally.
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
    // 0ʸ is constant for y > 0, where xʸ·log x would be 0·∞.
    ($, [x], out) => $.select($.eq(x, $.constant(0)), $.constant(0), $.mul(out, $.log(x))),
  ],
  neg: [($) => $.constant(-1)],
  abs: [($, [x]) => $.sign(x)],
  sign: [($) => $.constant(0)],
  min: [
    ($, [x, y]) => shareOfTies($, $.lt(x, y), $.eq(x, y)),
    ($, [x, y]) => shareOfTies($, $.lt(y, x), $.eq(x, y)),
  ],
  max: [
    ($, [x, y]) => shareOfTies($, $.gt(x, y), $.eq(x, y)),
    ($, [x, y]) => shareOfTies($, $.gt(y, x), $.eq(x, y)),
  ],
  sqrt: [($, _, out) => $.div($.constant(0.5), out)],
  floor: [($) => $.constant(0)],
  flush: [($) => $.constant(1)],
  stop_gradient: [($) => $.constant(0)],
  exp: [(_, __, out) => out],
  expm1: [($, _, out) => $.add(out, $.constant(1))],
  log: [($, [x]) => $.div($.constant(1), x)],
  log1p: [($, [x]) => $.div($.constant(1), $.add($.constant(1), x))],
  sin: [($, [x]) => $.cos(x)],
  cos: [($, [x]) => $.neg($.sin(x))],
  tan: [($, _, out) => $.add($.constant(1), $.mul(out, out))],
  tanh: [($, _, out) => $.sub($.constant(1), $.mul(out, out))],
  sigmoid: [($, _, out) => $.mul(out, $.sub($.constant(1), out))],
  softplus: [($, [x]) => $.sigmoid(x)],
  relu: [($, [x]) => $.select($.gt(x, $.constant(0)), $.constant(1), $.constant(0))],
}

function shareOfTies<T>(
  $: { select(c: T, a: T, b: T): T; constant(v: number): T },
  wins: T,
  ties: T,
): T {
  return $.select(wins, $.constant(1), $.select(ties, $.constant(0.5), $.constant(0)))
}
