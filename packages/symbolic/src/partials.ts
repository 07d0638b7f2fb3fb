import { type Algebra, type ElementwiseName, partials } from '@gradus/ops'
import { exprAlgebra } from './algebra.ts'
import { power } from './canonical/power.ts'
import { negate, product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import type { CallExpr, Expr, PowerExpr } from './expr.ts'

type Rule = ($: Algebra<Expr>, args: readonly Expr[], out: Expr) => Expr

// Ops of conditions and `select` have no row here.
const columns = partials as unknown as Readonly<Partial<Record<ElementwiseName, readonly Rule[]>>>

// The table guards powers at the single points where 0·∞ would stand: x⁰ and 0ʸ. People
// write n·xⁿ⁻¹ without them, so formulas take the branch that holds everywhere else; see
// Note [Powers at single points].
const unguarded: Algebra<Expr> = {
  ...exprAlgebra,
  eq: (value) => value,
  ge: (value) => value,
  and: (value) => value,
  select: (_isPoint, _atPoint, elsewhere) => elsewhere,
  // Most partials are of powers, so these go without a check of their arguments.
  sub: (a, b) => sum([a, negate(b)]),
  mul: (a, b) => product([a, b]),
  pow: power,
}

/** ∂node/∂argument, by the table's rule; `undefined` where the op has none. */
export function partialOf(node: PowerExpr | CallExpr, index: number): Expr | undefined {
  const isPower = node.kind === 'power'
  return columns[isPower ? 'pow' : node.label]?.[index]?.(
    isPower ? unguarded : exprAlgebra,
    node.operands,
    node,
  )
}

/** Whether a node is an `if`: its first operand is a condition. */
export function isBranching(node: Expr): boolean {
  return node.kind === 'call' && node.label === 'select'
}
