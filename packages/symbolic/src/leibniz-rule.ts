import { call } from './canonical/call.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { argumentsOf } from './dependencies.ts'
import type { CallExpr, Expr, PowerExpr } from './expr.ts'
import { push } from './identity/rule.ts'
import { num, sym, whole } from './leaves.ts'
import { isBranching, partialOf } from './partials.ts'
import { present, presentAll } from './pool.ts'
import { nodesOf } from './traverse.ts'

/** Asks for a derivative; `undefined` where it has to be found first. */
type Read = (node: Expr, order: number) => Expr | undefined

type KnownPartials = Map<Expr, (Expr | undefined)[]>

/**
 * Forward mode by each of some variables over one DAG: partials are found once for all, and
 * a variable costs only the nodes that depend on it.
 */
export function slopesBy(variables: readonly string[], exprs: readonly Expr[]): LeibnizRule[] {
  const roots = presentAll(exprs)
  const users = new Map<Expr, Expr[]>()
  for (const user of nodesOf(roots, argumentsOf)) {
    for (const argument of argumentsOf(user)) push(users, argument, user)
  }
  const partials: KnownPartials = new Map()
  return variables.map((name) => {
    const known = new Map([[sym(name), [] as Expr[]]])
    for (const node of known.keys()) {
      for (const user of users.get(node) ?? []) if (!known.has(user)) known.set(user, [])
    }
    return new LeibnizRule(new Map([[name, whole(1)]]), partials, known)
  })
}

/**
 * Forward mode: derivatives of any order by one variable, or along one direction, through
 * the derivatives of all orders of each node. Nodes are asked only where a result needs them.
 *
 * Leibniz's rule makes the k-th derivative of a product, and of a partial times the slope of
 * its argument, from derivatives of its two parts: a node costs O(order²), whatever else is
 * in the formula. Differentiating derivatives instead would grow with the number of ways to
 * spread the order over nested functions.
 */
export class LeibnizRule {
  readonly #tangents: ReadonlyMap<string, Expr>
  readonly #partials: KnownPartials
  /** The derivatives of each node that are known, by order. */
  readonly #known: Map<Expr, Expr[]>
  /** Whether it has all nodes that depend on the variables from the beginning. */
  readonly #isComplete: boolean

  /**
   * @param tangents The slopes of variables; they are taken for constants.
   * @param known Empty lists for the nodes that depend on them, where those have been found.
   */
  constructor(
    tangents: ReadonlyMap<string, Expr>,
    partials: KnownPartials = new Map(),
    known?: Map<Expr, Expr[]>,
  ) {
    this.#tangents = tangents
    this.#partials = partials
    this.#known = known ?? new Map()
    this.#isComplete = known !== undefined
  }

  derivative(expr: Expr, order: number): Expr {
    const root = present(expr)
    const pending: [node: Expr, order: number][] = [[root, order]]
    const read: Read = (node, order) => {
      if (order === 0) return node
      const derivatives = this.#known.get(node)
      if (!derivatives && this.#isComplete) return whole(0)
      if (!derivatives?.[order]) pending.push([node, order])
      return derivatives?.[order]
    }
    for (let top = pending.at(-1); top; top = pending.at(-1)) {
      const count = pending.length
      const [node, order] = top
      let derivatives = this.#known.get(node)
      if (!derivatives) {
        derivatives = []
        this.#known.set(node, derivatives)
      }
      derivatives[order] ??= this.#find(node, order, read)!
      if (pending.length === count) pending.pop()
    }
    return read(root, order)!
  }

  /** The derivative of one node; `undefined` where it reads what is not known yet. */
  #find(node: Expr, order: number, read: Read): Expr | undefined {
    switch (node.kind) {
      case 'symbol':
        return (order === 1 && this.#tangents.get(node.label)) || whole(0)
      case 'sum':
        return join(sum, readAll(node.operands, order, read))
      case 'product': {
        const [prefix, last] = argumentsOf(node)
        return leibniz(() => prefix, last!, 0, order, read)
      }
      case 'power':
      case 'call':
        return isBranching(node) ? branch(node, order, read) : this.#chain(node, order, read)
      default:
        return whole(0)
    }
  }

  #chain(node: PowerExpr | CallExpr, order: number, read: Read): Expr | undefined {
    const terms = node.operands.map((argument, i) =>
      leibniz(() => this.#partial(node, i), argument, 1, order - 1, read),
    )
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
function leibniz(
  factor: () => Expr | undefined,
  b: Expr,
  s: number,
  n: number,
  read: Read,
): Expr | undefined {
  const terms: (Expr | undefined)[] = []
  // Beyond order 57 they are no longer exact as doubles.
  let binomial = 1n
  for (let j = 0; j <= n; j++) {
    const right = read(b, n - j + s)
    if (right !== whole(0)) {
      const a = right && factor()
      const left = a && read(a, j)
      if (right && !a) continue
      terms.push(left && product(binomial === 1n ? [left, right!] : [num(binomial), left, right!]))
    }
    if (n > 1) binomial = (binomial * BigInt(n - j)) / BigInt(j + 1)
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
