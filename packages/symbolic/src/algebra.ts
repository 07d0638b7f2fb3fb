import { type Algebra, type ElementwiseName, signatures } from '@gradus/ops'
import { call } from './canonical/call.ts'
import type { Expr } from './expr.ts'
import { nameDouble } from './number/named-doubles.ts'

/** The carrier of formulas: the table's rules read with it give formulas. */
export const exprAlgebra: Algebra<Expr> = {
  ...(Object.fromEntries(
    Object.keys(signatures).map((op) => [
      op,
      (...args: readonly Expr[]) => call(op as ElementwiseName, args),
    ]),
  ) as unknown as Algebra<Expr>),
  constant: nameDouble,
}
