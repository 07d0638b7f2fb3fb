import type { Lanes } from '../lanes.ts'
import { exp, reduceDown, reduceToNearest } from './exponential.ts'
import { log1p } from './logarithm.ts'

/** (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ). */
export function tanh<V, M>($: Lanes<V, M>, x: V): V {
  const one = $.constant(1)
  const magnitude = $.abs(x)
  const doubled = $.add(magnitude, magnitude)
  const saturated = $.constant($.bits === 64 ? 44 : 20)
  const { n, r, ratio } = reduceDown($, $.select($.gt(doubled, saturated), saturated, doubled))
  const power = $.powerOfTwo(n)
  const [less, more] = [$.sub(power, one), $.add(power, one)]
  const numerator = $.add($.mul(less, ratio), $.mul(more, r))
  const denominator = $.add($.mul(more, ratio), $.mul(less, r))
  return $.copySign($.div(numerator, denominator), x)
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid<V, M>($: Lanes<V, M>, x: V): V {
  const [saturated, low] = $.bits === 64 ? [40, -708] : [20, -87]
  const limit = $.constant(saturated)
  const { n, r, ratio } = reduceToNearest($, $.select($.gt(x, limit), limit, x))
  const growth = $.mul($.powerOfTwo(n), $.add(ratio, r))
  const result = $.div(growth, $.add(growth, $.sub(ratio, r)))
  return $.when($.lt(x, $.constant(low)), () => exp($, x), result)
}

/** log(1 + eˣ). */
export function softplus<V, M>($: Lanes<V, M>, x: V): V {
  return $.add($.max(x, $.constant(0)), log1p($, exp($, $.neg($.abs(x)))))
}
