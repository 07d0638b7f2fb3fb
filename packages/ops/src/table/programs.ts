import type { ElementwiseName } from '../names.ts'
import { exp2, log2, log10 } from '../numerics/bases.ts'
import { digamma } from '../numerics/digamma.ts'
import { erf, erfc } from '../numerics/error-function.ts'
import { exp, expm1 } from '../numerics/exponential.ts'
import { gamma, lgamma } from '../numerics/gamma.ts'
import { acosh, asinh, atanh, cosh, sinh } from '../numerics/hyperbolic.ts'
import { acos, asin, atan, atan2 } from '../numerics/inverse-trigonometric.ts'
import { log, log1p } from '../numerics/logarithm.ts'
import { polygamma, trigamma } from '../numerics/polygamma.ts'
import { pow } from '../numerics/power.ts'
import { cot, csc, sec } from '../numerics/reciprocal-trigonometric.ts'
import { cbrt, hypot, rsqrt } from '../numerics/roots.ts'
import { mod } from '../numerics/rounding.ts'
import { sigmoid, softplus, tanh } from '../numerics/sigmoidal.ts'
import { cos, sin, tan } from '../numerics/trigonometric.ts'
import type { LaneProgram } from '../row.ts'

/** What each elementwise op computes, in machine operations. */
export const programs: { readonly [K in ElementwiseName]: LaneProgram<K> } = {
  add: ($, x, y) => $.add(x, y),
  sub: ($, x, y) => $.sub(x, y),
  mul: ($, x, y) => $.mul(x, y),
  div: ($, x, y) => $.div(x, y),
  pow,
  neg: ($, x) => $.neg(x),
  abs: ($, x) => $.abs(x),
  sign: ($, x) => {
    const [one, zero] = [$.constant(1), $.constant(0)]
    // The last alternative keeps zeros and NaN as they are.
    return $.select($.gt(x, zero), one, $.select($.lt(x, zero), $.constant(-1), x))
  },
  min: ($, x, y) => $.min(x, y),
  max: ($, x, y) => $.max(x, y),
  sqrt: ($, x) => $.sqrt(x),
  rsqrt,
  cbrt,
  hypot,
  floor: ($, x) => $.floor(x),
  ceil: ($, x) => $.neg($.floor($.neg(x))),
  round: ($, x) => $.nearest(x),
  mod,
  flush: ($, x) => {
    const smallestNormal = $.constant($.bits === 64 ? 2 ** -1022 : 2 ** -126)
    return $.select($.lt($.abs(x), smallestNormal), $.constant(0), x)
  },
  stop_gradient: (_, x) => x,
  exp,
  expm1,
  exp2,
  log,
  log1p,
  log2,
  log10,
  sin,
  cos,
  tan,
  sec,
  csc,
  cot,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sigmoid,
  softplus,
  relu: ($, x) => $.max(x, $.constant(0)),
  erf,
  erfc,
  gamma,
  lgamma,
  digamma,
  trigamma,
  polygamma,
  eq: ($, x, y) => $.eq(x, y),
  ne: ($, x, y) => $.ne(x, y),
  lt: ($, x, y) => $.lt(x, y),
  le: ($, x, y) => $.le(x, y),
  gt: ($, x, y) => $.gt(x, y),
  ge: ($, x, y) => $.ge(x, y),
  and: ($, x, y) => $.and(x, y),
  or: ($, x, y) => $.or(x, y),
  not: ($, x) => $.not(x),
  select: ($, condition, x, y) => $.select(condition, x, y),
}
