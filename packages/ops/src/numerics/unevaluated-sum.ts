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

/** a + b exactly, whichever is larger (Knuth, TAOCP 2, §4.2.2). */
export function exactSum<V, M>($: Lanes<V, M>, a: V, b: V): Sum<V> {
  const high = $.add(a, b)
  const added = $.sub(high, a)
  return { high, low: $.add($.sub(a, $.sub(high, added)), $.sub(b, added)) }
}

/** a·b exactly (Dekker 1971), unless the product is subnormal; both below 2⁹⁹⁶. */
export function exactProduct<V, M>($: Lanes<V, M>, a: V, b: V): Sum<V> {
  const high = $.mul(a, b)
  const [headA, headB] = [headOf($, a), headOf($, b)]
  const [tailA, tailB] = [$.sub(a, headA), $.sub(b, headB)]
  const heads = $.sub($.mul(headA, headB), high)
  const crossed = $.add($.add(heads, $.mul(headA, tailB)), $.mul(tailA, headB))
  return { high, low: $.add(crossed, $.mul(tailA, tailB)) }
}

/** The unevaluated sum of a number in the program. */
export function constantSum<V, M>($: Lanes<V, M>, high: number, low = 0): Sum<V> {
  return { high: $.constant(high), low: $.constant(low) }
}

/** a + b with about 100 bits of the larger. */
export function addSums<V, M>($: Lanes<V, M>, a: Sum<V>, b: Sum<V>): Sum<V> {
  const { high, low } = exactSum($, a.high, b.high)
  return renormalize($, { high, low: $.add(low, $.add(a.low, b.low)) })
}

/** a·b with about 100 bits. */
export function multiplySums<V, M>($: Lanes<V, M>, a: Sum<V>, b: Sum<V>): Sum<V> {
  const { high, low } = exactProduct($, a.high, b.high)
  const crossed = $.add($.mul(a.high, b.low), $.mul(a.low, b.high))
  return renormalize($, { high, low: $.add(low, crossed) })
}

/** a/b with about 100 bits. */
export function divideSums<V, M>($: Lanes<V, M>, a: Sum<V>, b: Sum<V>): Sum<V> {
  const quotient = $.div(a.high, b.high)
  const product = exactProduct($, quotient, b.high)
  const rest = $.add(a.low, $.sub($.sub(a.high, product.high), product.low))
  const remainder = $.sub(rest, $.mul(quotient, b.low))
  return renormalize($, { high: quotient, low: $.div(remainder, b.high) })
}

/** a/b in one number: without the correction both roundings would count. */
export function quotientOfSums<V, M>($: Lanes<V, M>, a: Sum<V>, b: Sum<V>): V {
  const [over, under] = [renormalize($, a), renormalize($, b)]
  const quotient = $.div(over.high, under.high)
  const remainder = $.sub(over.low, $.mul(quotient, under.low))
  return $.add(quotient, $.div(remainder, under.high))
}

/** -a. */
export function negateSum<V, M>($: Lanes<V, M>, { high, low }: Sum<V>): Sum<V> {
  return { high: $.neg(high), low: $.neg(low) }
}

/** ln 2, π and π/2, each with what the double has no digits for. */
export const ln2Sum = [Math.LN2, 2.3190468138462996e-17] as const
export const piSum = [Math.PI, 1.2246467991473532e-16] as const
export const halfPiSum = [1.5707963267948966, 6.123233995736766e-17] as const

/** `a` where the mask holds, else `b`. */
export function selectSum<V, M>($: Lanes<V, M>, mask: M, a: Sum<V>, b: Sum<V>): Sum<V> {
  return { high: $.select(mask, a.high, b.high), low: $.select(mask, a.low, b.low) }
}
