import type { FunctionName, SmoothName } from '../names.ts'
import type { Partials } from '../row.ts'

type CommonName = Exclude<SmoothName, FunctionName>

/**
 * Derivatives of the elementwise ops that every page has. Kinks follow PyTorch: `abs` and `relu` have slope 0
 * at 0, ties of `min` and `max` share the cotangent equally, and steps are flat everywhere. At
 * NaN, `abs` is flat, and `relu`, `min` and `max` pass the cotangent on.
 */
export const commonPartials: { readonly [K in CommonName]: Partials<K> } = {
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
  floor: [($) => $.constant(0)],
  ceil: [($) => $.constant(0)],
  round: [($) => $.constant(0)],
  flush: [($) => $.constant(1)],
  stop_gradient: [($) => $.constant(0)],
  exp: [(_, __, out) => out],
  expm1: [($, _, out) => $.add(out, $.constant(1))],
  log: [($, [x]) => $.div($.constant(1), x)],
  log1p: [($, [x]) => $.div($.constant(1), $.add($.constant(1), x))],
  tanh: [($, _, out) => $.sub($.constant(1), $.mul(out, out))],
  sigmoid: [($, _, out) => $.mul(out, $.sub($.constant(1), out))],
  softplus: [($, [x]) => $.sigmoid(x)],
  relu: [($, [x]) => $.select($.le(x, $.constant(0)), $.constant(0), $.constant(1))],
}

/** 0 for who loses, 1/2 at ties, else 1, so that NaN of either passes its cotangent to both. */
function shareOfTies<T>(
  $: { select(c: T, a: T, b: T): T; constant(v: number): T },
  loses: T,
  ties: T,
): T {
  return $.select(loses, $.constant(0), $.select(ties, $.constant(0.5), $.constant(1)))
}
