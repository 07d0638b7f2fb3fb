import type { Expr } from './expr.ts'
import { intern, presentAll } from './pool.ts'
import { type NumberedNodes, numberNodes } from './traverse.ts'

/**
 * The DAG of formulas as derivatives see it: nodes by number, arguments before users. See
 * Note [Product prefixes].
 */
export function dependenciesOf(roots: readonly Expr[]): NumberedNodes {
  return numberNodes(presentAll(roots), argumentsOf)
}

/** The numbers of the variables by name. */
export function placesOfSymbols({ nodes }: NumberedNodes): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  nodes.forEach(({ kind, label }, i) => {
    if (kind === 'symbol') places.set(label, i)
  })
  return places
}

/** What a node is computed from: its operands, but a long product from its prefix and its last factor. */
export function argumentsOf(node: Expr): readonly Expr[] {
  if (node.kind !== 'product' || node.operands.length === 2) return node.operands
  let parts = knownParts.get(node)
  if (!parts) {
    parts = [intern('product', '', node.operands.slice(0, -1)), node.operands.at(-1)!]
    knownParts.set(node, parts)
  }
  return parts
}

const knownParts = new WeakMap<Expr, readonly Expr[]>()

/*
Note [Product prefixes]

The derivative of a product of n factors written out has n terms of n factors, and its
second derivative n² of them. Derivatives therefore see a·b·c·d as ((a·b)·c)·d, so that each
step adds two products: (p·d)' = p'·d + p·d'. Prefixes are nodes, so formulas that share one
share its derivative; and because factors are sorted by height, f·sin(f) begins with the
factors of f, and all of f is its prefix. That is what keeps f ← sin(f)·f, repeated n times,
at O(n) nodes in every derivative.
*/
