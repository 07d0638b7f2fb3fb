import type { Algebra } from '../algebra.ts'
import type { Partials } from '../row.ts'

// Derivatives of the elementwise functions that are brought; each by itself, for its row.

export const cbrtPartials: Partials<'cbrt'> = [
  ($, _, out) => $.div($.constant(1 / 3), $.mul(out, out)),
]

export const hypotPartials: Partials<'hypot'> = [
  ($, [x], out) => $.div(x, out),
  ($, [, y], out) => $.div(y, out),
]

export const modPartials: Partials<'mod'> = [
  ($) => $.constant(1),
  ($, [x, y]) => $.neg($.floor($.div(x, y))),
]

export const exp2Partials: Partials<'exp2'> = [($, _, out) => $.mul($.constant(Math.LN2), out)]

export const log2Partials: Partials<'log2'> = [($, [x]) => $.div($.constant(Math.LOG2E), x)]

export const log10Partials: Partials<'log10'> = [($, [x]) => $.div($.constant(Math.LOG10E), x)]

export const sinPartials: Partials<'sin'> = [($, [x]) => $.cos(x)]

export const cosPartials: Partials<'cos'> = [($, [x]) => $.neg($.sin(x))]

export const tanPartials: Partials<'tan'> = [($, _, out) => $.add($.constant(1), $.mul(out, out))]

export const secPartials: Partials<'sec'> = [($, [x], out) => $.mul(out, $.tan(x))]

export const cscPartials: Partials<'csc'> = [($, [x], out) => $.neg($.mul(out, $.cot(x)))]

export const cotPartials: Partials<'cot'> = [($, _, out) => $.sub($.constant(-1), $.mul(out, out))]

export const asinPartials: Partials<'asin'> = [($, [x]) => $.rsqrt(oneLessSquare($, x))]

export const acosPartials: Partials<'acos'> = [($, [x]) => $.neg($.rsqrt(oneLessSquare($, x)))]

export const atanPartials: Partials<'atan'> = [
  ($, [x]) => $.div($.constant(1), $.add($.mul(x, x), $.constant(1))),
]

export const atan2Partials: Partials<'atan2'> = [
  ($, [y, x]) => overSquare($, x, $.hypot(x, y)),
  ($, [y, x]) => $.neg(overSquare($, y, $.hypot(x, y))),
]

export const sinhPartials: Partials<'sinh'> = [($, [x]) => $.cosh(x)]

export const coshPartials: Partials<'cosh'> = [($, [x]) => $.sinh(x)]

export const asinhPartials: Partials<'asinh'> = [
  ($, [x]) => $.div($.constant(1), $.hypot(x, $.constant(1))),
]

export const acoshPartials: Partials<'acosh'> = [
  ($, [x]) => {
    const one = $.constant(1)
    return $.mul($.rsqrt($.sub(x, one)), $.rsqrt($.add(x, one)))
  },
]

export const atanhPartials: Partials<'atanh'> = [
  ($, [x]) => $.div($.constant(1), oneLessSquare($, x)),
]

export const erfPartials: Partials<'erf'> = [($, [x]) => bellOf($, x)]

export const erfcPartials: Partials<'erfc'> = [($, [x]) => $.neg(bellOf($, x))]

export const gammaPartials: Partials<'gamma'> = [($, [x], out) => $.mul(out, $.digamma(x))]

export const lgammaPartials: Partials<'lgamma'> = [($, [x]) => $.digamma(x)]

export const digammaPartials: Partials<'digamma'> = [($, [x]) => $.trigamma(x)]

export const trigammaPartials: Partials<'trigamma'> = [($, [x]) => $.polygamma($.constant(2), x)]

export const polygammaPartials: Partials<'polygamma'> = [
  ($) => $.constant(0),
  ($, [n, x]) => $.polygamma($.add(n, $.constant(1)), x),
]

/** 1 - x² in a form that keeps its digits where x is near 1. */
function oneLessSquare<T>($: Algebra<T>, x: T): T {
  const one = $.constant(1)
  return $.mul($.sub(one, x), $.add(one, x))
}

/** x / r² without the square, which may overflow. */
function overSquare<T>($: Algebra<T>, x: T, r: T): T {
  return $.div($.div(x, r), r)
}

/** 2/√π · e^(-x²), the slope of erf. */
function bellOf<T>($: Algebra<T>, x: T): T {
  return $.mul($.constant(2 / Math.sqrt(Math.PI)), $.exp($.neg($.mul(x, x))))
}
