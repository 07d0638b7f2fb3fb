import type { Expr } from './expr.ts'
import { gradient } from './gradient.ts'
import { type SparseEntry, type SparseMatrix, toDense } from './jacobian.ts'
import { whole } from './leaves.ts'
import { slopesBy } from './leibniz-rule.ts'
import { freeVariables, nodesOf } from './traverse.ts'

/**
 * The Hessian: second derivatives by each pair of `variables`, by default all in order of
 * appearance. Entries (i, j) and (j, i) are the same node.
 */
export function hessian(expr: Expr, variables: readonly string[] = freeVariables(expr)): Expr[][] {
  return toDense(sparseHessian(expr, variables))
}

/**
 * The Hessian by its entries that are not zero, both triangles, row by row: forward mode
 * over the gradient, for one triangle, and only where a variable reaches.
 */
export function sparseHessian(
  expr: Expr,
  variables: readonly string[] = freeVariables(expr),
): SparseMatrix {
  const slopes = gradient(expr, variables)
  const rules = slopesBy(variables, slopes)
  const reach = rowsByVariable(slopes, variables)
  const entries: SparseEntry[] = []
  variables.forEach((variable, column) => {
    const rows = (reach.get(variable) ?? []).filter((row) => row <= column)
    for (const row of rows) {
      const value = rules[column]!.derivative(slopes[row]!, 1)
      if (value === whole(0)) continue
      entries.push({ row, column, value })
      if (row !== column) entries.push({ row: column, column: row, value })
    }
  })
  entries.sort((a, b) => a.row - b.row || a.column - b.column)
  return { rows: variables.length, columns: variables.length, entries }
}

function rowsByVariable(
  slopes: readonly Expr[],
  variables: readonly string[],
): Map<string, number[]> {
  const rows = new Map<string, number[]>(variables.map((variable) => [variable, []]))
  slopes.forEach((slope, row) => {
    for (const node of nodesOf([slope])) if (node.kind === 'symbol') rows.get(node.label)?.push(row)
  })
  return rows
}
