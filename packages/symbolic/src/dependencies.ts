import type { Expr, ExprNode } from './expr.ts'
import { intern } from './pool.ts'

/**
 * The DAG of formulas as derivatives see it: nodes by index, arguments before users.
 * See Note [Product prefixes].
 */
export interface Dependencies {
  readonly nodes: readonly Expr[]
  /** The indices of the arguments of each node. */
  readonly args: readonly (readonly number[])[]
  readonly indexOf: ReadonlyMap<Expr, number>
}

/** Numbers the nodes under `roots` and lists what each is computed from. */
export function dependenciesOf(roots: readonly Expr[]): Dependencies {
  const nodes: Expr[] = []
  const args: number[][] = []
  const indexOf = new Map<Expr, number>()
  const pending = roots.toReversed()
  while (pending.length > 0) {
    const node = pending[pending.length - 1]!
    const parts = indexOf.has(node) ? [] : argumentsOf(node)
    const known = pending.length
    for (let i = parts.length - 1; i >= 0; i--) {
      if (!indexOf.has(parts[i]!)) pending.push(parts[i]!)
    }
    if (pending.length > known) continue
    pending.pop()
    if (indexOf.has(node)) continue
    indexOf.set(node, nodes.length)
    nodes.push(node)
    args.push(parts.map((part) => indexOf.get(part)!))
  }
  return { nodes, args, indexOf }
}

/** For each node, the nodes that use it. */
export function usersOf({ args }: Dependencies): number[][] {
  const users: number[][] = args.map(() => [])
  args.forEach((used, user) => {
    for (const index of used) users[index]!.push(user)
  })
  return users
}

/** What a node is computed from: its operands, but a long product from its prefix and its last factor. */
export function argumentsOf(node: Expr): readonly Expr[] {
  if (node.kind !== 'product' || node.operands.length === 2) return node.operands
  const cached = node as unknown as ExprNode
  cached.prefix ??= intern('product', '', node.operands.slice(0, -1))
  return [cached.prefix, node.operands[node.operands.length - 1]!]
}

/*
Note [Product prefixes]

The derivative of a product of n factors written out has n terms of n factors, and its
second derivative n² of them. Derivatives therefore see a·b·c·d as ((a·b)·c)·d, so that each
step adds two products: (p·d)' = p'·d + p·d'. Prefixes are nodes, so formulas that share one
share its derivative; and because factors are sorted by height, f·sin(f) begins with the
factors of f, and all of f is its prefix. That is what keeps f ← sin(f)·f, repeated n times,
at O(n) nodes in every derivative.
*/
