import { type ElementwiseName, signatures } from '@gradus/ops'
import { call } from './canonical/call.ts'
import type { Expr } from './expr.ts'
import { type ExprLike, toExpr } from './leaves.ts'

/** An op of the table as a builder. */
export type ExprFunction = (...args: readonly ExprLike[]) => Expr

/**
 * Every elementwise op of the table as a builder by its name: `functions.sin(x)`. A wrong
 * number of arguments throws a TypeError.
 */
export const functions: Readonly<Record<ElementwiseName, ExprFunction>> = Object.fromEntries(
  Object.keys(signatures).map((op) => [
    op,
    (...args: readonly ExprLike[]) => call(op as ElementwiseName, args.map(toExpr)),
  ]),
) as Record<ElementwiseName, ExprFunction>
