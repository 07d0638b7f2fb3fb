import type { Lanes } from '../lanes.ts'
import { polynomial } from './polynomial.ts'

/** An angle as a number of quarter turns and a rest in [-π/4, π/4], in two parts. */
export interface ReducedAngle<V> {
  readonly quarters: V
  readonly high: V
  readonly low: V
}

const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const

function reduce<V, M>($: Lanes<V, M>, x: V): ReducedAngle<V> {
  const quarters = $.nearest($.mul(x, $.constant(2 / Math.PI)))
  const [first, second, third] = halfPi
  const coarse = $.sub(x, $.mul(quarters, $.constant(first)))
  const step = $.mul(quarters, $.constant(second))
  const fine = $.sub(coarse, step)
  const lost = $.sub($.sub(coarse, fine), step)
  const tail = $.sub(lost, $.mul(quarters, $.constant(third)))
  const high = $.add(fine, tail)
  return { quarters, high, low: $.add($.sub(fine, high), tail) }
}

const sine = [
  -0.16666666666666666, 0.008333333333333333, -1.984126984126984e-4, 2.7557319223985893e-6,
  -2.505210838544172e-8, 1.6059043836821613e-10,
] as const
const cosine = [
  0.041666666666666664, -0.001388888888888889, 2.48015873015873e-5, -2.755731922398589e-7,
  2.08767569878681e-9, -1.1470745597729725e-11,
] as const

function sineOf<V, M>($: Lanes<V, M>, { high, low }: ReducedAngle<V>): V {
  const square = $.mul(high, high)
  return $.add(high, $.add(low, $.mul($.mul(high, square), polynomial($, sine, square))))
}

function cosineOf<V, M>($: Lanes<V, M>, { high, low }: ReducedAngle<V>): V {
  const square = $.mul(high, high)
  const half = $.mul($.constant(0.5), square)
  const main = $.sub($.constant(1), half)
  const lost = $.sub($.sub($.constant(1), main), half)
  const rest = $.sub($.mul($.mul(square, square), polynomial($, cosine, square)), $.mul(high, low))
  return $.add(main, $.add(lost, rest))
}

function isOdd<V, M>($: Lanes<V, M>, n: V): M {
  const half = $.mul(n, $.constant(0.5))
  return $.ne($.floor(half), half)
}

function turned<V, M>($: Lanes<V, M>, angle: ReducedAngle<V>, by: number): V {
  const quarters = $.add(angle.quarters, $.constant(by))
  const value = $.select(isOdd($, quarters), cosineOf($, angle), sineOf($, angle))
  const turns = $.floor($.mul(quarters, $.constant(0.5)))
  return $.select(isOdd($, turns), $.neg(value), value)
}

/** sin x, of an angle in radians. */
export function sin<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(sin, x)
  return turned($, reduce($, x), 0)
}

/** cos x, of an angle in radians. */
export function cos<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(cos, x)
  return turned($, reduce($, x), 1)
}

/** tan x, of an angle in radians. */
export function tan<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(tan, x)
  const angle = reduce($, x)
  return $.div(turned($, angle, 0), turned($, angle, 1))
}
