import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf } from '../factors.ts'
import { push } from '../identity/rule.ts'
import { numberOf } from '../leaves.ts'
import { rebuild } from '../rebuild.ts'
import { foldExprs } from '../traverse.ts'
import { fillPart } from './fill.ts'
import { type Joined, likeTerms, replaceTerms } from './like-terms.ts'
import type { Readings } from './loss.ts'

/**
 * Gives parts of one variable that lose all digits near a point, or towards infinity, a
 * second form there. `sin(x)/x` has no value at 0, and `x - sin(x)` no correct digit near
 * it, though both are smooth: near such a point the part becomes its Taylor polynomial, with
 * a remainder below the rounding error.
 */
export function fillRemovable(roots: readonly Expr[]): Expr[] {
  const filler = new Filler()
  foldExprs<undefined>(roots, (node) => filler.visit(node))
  return roots.map((root) => filler.filled(root))
}

const nothing = Symbol('no variable')
const several = Symbol('several variables')

/** What a node depends on: nothing, one variable by its name, or several. */
type Dependence = string | typeof nothing | typeof several

class Filler {
  readonly #readings: Readings = new Map()
  readonly #dependences = new Map<Expr, Dependence>()
  /** What nodes of several variables become. */
  readonly #results = new Map<Expr, Expr>()

  /** Takes a node whose operands have been taken. */
  visit(node: Expr): undefined {
    const dependence = this.#dependenceOf(node)
    this.#dependences.set(node, dependence)
    if (dependence === several) this.#results.set(node, this.#fillNode(node))
  }

  /** A node with its parts of one variable filled; itself, if it is one. */
  filled(node: Expr): Expr {
    const dependence = this.#dependences.get(node)!
    if (typeof dependence === 'string') return fillPart(node, dependence, this.#readings)
    return this.#results.get(node) ?? node
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
      node.operands.map((operand) => this.filled(operand)),
    )
  }

  /** Factors that share their one variable are taken together. */
  #fillProduct(factors: readonly Expr[]): Expr {
    const own = new Map<string, Expr[]>()
    const others: Expr[] = []
    for (const factor of factors) {
      const dependence = this.#dependences.get(factor)
      if (typeof dependence !== 'string') others.push(this.filled(factor))
      else push(own, dependence, factor)
    }
    const parts = [...own].map(([variable, list]) =>
      fillPart(product(list), variable, this.#readings),
    )
    return product([...others, ...parts])
  }

  /**
   * Terms that have all in common but their parts of one variable are taken together:
   * y·e^x/x - y·(e^x - 1)/x^2 is y times one part.
   */
  #fillSum(node: Expr): Expr {
    const groups = likeTerms(node, (factor) => {
      const dependence = this.#dependences.get(factor)
      return typeof dependence === 'string' ? dependence : undefined
    })
    const joined = groups.map(({ key, cofactor, terms }): Joined => {
      const parts = terms.map(({ coefficient, taken }) =>
        product([numberOf(coefficient), ...taken]),
      )
      const part = fillPart(sum(parts), key, this.#readings)
      const outside = this.#fillProduct(factorsOf(cofactor))
      return { value: product([outside, part]), indices: terms.map(({ index }) => index) }
    })
    return replaceTerms(node, joined, (term) => this.filled(term))
  }
}
