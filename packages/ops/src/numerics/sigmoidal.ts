import type { Lanes } from '../lanes.ts'
import { exp, reduceDown } from './exponential.ts'
import { log1p } from './logarithm.ts'

/**
 * tanh x = (e²ˣ - 1) / (e²ˣ + 1) with one division: both are sums over the same reduced
 * exponential, and positive ones, so that small and large x need no separate branch.
 * Within 2 ulp.
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
  return $.copySign($.div(numerator, denominator), x)
}

/** 1 / (1 + e⁻ˣ), as eˣ / (1 + eˣ), which keeps the digits of its small values. */
export function sigmoid<V, M>($: Lanes<V, M>, x: V): V {
  const saturated = $.constant($.bits === 64 ? 40 : 20)
  const power = exp($, $.select($.gt(x, saturated), saturated, x))
  return $.div(power, $.add(power, $.constant(1)))
}

/** log(1 + eˣ), as max(x, 0) + log(1 + e^-|x|), which neither overflows nor cancels. */
export function softplus<V, M>($: Lanes<V, M>, x: V): V {
  return $.add($.max(x, $.constant(0)), log1p($, exp($, $.neg($.abs(x)))))
}
