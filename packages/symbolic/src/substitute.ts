import type { Expr } from './expr.ts'
import { type ExprLike, toExpr } from './leaves.ts'
import { rebuild } from './rebuild.ts'
import { foldExprs } from './traverse.ts'

/**
 * Replaces variables by formulas or numbers, all at once: `substitute(e, { x: y, y: x })`
 * swaps the two. Variables that are not named stay.
 */
export function substitute(expr: Expr, values: Readonly<Record<string, ExprLike>>): Expr {
  const [replaced] = foldExprs<Expr>([expr], (node, operands) => {
    const given = node.kind === 'symbol' && Object.hasOwn(values, node.label)
    return given ? toExpr(values[node.label]!) : rebuild(node, operands)
  })
  return replaced!
}
