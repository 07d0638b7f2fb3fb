import type { Expr } from './expr.ts'
import { sym } from './leaves.ts'
import { rebuild } from './rebuild.ts'
import { foldExprs, freeVariables, nodesOf } from './traverse.ts'

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
 * Names the parts that formulas use more than once, where that makes them shorter to write.
 * Every printer can then show large formulas: the parts one by one, and the results.
 *
 * @param prefix What names begin with; a number follows that no variable clashes with.
 */
export function shareParts(exprs: readonly Expr[], prefix = 't'): SharedForm {
  const named = repeatedNodes(exprs)
  const taken = new Set(freeVariables(exprs))
  const parts: NamedPart[] = []
  let count = 0
  const nextName = (): string => {
    do count++
    while (taken.has(`${prefix}${count}`))
    return `${prefix}${count}`
  }
  const results = foldExprs<Expr>(exprs, (node, operands) => {
    const value = rebuild(node, operands)
    if (!named.has(node)) return value
    const name = nextName()
    parts.push({ name, value })
    return sym(name)
  })
  return { parts, results }
}

// A name pays where it replaces an operation at least twice: leaves and their negatives,
// numbers, are short as they are.
function repeatedNodes(exprs: readonly Expr[]): ReadonlySet<Expr> {
  const uses = new Map<Expr, number>()
  const use = (expr: Expr): void => {
    uses.set(expr, (uses.get(expr) ?? 0) + 1)
  }
  for (const expr of exprs) use(expr)
  for (const node of nodesOf(exprs)) for (const operand of node.operands) use(operand)
  const isWorthIt = (node: Expr): boolean =>
    node.height > 1 || (node.height === 1 && node.operands.some(({ kind }) => kind !== 'number'))
  return new Set([...uses].flatMap(([node, count]) => (count > 1 && isWorthIt(node) ? [node] : [])))
}
