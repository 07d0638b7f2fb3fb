import type { Lanes } from '../lanes.ts'
import { factorials } from './factorials.ts'
import { sineAndCosineOfTurns } from './half-turns.ts'
import { polynomial } from './polynomial.ts'
import { log2Sum, powerParts, scaledPower, timesHead } from './power.ts'
import { foldSteps, shiftUp } from './shifted-argument.ts'
import {
  addSums,
  constantSum,
  divideSums,
  ln2Sum,
  multiplySums,
  negateSum,
  piSum,
  renormalize,
  type Sum,
  selectSum,
} from './unevaluated-sum.ts'

// From here on Stirling's series with the terms below is good for 1e-17.
const lowest = 8

// B(2k)/(2k(2k - 1)): the coefficients of 1/z^(2k - 1) in log Γ z (DLMF 5.11.1).
const stirlingSeries = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
] as const

// Each with what the double has no digits for.
const log2e = [Math.LOG2E, 2.0355273740931033e-17] as const
const halfLog2OfTwoPi = [1.3257480647361595, -7.153413670427599e-17] as const

/** Γ(x) = ±2^±exponent / divisor, with the upper signs for positive x. */
interface GammaParts<V, M> {
  readonly isPositive: M
  readonly exponent: Sum<V>
  readonly divisor: Sum<V>
}

/**
 * Γ(a) of the magnitude a by Stirling's series and the recurrence, and from that Γ(-a) =
 * -π / (a·sin πa·Γ(a)) (DLMF 5.5.3). Sums of two doubles throughout: the exponents are
 * large, and what is lost there would be lost from the result.
 */
function gammaParts<V, M>($: Lanes<V, M>, x: V): GammaParts<V, M> {
  const [one, zero] = [constantSum($, 1), $.constant(0)]
  const magnitude = $.abs(x)
  const shifted = shiftUp($, magnitude, lowest)
  const product = foldSteps($, shifted, [1, lowest], one, (result, factor, isTaken) =>
    multiplySums($, result, selectSum($, isTaken, factor, one)),
  )
  const first = { high: magnitude, low: zero }
  const isShifted = $.gt(shifted.steps, zero)
  const positive = multiplySums($, product, selectSum($, isShifted, first, one))
  const { sine } = sineAndCosineOfTurns($, magnitude)
  const size = selectSum($, $.lt(sine.high, zero), negateSum($, sine), sine)
  const scaled = multiplySums($, size, selectSum($, isShifted, one, first))
  const negative = divideSums($, scaled, multiplySums($, constantSum($, ...piSum), product))
  const isPositive = $.gt(x, zero)
  return {
    isPositive,
    exponent: stirling($, shifted.end),
    divisor: selectSum($, isPositive, positive, negative),
  }
}

/** log₂ Γ(z) = (z - ½)·log₂ z - z·log₂ e + ½ log₂ 2π + series, for z from 8 on. */
function stirling<V, M>($: Lanes<V, M>, z: Sum<V>): Sum<V> {
  const logarithm = log2Sum($, z.high)
  const factor = $.sub(z.high, $.constant(0.5))
  const main = timesHead($, factor, logarithm)
  // The derivative of the product, for what the high part of z leaves over.
  const reciprocal = $.div($.constant(1), z.high)
  const slope = $.add(logarithm.high, $.mul($.constant(Math.LOG2E), $.mul(factor, reciprocal)))
  const rest = $.add(main.low, $.mul(z.low, slope))
  const square = $.mul(reciprocal, reciprocal)
  const series = $.mul(polynomial($, stirlingSeries, square), reciprocal)
  const [halfLog, halfLogRest] = halfLog2OfTwoPi
  const constant = {
    high: $.constant(halfLog),
    low: $.add($.mul(series, $.constant(Math.LOG2E)), $.constant(halfLogRest)),
  }
  const linear = negateSum($, multiplySums($, z, constantSum($, ...log2e)))
  const grown = addSums($, renormalize($, { high: main.high, low: rest }), linear)
  return addSums($, grown, renormalize($, constant))
}

const tiny = 2 ** -60

/**
 * Γ(x), with (n - 1)! of whole numbers rounded correctly: infinite at ±0 and from 171.63 on,
 * NaN at the other poles (C99, tgamma); f32 goes through f64. Measured within 1.5 ulp.
 */
export function gamma<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(gamma, x)
  const [zero, one] = [$.constant(0), $.constant(1)]
  const limit = $.constant(200)
  // Here Γ(x) is 1/x to all digits, and 1/x could overflow below.
  const isTiny = $.lt($.abs(x), $.constant(tiny))
  const bounded = $.select(isTiny, one, $.max($.min(x, limit), $.neg(limit)))
  const { isPositive, exponent, divisor } = gammaParts($, bounded)
  const signed = selectSum($, isPositive, exponent, negateSum($, exponent))
  const { n, fraction } = powerParts($, signed)
  const inverse = divideSums($, { high: fraction, low: zero }, divisor)
  const size = scaledPower($, { n, fraction: inverse.high })
  // Γ is negative between -1 and 0, and changes its sign at each pole.
  const whole = $.floor(x)
  const half = $.mul(whole, $.constant(0.5))
  const isNegative = $.and($.ne($.floor(half), half), $.not(isPositive))
  const general = $.select(isNegative, $.neg(size), size)
  const isWhole = $.eq(whole, x)
  const index = $.min($.max($.sub(x, one), zero), $.constant(170))
  const factorial = $.lookup(factorials, $.select(isWhole, index, zero))
  const isFactorial = $.and(isWhole, $.and($.ge(x, one), $.le(x, $.constant(171))))
  const regular = $.select(isFactorial, factorial, general)
  // At -∞ as well, which is whole.
  const isPole = $.and(isWhole, $.lt(x, zero))
  const result = $.select(isPole, $.constant(Number.NaN), regular)
  return $.select(isTiny, $.div(one, x), result)
}

/**
 * log |Γ(x)|: 0 at 1 and 2, infinite at the poles and at ±∞; f32 goes through f64. Its other
 * zeros are between negative whole numbers: there the error is below 1e-16. Measured within
 * 1.9 ulp of the result or of ¼.
 */
export function lgamma<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(lgamma, x)
  const [zero, one] = [$.constant(0), $.constant(1)]
  const infinity = $.constant(Number.POSITIVE_INFINITY)
  // Beyond these x·(log x - 1) and -log |x| are all that matters.
  const isHuge = $.gt(x, $.constant(2 ** 60))
  const isTiny = $.lt($.abs(x), $.constant(tiny))
  const bounded = $.select($.or(isHuge, isTiny), one, x)
  const { isPositive, exponent, divisor } = gammaParts($, bounded)
  const signed = selectSum($, isPositive, exponent, negateSum($, exponent))
  const ratio = $.div(divisor.low, divisor.high)
  const { high, low } = log2Sum($, divisor.high)
  const divided = { high, low: $.add(low, $.mul(ratio, $.constant(Math.LOG2E))) }
  const binary = addSums($, signed, negateSum($, renormalize($, divided)))
  const usual = multiplySums($, binary, constantSum($, ...ln2Sum)).high
  const logarithm = log2Sum($, $.abs(x))
  const natural = $.mul($.add(logarithm.high, logarithm.low), $.constant(Math.LN2))
  const huge = $.mul(x, $.sub(natural, one))
  const regular = $.select(isHuge, huge, $.select(isTiny, $.neg(natural), usual))
  const isZero = $.or($.eq(x, one), $.eq(x, $.constant(2)))
  const isPole = $.and($.le(x, zero), $.eq($.floor(x), x))
  const isInfinite = $.or(isPole, $.eq(x, infinity))
  return $.select(isInfinite, infinity, $.select(isZero, zero, regular))
}
