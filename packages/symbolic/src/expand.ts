import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import type { Expr } from './expr.ts'
import { termsOf, wholeNumberOf } from './factors.ts'
import { rebuild } from './rebuild.ts'
import { foldExprs } from './traverse.ts'

// Results longer than this many terms stay factored: nobody could read them, and the power
// of a sum has exponentially many.
const DEFAULT_TERMS = 10_000

/**
 * Multiplies products and whole powers of sums out, everywhere in a formula: `x·(y + 1)`
 * becomes `x·y + x`. A product that would have more than `terms` terms stays as it is.
 */
export function expand(expr: Expr, terms: number = DEFAULT_TERMS): Expr {
  const [expanded] = foldExprs<Expr>([expr], (node, operands) =>
    expandNode(rebuild(node, operands), terms),
  )
  return expanded!
}

/** Multiplies a node out whose operands are multiplied out already. */
export function expandNode(node: Expr, terms: number = DEFAULT_TERMS): Expr {
  if (node.kind === 'power') return expandPower(node, terms) ?? node
  if (node.kind === 'product') return expandProduct(node, terms) ?? node
  return node
}

function expandProduct(node: Expr, terms: number): Expr | undefined {
  const plain: Expr[] = []
  const sums: Expr[] = []
  for (const factor of node.operands) {
    const known = factor.kind === 'power' ? (expandPower(factor, terms) ?? factor) : factor
    if (known.kind === 'sum') sums.push(known)
    else plain.push(known)
  }
  if (sums.length === 0) return undefined
  let total: readonly Expr[] = [product(plain)]
  for (const factor of sums) {
    const next = distribute(total, factor.operands, terms)
    if (!next) return undefined
    total = next
  }
  return sum(total)
}

function expandPower(node: Expr, terms: number): Expr | undefined {
  const [base, exponent] = node.operands
  const count = wholeNumberOf(exponent) ?? 0
  if (base?.kind !== 'sum' || count < 2 || termsOfPower(base.operands.length, count) > terms)
    return undefined
  let total: readonly Expr[] = base.operands
  for (let i = 1; i < count; i++) {
    const next = distribute(total, base.operands, terms)
    if (!next) return undefined
    total = next
  }
  return sum(total)
}

/** How many products of `count` factors there are, from a sum of `parts` terms. */
function termsOfPower(parts: number, count: number): number {
  let total = 1
  for (let i = 1; i < parts; i++) total = (total * (count + i)) / i
  return total
}

/** All products of a term of one sum and a term of another, collected. */
function distribute(
  left: readonly Expr[],
  right: readonly Expr[],
  terms: number,
): readonly Expr[] | undefined {
  if (left.length * right.length > terms) return undefined
  return termsOf(sum(left.flatMap((a) => right.map((b) => product([a, b])))))
}
