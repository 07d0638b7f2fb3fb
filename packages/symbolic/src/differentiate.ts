import { call } from './canonical/call.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { type Dependencies, dependenciesOf, usersOf } from './dependencies.ts'
import type { Expr } from './expr.ts'
import { higherDerivative } from './higher-order.ts'
import { type ExprLike, sym, toExpr, whole } from './leaves.ts'
import { isBranching, partialOf } from './partials.ts'

/**
 * The derivative by one variable, of the given order (1 unless told).
 *
 * Each node of the DAG is differentiated once for each order, by the rules of the op table. At kinks it
 * follows them too: `abs` and `relu` have slope 0 at 0, ties of `max` and `min` share, and
 * `if` has the derivative of the branch taken. Throws a RangeError for an order that is not
 * a whole number from 0.
 */
export function differentiate(expr: Expr, variable: string, order = 1): Expr {
  if (!Number.isInteger(order) || order < 0) {
    throw new RangeError(`an order of ${order} is not a whole number from 0`)
  }
  if (order === 0) return expr
  // The slope first: it often cancels what its own derivatives need not carry, as in hypot².
  const slope = new ForwardMode([expr]).tangents(variable)[0]!
  return order === 1 ? slope : higherDerivative(slope, variable, order - 1)
}

/** The derivative along a direction: Σ direction[x]·∂e/∂x over the variables that it names. */
export function directionalDerivative(
  expr: Expr,
  direction: Readonly<Record<string, ExprLike>>,
): Expr {
  const seeds = Object.entries(direction).map(([name, value]): [Expr, Expr] => [
    sym(name),
    toExpr(value),
  ])
  return new ForwardMode([expr]).tangentsAlong(seeds)[0]!
}

/**
 * Forward mode over the DAG of some formulas. One object serves any number of variables:
 * the DAG and the partials are found once, and a variable costs only the nodes that depend
 * on it.
 */
export class ForwardMode {
  readonly #roots: readonly Expr[]
  readonly #dag: Dependencies
  readonly #users: readonly (readonly number[])[]
  readonly #partials = new Map<Expr, (Expr | undefined)[]>()
  /** The first root that needs each node. */
  readonly #firstRoot: readonly number[]

  constructor(roots: readonly Expr[]) {
    this.#roots = roots
    this.#dag = dependenciesOf(roots)
    this.#users = usersOf(this.#dag)
    this.#firstRoot = firstRoots(this.#dag, roots)
  }

  /** The derivatives of all roots by a variable. */
  tangents(variable: string): Expr[] {
    return this.tangentsAlong([[sym(variable), whole(1)]])
  }

  /** The derivatives of all roots when variables have these tangents. */
  tangentsAlong(seeds: readonly (readonly [symbol: Expr, tangent: Expr])[]): Expr[] {
    const known = this.#run(seeds, this.#roots.length)
    return this.#roots.map((root) => this.#read(known, root))
  }

  /** The derivatives of some of the first `count` roots, at the cost of what those need. */
  tangentsOf(variable: string, rows: readonly number[], count: number): Expr[] {
    const known = this.#run([[sym(variable), whole(1)]], count)
    return rows.map((row) => this.#read(known, this.#roots[row]!))
  }

  #read(known: ReadonlyMap<number, Expr>, root: Expr): Expr {
    return known.get(this.#dag.indexOf.get(root)!) ?? whole(0)
  }

  #run(
    seeds: readonly (readonly [symbol: Expr, tangent: Expr])[],
    count: number,
  ): ReadonlyMap<number, Expr> {
    const known = new Map<number, Expr>()
    for (const [symbol, tangent] of seeds) {
      const index = this.#dag.indexOf.get(symbol)
      if (index !== undefined) known.set(index, tangent)
    }
    for (const index of this.#dependents([...known.keys()], count)) {
      if (!known.has(index)) known.set(index, this.#tangent(index, known))
    }
    return known
  }

  /** The nodes that depend on others and that the first `count` roots need, in order. */
  #dependents(start: readonly number[], count: number): number[] {
    const found = new Set(start)
    const pending = [...start]
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      for (const user of this.#users[index]!) {
        if (found.has(user) || this.#firstRoot[user]! >= count) continue
        found.add(user)
        pending.push(user)
      }
    }
    return [...found].sort((a, b) => a - b)
  }

  #tangent(index: number, known: ReadonlyMap<number, Expr>): Expr {
    const node = this.#dag.nodes[index]!
    const args = this.#dag.args[index]!
    const tangents = args.map((arg) => known.get(arg))
    if (node.kind === 'sum') return sum(tangents.filter((tangent) => tangent !== undefined))
    if (node.kind === 'product') return this.#tangentOfProduct(args, tangents)
    if (node.kind !== 'call' && node.kind !== 'power') return whole(0)
    const terms = tangents.flatMap((tangent, i) => {
      const partial = tangent && this.#partial(node, i)
      return partial ? [product([partial, tangent])] : []
    })
    return isBranching(node) ? branch(node, tangents) : sum(terms)
  }

  #tangentOfProduct(args: readonly number[], tangents: readonly (Expr | undefined)[]): Expr {
    const [a, b] = [this.#dag.nodes[args[0]!]!, this.#dag.nodes[args[1]!]!]
    const terms: Expr[] = []
    if (tangents[0]) terms.push(product([tangents[0], b]))
    if (tangents[1]) terms.push(product([a, tangents[1]]))
    return sum(terms)
  }

  #partial(node: Parameters<typeof partialOf>[0], index: number): Expr | undefined {
    const known = this.#partials.get(node) ?? []
    this.#partials.set(node, known)
    if (!(index in known)) known[index] = partialOf(node, index)
    return known[index]
  }
}

function branch(node: Expr, tangents: readonly (Expr | undefined)[]): Expr {
  const [, a = whole(0), b = whole(0)] = tangents
  return call('select', [node.operands[0]!, a, b])
}

function firstRoots(dag: Dependencies, roots: readonly Expr[]): number[] {
  const first = dag.nodes.map(() => Number.POSITIVE_INFINITY)
  roots.forEach((root, i) => {
    const index = dag.indexOf.get(root)!
    first[index] = Math.min(first[index]!, i)
  })
  for (let user = first.length - 1; user >= 0; user--) {
    for (const arg of dag.args[user]!) first[arg] = Math.min(first[arg]!, first[user]!)
  }
  return first
}
