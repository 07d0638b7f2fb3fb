import { call } from './canonical/call.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { argumentsOf } from './dependencies.ts'
import type { CallExpr, Expr, PowerExpr } from './expr.ts'
import { num, whole } from './leaves.ts'
import { isBranching, partialOf } from './partials.ts'
import { present } from './pool.ts'

/**
 * The derivative of some order by one variable, through the derivatives of all orders of
 * each node.
 *
 * Leibniz's rule makes the k-th derivative of a product, and of a partial times the slope of
 * its argument, from derivatives of its two parts: a node costs O(order²), whatever else is
 * in the formula. Differentiating derivatives instead would grow with the number of ways to
 * spread the order over nested functions.
 */
export function higherDerivative(expr: Expr, variable: string, order: number): Expr {
  return new LeibnizRule(variable).derivative(present(expr), order)
}

/** Asks for a derivative; `undefined` where it has to be found first. */
type Read = (node: Expr, order: number) => Expr | undefined

class LeibnizRule {
  readonly #variable: string
  /** The derivatives of each node that are known, by order. */
  readonly #known = new Map<Expr, Expr[]>()
  readonly #partials = new Map<Expr, (Expr | undefined)[]>()

  constructor(variable: string) {
    this.#variable = variable
  }

  derivative(expr: Expr, order: number): Expr {
    const pending: [node: Expr, order: number][] = [[expr, order]]
    const read: Read = (node, order) => {
      const known = order === 0 ? node : this.#known.get(node)?.[order]
      if (!known) pending.push([node, order])
      return known
    }
    for (let top = pending.at(-1); top; top = pending.at(-1)) {
      const count = pending.length
      const [node, order] = top
      const derivatives = this.#known.get(node) ?? []
      this.#known.set(node, derivatives)
      derivatives[order] ??= this.#find(node, order, read)!
      if (pending.length === count) pending.pop()
    }
    return read(expr, order)!
  }

  /** The derivative of one node; `undefined` where it reads what is not known yet. */
  #find(node: Expr, order: number, read: Read): Expr | undefined {
    if (node.kind === 'symbol') return whole(node.label === this.#variable && order === 1 ? 1 : 0)
    if (node.kind === 'sum') return join(sum, readAll(node.operands, order, read))
    if (node.kind === 'product') {
      const [prefix, last] = argumentsOf(node)
      return leibniz(prefix!, last!, 0, order, read)
    }
    if (node.kind !== 'power' && node.kind !== 'call') return whole(0)
    if (isBranching(node)) return branch(node, order, read)
    const terms = node.operands.map((argument, i) => {
      const partial = this.#partial(node, i)
      return partial ? leibniz(partial, argument, 1, order - 1, read) : whole(0)
    })
    return join(sum, terms)
  }

  #partial(node: PowerExpr | CallExpr, index: number): Expr | undefined {
    const known = this.#partials.get(node) ?? []
    this.#partials.set(node, known)
    if (!(index in known)) known[index] = partialOf(node, index)
    return known[index]
  }
}

/**
 * The derivative of order `n` of a · b⁽ˢ⁾: Σ C(n, j) · a⁽ʲ⁾ · b⁽ⁿ⁻ʲ⁺ˢ⁾. What `b` leaves out is
 * not asked of `a`.
 */
function leibniz(a: Expr, b: Expr, s: number, n: number, read: Read): Expr | undefined {
  const terms: (Expr | undefined)[] = []
  // Beyond order 57 they are no longer exact as doubles.
  let binomial = 1n
  for (let j = 0; j <= n; j++) {
    const right = read(b, n - j + s)
    if (right !== whole(0)) {
      const left = right && read(a, j)
      terms.push(left && product([num(binomial), left, right!]))
    }
    binomial = (binomial * BigInt(n - j)) / BigInt(j + 1)
  }
  return join(sum, terms)
}

function branch(node: Expr, order: number, read: Read): Expr | undefined {
  const [condition, ...branches] = node.operands
  const choose = (found: readonly Expr[]): Expr => call('select', [condition!, ...found])
  return join(choose, readAll(branches, order, read))
}

// All of them are asked for, so that everything that is missing is found in one go.
function readAll(nodes: readonly Expr[], order: number, read: Read): (Expr | undefined)[] {
  return nodes.map((node) => read(node, order))
}

function join(
  put: (parts: readonly Expr[]) => Expr,
  parts: readonly (Expr | undefined)[],
): Expr | undefined {
  return parts.every((part) => part !== undefined) ? put(parts) : undefined
}
