import type { ElementaryName, ElementwiseName, FunctionName } from '../names.ts'
import { rsqrt } from '../numerics/roots.ts'
import { flush, round, sign } from '../numerics/rounding.ts'
import type { Programs } from '../row.ts'

type SimpleName = Exclude<ElementwiseName, ElementaryName | FunctionName>

/** What the ops compute that are one machine operation, or a few. */
export const simplePrograms: Programs<SimpleName> = {
  add: ($, x, y) => $.add(x, y),
  sub: ($, x, y) => $.sub(x, y),
  mul: ($, x, y) => $.mul(x, y),
  div: ($, x, y) => $.div(x, y),
  neg: ($, x) => $.neg(x),
  abs: ($, x) => $.abs(x),
  sign,
  min: ($, x, y) => $.min(x, y),
  max: ($, x, y) => $.max(x, y),
  sqrt: ($, x) => $.sqrt(x),
  floor: ($, x) => $.floor(x),
  ceil: ($, x) => $.neg($.floor($.neg(x))),
  round,
  flush,
  stop_gradient: (_, x) => x,
  relu: ($, x) => $.max(x, $.constant(0)),
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
  rsqrt,
}
