import type { Lanes } from '../lanes.ts'
import { exactProduct } from './unevaluated-sum.ts'

/** 1, 0 or -1; 0 of NaN. */
export function sign<V, M>($: Lanes<V, M>, x: V): V {
  const [one, zero] = [$.constant(1), $.constant(0)]
  return $.select($.gt(x, zero), one, $.select($.lt(x, zero), $.constant(-1), zero))
}

/** The nearest whole number, ties to even. */
export function round<V, M>($: Lanes<V, M>, x: V): V {
  return $.nearest(x)
}

/** x, or 0 where it is subnormal. */
export function flush<V, M>($: Lanes<V, M>, x: V): V {
  const smallestNormal = $.constant($.bits === 64 ? 2 ** -1022 : 2 ** -126)
  return $.select($.lt($.abs(x), smallestNormal), $.constant(0), x)
}

/**
 * x less the multiple of y that leaves a number between 0 and y, with the sign of y, as
 * Python and PyTorch have it; NaN for y = 0 and for infinite x; f32 goes through f64.
 *
 * Within 1 ulp for quotients below 2⁵³. From there on 0: the result for a number within an
 * ulp of x.
 */
export function mod<V, M>($: Lanes<V, M>, x: V, y: V): V {
  if ($.bits === 32) return $.wide(mod, x, y)
  const zero = $.constant(0)
  const quotient = $.floor($.div(x, y))
  const below = remainder($, x, y, quotient)
  // The rounded quotient may be the next whole number already.
  const isBeyond = $.or(
    $.and($.lt(below, zero), $.gt(y, zero)),
    $.and($.gt(below, zero), $.lt(y, zero)),
  )
  const result = $.select(isBeyond, $.add(below, y), below)
  const isExact = $.lt($.abs(quotient), $.constant(2 ** 53))
  // 0, or NaN where there is no remainder.
  const otherwise = $.div($.sub(x, x), y)
  return $.copySign($.select(isExact, result, otherwise), y)
}

function remainder<V, M>($: Lanes<V, M>, x: V, y: V, quotient: V): V {
  const largest = $.max($.abs(x), $.abs(y))
  const isHuge = $.gt(largest, $.constant(2 ** 900))
  const isTiny = $.lt(largest, $.constant(2 ** -800))
  const choose = (huge: number, tiny: number): V =>
    $.select(isHuge, $.constant(huge), $.select(isTiny, $.constant(tiny), $.constant(1)))
  const scale = choose(2 ** -100, 2 ** 200)
  const product = exactProduct($, quotient, $.mul(y, scale))
  const rest = $.sub($.sub($.mul(x, scale), product.high), product.low)
  const isSame = $.eq(quotient, $.constant(0))
  return $.select(isSame, x, $.mul(rest, choose(2 ** 100, 2 ** -200)))
}
