import type { Lanes } from '../lanes.ts'
import { factorials } from './factorials.ts'
import { foldSteps, shiftUp } from './shifted-argument.ts'
import { isOdd } from './trigonometric.ts'

// B(2k)/(2k)!: the coefficients of Euler and Maclaurin's sum (DLMF 25.11.28).
const maclaurinSeries = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3.3896802963225827e-13,
  8.586062056277845e-15,
  -2.174868698558062e-16,
  5.5090028283602295e-18,
  -1.3954464685812522e-19,
  3.534707039629467e-21,
  -8.953517427037546e-23,
] as const

/** What is known of the order n of a derivative of ψ. */
interface Order<V> {
  readonly n: V
  /** xⁿ. */
  readonly raise: (x: V) => V
  /** The series holds from here on; more than n. */
  readonly lowest: number
}

/** ζ(n + 1, a) = Σ 1/(a + k)ⁿ⁺¹ over k from 0, of a positive a. */
function hurwitzZeta<V, M>($: Lanes<V, M>, { n, raise, lowest }: Order<V>, a: V): V {
  const [zero, one] = [$.constant(0), $.constant(1)]
  const shifted = shiftUp($, a, lowest)
  const z = shifted.end.high
  const reciprocal = $.div(one, z)
  const square = $.mul(reciprocal, reciprocal)
  const [last, ...others] = maclaurinSeries.toReversed()
  let series = $.constant(last!)
  for (const [i, coefficient] of others.entries()) {
    const k = 2 * (others.length - i)
    const rising = $.mul($.add(n, $.constant(k)), $.add(n, $.constant(k + 1)))
    series = $.add($.mul($.mul(series, rising), square), $.constant(coefficient))
  }
  const corrections = $.mul($.mul($.add(n, one), reciprocal), series)
  const inner = $.add($.div(one, n), $.mul(reciprocal, $.add($.constant(0.5), corrections)))
  const tail = $.div(inner, raise(z))
  const steps = foldSteps($, shifted, [1, lowest], zero, (sum, { high }, isTaken) => {
    const term = $.div(one, $.mul(raise(high), high))
    return $.add(sum, $.select(isTaken, term, zero))
  })
  const first = $.div(one, $.mul(raise(a), a))
  const isShifted = $.gt(shifted.steps, zero)
  return $.add($.select(isShifted, first, zero), $.add(steps, tail))
}

/**
 * Σ 1/(x + k)ⁿ⁺¹ over k from 0. Below 0 it is the sum over all whole numbers, which depends
 * only on the distance of x from them, less that over those below x.
 */
function shiftedPowers<V, M>($: Lanes<V, M>, order: Order<V>, x: V): V {
  const [zero, one] = [$.constant(0), $.constant(1)]
  const positive = $.select($.gt(x, zero), x, one)
  const below = (): V => {
    const distance = $.sub(x, $.nearest(x))
    const nearest = $.div(one, $.mul(order.raise(distance), distance))
    const above = hurwitzZeta($, order, $.add(one, distance))
    const rest = $.sub(
      hurwitzZeta($, order, $.sub(one, distance)),
      hurwitzZeta($, order, $.select($.lt(x, zero), $.sub(one, x), one)),
    )
    const signed = $.select(isOdd($, order.n), rest, $.neg(rest))
    return $.add(nearest, $.add(above, signed))
  }
  const result = $.when($.le(x, zero), below, hurwitzZeta($, order, positive))
  const isLimit = $.eq(x, $.constant(Number.POSITIVE_INFINITY))
  const isZero = $.eq(x, zero)
  const atZero = $.div(one, $.mul(order.raise(x), x))
  return $.select(isLimit, zero, $.select(isZero, atZero, result))
}

/**
 * ψ′(x), the derivative of ψ; infinite at its poles; f32 goes through f64. Measured within
 * 2.2 ulp.
 */
export function trigamma<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(trigamma, x)
  const result = shiftedPowers($, { n: $.constant(1), raise: (f) => f, lowest: 8 }, x)
  return $.select($.ne(x, x), x, result)
}

const highestOrder = 20
const factorialsOfOrders = factorials.slice(0, highestOrder + 1)

/**
 * ψ⁽ⁿ⁾(x), the n-th derivative of ψ, as (n, x): (-1)ⁿ⁺¹ n! ζ(n + 1, x). The order is taken
 * to the nearest whole number from 1 to 20, and NaN comes of others; f32 goes through f64.
 * Measured within 6 ulp up to order 10 and 23 ulp up to 20, for positive x; below 0 even
 * orders have zeros, where the error is small only beside n!·2ⁿ⁺¹.
 */
export function polygamma<V, M>($: Lanes<V, M>, order: V, x: V): V {
  if ($.bits === 32) return $.wide(polygamma, order, x)
  const [one, nan] = [$.constant(1), $.constant(Number.NaN)]
  const whole = $.nearest(order)
  const isOrder = $.and($.ge(whole, one), $.le(whole, $.constant(highestOrder)))
  const n = $.select(isOrder, whole, one)
  const sum = shiftedPowers($, { n, raise: wholePower($, n), lowest: 16 }, x)
  const size = $.mul(sum, $.lookup(factorialsOfOrders, n))
  const isEven = $.not(isOdd($, n))
  const signed = $.select(isEven, $.neg(size), size)
  const isPole = $.and($.lt(x, $.constant(0)), $.eq($.floor(x), x))
  const isUndefined = $.or($.or($.not(isOrder), $.ne(x, x)), $.and(isPole, isEven))
  return $.select(isUndefined, nan, signed)
}

/** The function xⁿ of a whole n from 0 to `highestOrder`, by repeated squares. */
function wholePower<V, M>($: Lanes<V, M>, n: V): (x: V) => V {
  const bits: M[] = []
  let rest = n
  for (let bit = 1; bit <= highestOrder; bit *= 2) {
    bits.push(isOdd($, rest))
    rest = $.floor($.mul(rest, $.constant(0.5)))
  }
  return (x) => {
    let square = x
    let power = $.constant(1)
    for (const [i, isSet] of bits.entries()) {
      if (i > 0) square = $.mul(square, square)
      power = $.select(isSet, $.mul(power, square), power)
    }
    return power
  }
}
