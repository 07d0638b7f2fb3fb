import type { Expr } from '../expr.ts'
import { sym } from '../leaves.ts'
import { plainValues } from '../plain-values.ts'
import { rebuild } from '../rebuild.ts'
import { foldExprs, nodesOf } from '../traverse.ts'

// A name that no variable has.
const probe = 'any part'
// A part that is changed by so much, relative to itself, has to change the whole by so much.
const nudge = 1e-3
const visible = 1e-7
const mostNodes = 200

/**
 * Whether every part of a formula shows in its value at some of the points, wherever it is
 * used. Where one does not, as the argument of `erf(x + 100)` or a term of 10⁻²⁰, agreement of
 * values says nothing about that part.
 */
export function everyPartMatters(
  expr: Expr,
  points: readonly Readonly<Record<string, number>>[],
): boolean {
  const nodes = nodesOf([expr])
  if (nodes.length > mostNodes) return false
  return nodes.every((user) => user.operands.every((_, i) => matters(expr, user, i, points)))
}

// One use at a time: what several uses do may cancel, as in atan(x) + atan(1/x).
function matters(
  expr: Expr,
  user: Expr,
  use: number,
  points: readonly Readonly<Record<string, number>>[],
): boolean {
  const [opened] = foldExprs<Expr>([expr], (node, operands) =>
    rebuild(node, node === user ? operands.with(use, sym(probe)) : operands),
  )
  return points.some((at) => {
    const value = plainValues([user.operands[use]!], at)[0]!
    const [before, after] = [value, value * (1 + nudge)].map(
      (probed) => plainValues([opened!], { ...at, [probe]: probed })[0]!,
    ) as [number, number]
    return Math.abs(after - before) > visible * Math.max(Math.abs(before), Math.abs(after))
  })
}
