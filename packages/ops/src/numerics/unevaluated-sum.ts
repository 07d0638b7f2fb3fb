import type { Lanes } from '../lanes.ts'

/** A value as an unevaluated sum: the low part holds what the high part has no digits for. */
export interface Sum<V> {
  readonly high: V
  readonly low: V
}

/** The same value with all of it rounded in the high part; |low| ≤ |high| (Dekker 1971). */
export function renormalize<V, M>($: Lanes<V, M>, { high, low }: Sum<V>): Sum<V> {
  const sum = $.add(high, low)
  return { high: sum, low: $.add($.sub(high, sum), low) }
}

/**
 * The leading 26 bits of an f64 value: products of two such heads are exact (Veltkamp
 * 1968). |x| must be below 2⁹⁹⁶.
 */
export function headOf<V, M>($: Lanes<V, M>, x: V): V {
  const scaled = $.mul(x, $.constant(2 ** 27 + 1))
  return $.sub(scaled, $.sub(scaled, x))
}
