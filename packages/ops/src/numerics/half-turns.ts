import type { Lanes } from '../lanes.ts'
import { cosineOf, isOdd, sineOf } from './trigonometric.ts'
import {
  constantSum,
  halfPiSum,
  multiplySums,
  negateSum,
  renormalize,
  type Sum,
  selectSum,
} from './unevaluated-sum.ts'

/**
 * sin πx and cos πx as sums, for |x| below 2⁵²: the reduction is exact, so that both keep
 * their digits near their zeros.
 */
export function sineAndCosineOfTurns<V, M>(
  $: Lanes<V, M>,
  x: V,
): { readonly sine: Sum<V>; readonly cosine: Sum<V> } {
  const doubled = $.add(x, x)
  const quarters = $.nearest(doubled)
  const rest = { high: $.sub(doubled, quarters), low: $.constant(0) }
  const angle = { quarters, ...multiplySums($, rest, constantSum($, ...halfPiSum)) }
  const [sine, cosine] = [renormalize($, sineOf($, angle)), renormalize($, cosineOf($, angle))]
  const isTurned = isOdd($, quarters)
  const signed = (sum: Sum<V>, turn: number): Sum<V> => {
    const halves = $.floor($.mul($.add(quarters, $.constant(turn)), $.constant(0.5)))
    return selectSum($, isOdd($, halves), negateSum($, sum), sum)
  }
  return {
    sine: signed(selectSum($, isTurned, cosine, sine), 0),
    cosine: signed(selectSum($, isTurned, sine, cosine), 1),
  }
}
