import type { ElementwiseName } from '@gradus/ops'
import { call } from './canonical/call.ts'
import type { Expr } from './expr.ts'
import { type ExprLike, toExpr } from './leaves.ts'
import { mapOps } from './op-table.ts'

/** An op of the table as a builder. */
export type ExprFunction = (...args: readonly ExprLike[]) => Expr

/**
 * Every elementwise op of the table as a builder by its name: `functions.sin(x)`. A wrong
 * number of arguments throws a TypeError.
 */
export const functions: Readonly<Record<ElementwiseName, ExprFunction>> = mapOps(
  (op) =>
    (...args) =>
      call(op, args.map(toExpr)),
)

/** The common ones by themselves. */
export const {
  abs,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  cos,
  cosh,
  cot,
  csc,
  erf,
  erfc,
  exp,
  expm1,
  gamma,
  hypot,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  max,
  min,
  pow,
  relu,
  sec,
  select,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  tan,
  tanh,
} = functions
