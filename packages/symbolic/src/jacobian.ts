import type { Expr } from './expr.ts'
import { gradient } from './gradient.ts'
import { whole } from './leaves.ts'
import { slopesBy } from './leibniz-rule.ts'
import { freeVariables } from './traverse.ts'

/** A matrix of formulas by its entries that are not zero, row by row. */
export interface SparseMatrix {
  readonly rows: number
  readonly columns: number
  readonly entries: readonly SparseEntry[]
}

export interface SparseEntry {
  readonly row: number
  readonly column: number
  readonly value: Expr
}

/**
 * The Jacobian: one row for each formula, one column for each variable, by default all
 * variables in order of appearance.
 *
 * Forward mode where there are fewer variables than formulas, else reverse mode.
 */
export function jacobian(
  exprs: readonly Expr[],
  variables: readonly string[] = freeVariables(exprs),
): Expr[][] {
  if (variables.length >= exprs.length) return exprs.map((expr) => gradient(expr, variables))
  const rules = slopesBy(variables, exprs)
  return exprs.map((expr) => rules.map((rule) => rule.derivative(expr, 1)))
}

/** The Jacobian by its entries that are not zero; what is left out costs nothing. */
export function sparseJacobian(
  exprs: readonly Expr[],
  variables: readonly string[] = freeVariables(exprs),
): SparseMatrix {
  const columnOf = new Map(variables.map((variable, column) => [variable, column]))
  const entries = exprs.flatMap((expr, row) => {
    const names = freeVariables(expr).filter((name) => columnOf.has(name))
    const values = gradient(expr, names)
    return names
      .map((name, i) => ({ row, column: columnOf.get(name)!, value: values[i]! }))
      .filter(({ value }) => value !== whole(0))
      .sort((a, b) => a.column - b.column)
  })
  return { rows: exprs.length, columns: variables.length, entries }
}

/** The matrix in full. */
export function toDense({ rows, columns, entries }: SparseMatrix): Expr[][] {
  const matrix = Array.from({ length: rows }, () => new Array<Expr>(columns).fill(whole(0)))
  for (const { row, column, value } of entries) matrix[row]![column] = value
  return matrix
}
