import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf, isBelow } from '../factors.ts'
import { push } from '../identity/rule.ts'
import { sym, whole } from '../leaves.ts'
import { rebuild } from '../rebuild.ts'
import { substitute } from '../substitute.ts'
import { foldExprs, nodesOf } from '../traverse.ts'
import { fillPart } from './fill.ts'
import type { Readings } from './loss.ts'

/**
 * Gives parts of one variable that lose all digits near a point, or towards infinity, a
 * second form there. `sin(x)/x` has no value at 0, and `x - sin(x)` no correct digit near
 * it, though both are smooth: near such a point the part becomes its Taylor polynomial, with
 * a remainder below the rounding error.
 */
export function fillRemovable(roots: readonly Expr[]): readonly Expr[] {
  return new Filler(roots.map(fillProducts)).results
}

/**
 * The same for a formula with a product of variables, as one variable that takes the place
 * of a factor which stands below the line: with u = x·y, (e^(x·y) - 1)/x is y·(e^u - 1)/u.
 */
function fillProducts(root: Expr): Expr {
  const nodes = nodesOf([root])
  if (nodes.length > mostNodes) return root
  const below = new Set(nodes.filter(isBelow).map(({ operands }) => operands[0]!))
  for (const node of nodes) {
    const symbols = factorsOf(node).filter(({ kind }) => kind !== 'number')
    const out = symbols.find((symbol) => below.has(symbol))
    if (!out || symbols.length < 2 || !symbols.every(({ kind }) => kind === 'symbol')) continue
    const others = symbols.filter((symbol) => symbol !== out)
    const unit = product([sym(unitName), ...others.map((symbol) => power(symbol, whole(-1)))])
    const filler = new Filler([substitute(root, { [out.label]: unit })])
    if (filler.hasBranch) return substitute(filler.results[0]!, { [unitName]: product(symbols) })
  }
  return root
}

const unitName = '#u'
// Products of variables in larger formulas are left alone.
const mostNodes = 200

const nothing = Symbol()
const several = Symbol()

/** What a node depends on: nothing, one variable by its name, or several. */
type Dependence = string | typeof nothing | typeof several

class Filler {
  readonly #readings: Readings = new Map()
  readonly #dependences = new Map<Expr, Dependence>()
  /** What nodes of several variables become. */
  readonly #known = new Map<Expr, Expr>()

  readonly results: readonly Expr[]
  hasBranch = false

  constructor(roots: readonly Expr[]) {
    foldExprs<undefined>(roots, (node) => this.#visit(node))
    this.results = roots.map((root) => this.#filled(root))
  }

  /** Takes a node whose operands have been taken. */
  #visit(node: Expr): undefined {
    const dependence = this.#dependenceOf(node)
    this.#dependences.set(node, dependence)
    if (dependence === several) this.#known.set(node, this.#fillNode(node))
  }

  /** A node with its parts of one variable filled; itself, if it is one. */
  #filled(node: Expr): Expr {
    const dependence = this.#dependences.get(node)!
    if (typeof dependence === 'string') return this.#fillPart(node, dependence)
    return this.#known.get(node) ?? node
  }

  #dependenceOf(node: Expr): Dependence {
    if (node.kind === 'symbol') return node.label
    let dependence: Dependence = nothing
    for (const operand of node.operands) {
      const one = this.#dependences.get(operand)!
      if (one === nothing || one === dependence) continue
      if (dependence !== nothing) return several
      dependence = one
    }
    return dependence
  }

  #fillNode(node: Expr): Expr {
    if (node.kind === 'sum') return this.#fillSum(node)
    if (node.kind === 'product') return this.#fillProduct(node.operands)
    return rebuild(
      node,
      node.operands.map((operand) => this.#filled(operand)),
    )
  }

  /** Factors that share their one variable are taken together. */
  #fillProduct(factors: readonly Expr[]): Expr {
    const own = new Map<string, Expr[]>()
    const others: Expr[] = []
    for (const factor of factors) {
      const dependence = this.#dependences.get(factor)
      if (typeof dependence !== 'string') others.push(this.#filled(factor))
      else push(own, dependence, factor)
    }
    const parts = [...own].map(([variable, list]) => this.#fillPart(product(list), variable))
    return product([...others, ...parts])
  }

  /**
   * Terms that have all in common but their parts of one variable are taken together:
   * y·e^x/x - y·(e^x - 1)/x^2 is y times one part.
   */
  #fillSum({ operands }: Expr): Expr {
    // What is a cofactor by itself goes with those that have it.
    const plain = new Map(operands.map((term) => [withoutNumber(term), term]))
    const joined = new Set<Expr>()
    const values: Expr[] = []
    for (const [variable, groups] of this.#termsByVariable(operands)) {
      for (const [cofactor, having] of groups) {
        const alone = plain.get(cofactor)
        const terms = alone ? [...having, alone] : having
        if (terms.length < 2 || terms.some((term) => joined.has(term))) continue
        for (const term of terms) joined.add(term)
        const part = sum(terms.map((term) => this.#split(term, variable).part))
        const outside = this.#fillProduct(factorsOf(cofactor))
        values.push(product([outside, this.#fillPart(part, variable)]))
      }
    }
    const others = operands.filter((term) => !joined.has(term))
    return sum([...others.map((term) => this.#filled(term)), ...values])
  }

  /** Terms with a part of a variable, by what they have beside it. */
  #termsByVariable(terms: readonly Expr[]): ReadonlyMap<string, ReadonlyMap<Expr, Expr[]>> {
    const found = new Map<string, Map<Expr, Expr[]>>()
    for (const term of terms) {
      const dependences = factorsOf(term).map((factor) => this.#dependences.get(factor))
      for (const variable of new Set(dependences)) {
        if (typeof variable !== 'string') continue
        const groups = found.get(variable) ?? new Map<Expr, Expr[]>()
        found.set(variable, groups)
        push(groups, this.#split(term, variable).cofactor, term)
      }
    }
    return found
  }

  /** The number of a term with its factors in one variable, and its other factors. */
  #split(term: Expr, variable: string): { readonly part: Expr; readonly cofactor: Expr } {
    const isPart = (factor: Expr): boolean =>
      factor.kind === 'number' || this.#dependences.get(factor) === variable
    const factors = factorsOf(term)
    return {
      part: product(factors.filter(isPart)),
      cofactor: product(factors.filter((factor) => !isPart(factor))),
    }
  }

  #fillPart(part: Expr, variable: string): Expr {
    const filled = fillPart(part, variable, this.#readings)
    if (filled !== part) this.hasBranch = true
    return filled
  }
}

function withoutNumber(term: Expr): Expr {
  return product(factorsOf(term).filter(({ kind }) => kind !== 'number'))
}
