import type { ElementwiseName } from '../names.ts'
import { digamma } from '../numerics/digamma.ts'
import { erf, erfc } from '../numerics/error-function.ts'
import { gamma, lgamma } from '../numerics/gamma.ts'
import { polygamma, trigamma } from '../numerics/polygamma.ts'
import { hypot, rsqrt } from '../numerics/roots.ts'
import { mod } from '../numerics/rounding.ts'
import type { LaneProgram } from '../row.ts'

/** The elementary functions, which JavaScript has in `Math`, and what is made of those. */
export type ElementaryName =
  | 'pow'
  | 'cbrt'
  | 'exp'
  | 'expm1'
  | 'exp2'
  | 'log'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'sec'
  | 'csc'
  | 'cot'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'sigmoid'
  | 'softplus'

/** Programs of some ops. */
export type Programs<K extends ElementwiseName> = { readonly [P in K]: LaneProgram<P> }

/**
 * What the ops compute that are no elementary functions, in machine operations. They stand
 * apart for those who compute in JavaScript, and need no more.
 */
export const programsBeyondMath: Programs<Exclude<ElementwiseName, ElementaryName>> = {
  add: ($, x, y) => $.add(x, y),
  sub: ($, x, y) => $.sub(x, y),
  mul: ($, x, y) => $.mul(x, y),
  div: ($, x, y) => $.div(x, y),
  neg: ($, x) => $.neg(x),
  abs: ($, x) => $.abs(x),
  sign: ($, x) => {
    const [one, zero] = [$.constant(1), $.constant(0)]
    return $.select($.gt(x, zero), one, $.select($.lt(x, zero), $.constant(-1), zero))
  },
  min: ($, x, y) => $.min(x, y),
  max: ($, x, y) => $.max(x, y),
  sqrt: ($, x) => $.sqrt(x),
  rsqrt,
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
