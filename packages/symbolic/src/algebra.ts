import type { Algebra } from '@gradus/ops'
import { call } from './canonical/call.ts'
import type { Expr } from './expr.ts'
import { nameDouble } from './number/named-doubles.ts'
import { mapOps } from './op-table.ts'

/** The carrier of formulas: the table's rules read with it give formulas. */
export const exprAlgebra: Algebra<Expr> = {
  ...mapOps(
    (op) =>
      (...args: readonly Expr[]) =>
        call(op, args),
  ),
  constant: nameDouble,
}
