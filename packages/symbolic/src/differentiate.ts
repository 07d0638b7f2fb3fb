import { call } from './canonical/call.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { dependenciesOf, placesOfSymbols, usersOf } from './dependencies.ts'
import type { CallExpr, Expr, PowerExpr } from './expr.ts'
import { higherDerivative } from './higher-order.ts'
import { type ExprLike, toExpr, whole } from './leaves.ts'
import { isBranching, partialOf } from './partials.ts'
import type { NumberedNodes } from './traverse.ts'

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
  const seeds = Object.entries(direction).map(([name, value]): Seed => [name, toExpr(value)])
  return new ForwardMode([expr]).tangentsAlong(seeds)[0]!
}

/** A variable with its tangent. */
type Seed = readonly [name: string, tangent: Expr]

/**
 * Forward mode over the DAG of some formulas. One object serves any number of variables:
 * the DAG and the partials are found once, and a variable costs only the nodes that depend
 * on it.
 */
export class ForwardMode {
  readonly #dag: NumberedNodes
  readonly #symbols: ReadonlyMap<string, number>
  readonly #users: readonly (readonly number[])[]
  readonly #partials = new Map<number, Expr | undefined>()
  /** The first root that needs each node. */
  readonly #firstRoot: Float64Array

  constructor(roots: readonly Expr[]) {
    this.#dag = dependenciesOf(roots)
    this.#symbols = placesOfSymbols(this.#dag)
    this.#users = usersOf(this.#dag)
    this.#firstRoot = firstRoots(this.#dag)
  }

  /** The derivatives of all roots by a variable. */
  tangents(variable: string): Expr[] {
    return this.tangentsAlong([[variable, whole(1)]])
  }

  /** The derivatives of all roots when variables have these tangents. */
  tangentsAlong(seeds: readonly Seed[]): Expr[] {
    const { roots } = this.#dag
    const known = this.#run(seeds, roots.length)
    return roots.map((root) => known.get(root) ?? whole(0))
  }

  /** The derivatives of some of the first `count` roots, at the cost of what those need. */
  tangentsOf(variable: string, rows: readonly number[], count: number): Expr[] {
    const known = this.#run([[variable, whole(1)]], count)
    return rows.map((row) => known.get(this.#dag.roots[row]!) ?? whole(0))
  }

  #run(seeds: readonly Seed[], count: number): ReadonlyMap<number, Expr> {
    const known = new Map<number, Expr>()
    for (const [name, tangent] of seeds) {
      const place = this.#symbols.get(name)
      if (place !== undefined) known.set(place, tangent)
    }
    for (const place of this.#dependents([...known.keys()], count)) {
      if (!known.has(place)) known.set(place, this.#tangent(place, known))
    }
    return known
  }

  /** The nodes that depend on others and that the first `count` roots need, in order. */
  #dependents(start: readonly number[], count: number): number[] {
    const found = new Set(start)
    const pending = [...start]
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      for (const user of this.#users[place]!) {
        if (found.has(user) || this.#firstRoot[user]! >= count) continue
        found.add(user)
        pending.push(user)
      }
    }
    return [...found].sort((a, b) => a - b)
  }

  #tangent(place: number, known: ReadonlyMap<number, Expr>): Expr {
    const { nodes, operands, starts } = this.#dag
    const node = nodes[place]!
    const args = operands.slice(starts[place], starts[place + 1])
    const tangents = args.map((arg) => known.get(arg))
    if (node.kind === 'sum') return sum(tangents.filter((tangent) => tangent !== undefined))
    if (node.kind === 'product') return tangentOfProduct(nodes, args, tangents)
    if (node.kind !== 'call' && node.kind !== 'power') return whole(0)
    if (isBranching(node)) return branch(node, tangents)
    const terms = tangents.flatMap((tangent, i) => {
      const partial = tangent && this.#partial(node, starts[place]! + i, i)
      return partial ? [product([partial, tangent])] : []
    })
    return sum(terms)
  }

  /** ∂node/∂argument, found once; `key` is the place of the argument in the DAG's list. */
  #partial(node: PowerExpr | CallExpr, key: number, index: number): Expr | undefined {
    if (!this.#partials.has(key)) this.#partials.set(key, partialOf(node, index))
    return this.#partials.get(key)
  }
}

function tangentOfProduct(
  nodes: readonly Expr[],
  args: readonly number[],
  tangents: readonly (Expr | undefined)[],
): Expr {
  const [a, b] = [nodes[args[0]!]!, nodes[args[1]!]!]
  const terms: Expr[] = []
  if (tangents[0]) terms.push(product([tangents[0], b]))
  if (tangents[1]) terms.push(product([a, tangents[1]]))
  return sum(terms)
}

function branch(node: Expr, tangents: readonly (Expr | undefined)[]): Expr {
  const [, a = whole(0), b = whole(0)] = tangents
  return call('select', [node.operands[0]!, a, b])
}

function firstRoots({ nodes, operands, starts, roots }: NumberedNodes): Float64Array {
  const first = new Float64Array(nodes.length).fill(Number.POSITIVE_INFINITY)
  roots.forEach((root, i) => {
    first[root] = Math.min(first[root]!, i)
  })
  for (let user = nodes.length - 1; user >= 0; user--) {
    for (let at = starts[user]!; at < starts[user + 1]!; at++) {
      const argument = operands[at]!
      first[argument] = Math.min(first[argument]!, first[user]!)
    }
  }
  return first
}
