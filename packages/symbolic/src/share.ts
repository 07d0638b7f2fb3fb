import { isCondition } from './canonical/call.ts'
import type { Expr } from './expr.ts'
import { sym } from './leaves.ts'
import { withCommonPairs } from './sharing/common-pairs.ts'
import { partsOf, recompose } from './sharing/composition.ts'
import { foldExprs, freeVariables, nodesOf, type OperandsOf } from './traverse.ts'

/** A part of formulas with the name that stands for it elsewhere. */
export interface NamedPart {
  readonly name: string
  readonly value: Expr
}

/** Formulas with their repeated parts named. */
export interface SharedForm {
  /** Each part may use the names of those before it. */
  readonly parts: readonly NamedPart[]
  readonly results: readonly Expr[]
}

/**
 * Names the parts that formulas use more than once, where that makes them shorter to write:
 * nodes, and what sums and products have in common. Every printer can then show large
 * formulas: the parts one by one, and the results.
 *
 * @param prefix What names begin with; a number follows that no variable clashes with.
 */
export function shareParts(exprs: readonly Expr[], prefix = 't'): SharedForm {
  const known = withCommonPairs(exprs)
  const operandsOf: OperandsOf = (node) => partsOf(node, known.get(node))
  const named = repeatedNodes(exprs, operandsOf)
  const taken = new Set(freeVariables(exprs))
  const parts: NamedPart[] = []
  let count = 0
  const nextName = (): string => {
    do count++
    while (taken.has(`${prefix}${count}`))
    return `${prefix}${count}`
  }
  const put = (node: Expr, operands: readonly Expr[]): Expr => {
    const value = recompose(node, known.get(node), operands)
    if (!named.has(node)) return value
    const name = nextName()
    parts.push({ name, value })
    return sym(name)
  }
  const results = foldExprs<Expr>(exprs, put, operandsOf)
  return { parts, results }
}

// A name pays where it replaces an operation at least twice: leaves and their negatives,
// numbers and their roots, are short as they are.
function repeatedNodes(exprs: readonly Expr[], operandsOf: OperandsOf): ReadonlySet<Expr> {
  const uses = new Map<Expr, number>()
  const use = (expr: Expr): void => {
    uses.set(expr, (uses.get(expr) ?? 0) + 1)
  }
  for (const expr of exprs) use(expr)
  for (const node of nodesOf(exprs, operandsOf)) for (const part of operandsOf(node)) use(part)
  const isWorthIt = (node: Expr): boolean => {
    // Names are variables, and a variable is no condition.
    if (isCondition(node)) return false
    if (node.height > 1) return true
    const parts = operandsOf(node)
    return parts.some(({ kind }) => kind !== 'number') && (parts.length > 1 || node.kind === 'call')
  }
  return new Set([...uses].flatMap(([node, count]) => (count > 1 && isWorthIt(node) ? [node] : [])))
}
