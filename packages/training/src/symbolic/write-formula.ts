import {
  countScalars,
  dependents,
  expand,
  inexpressible,
  type Node,
  topologicalOrder,
} from '@gradus/graph'
import { notation, type TypedArray } from '@gradus/ops'
import { type Expr, evaluate } from '@gradus/symbolic'
import { type Scalar, ScalarAlgebra } from './scalar-algebra.ts'

/** Operations on single numbers beyond which a value is not written out. */
const MOST_OPERATIONS = 2_000_000
/** Operations on formulas beyond which one is called too large. */
const MOST_FORMULAS = 20_000

/** A value as a formula, or why there is none. */
export type WrittenFormula =
  | { readonly kind: 'formula'; readonly value: Scalar }
  | { readonly kind: 'too large'; readonly operations: number }
  | { readonly kind: 'left'; readonly reason: string }

/** What a formula is written in. */
export interface FormulaTerms {
  /** Elements of the nodes that hold variables. */
  readonly given: ReadonlyMap<Node, readonly Scalar[]>
  /** The number of each variable at the point. */
  readonly at: Readonly<Record<string, number>>
  /** Computes what depends on no variable. */
  readonly evaluate: (nodes: readonly Node[]) => readonly TypedArray[]
}

/** Writes a single number of a graph as a formula in variables. */
export function writeFormula(value: Node, terms: FormulaTerms): WrittenFormula {
  const order = topologicalOrder([value], (node) => terms.given.has(node))
  const varying = dependents(order, terms.given.keys())
  const inner = order.filter((node) => varying.has(node))
  const stranger = inexpressible(inner)
  if (stranger) {
    const name = notation[stranger.op].plain.replace(/\(.*/, '')
    return { kind: 'left', reason: `\`${name}\` is an algorithm, not a formula` }
  }
  const operations = countScalars(inner)
  if (operations > MOST_OPERATIONS) return { kind: 'too large', operations }
  const known = new Set(inner.flatMap(({ inputs }) => inputs.filter((node) => !varying.has(node))))
  const frontier = [...known].filter((node) => !terms.given.has(node))
  const numbers = frontier.length > 0 ? terms.evaluate(frontier) : []
  const given = new Map<Node, readonly Scalar[]>(terms.given)
  for (const [i, node] of frontier.entries()) given.set(node, Array.from(numbers[i]!))
  const scalars = new ScalarAlgebra(MOST_FORMULAS)
  const numberOf = (x: Scalar): number => (typeof x === 'number' ? x : evaluate(x, terms.at))
  const [elements] = expand(scalars.algebra, [value], { given, numberOf })
  if (scalars.isFull) return { kind: 'too large', operations: scalars.made }
  if (scalars.isBroken) return { kind: 'left', reason: 'a number on the way is not finite' }
  return { kind: 'formula', value: elements![0]! }
}

/** Whether a scalar is a formula. */
export function isFormula(value: Scalar): value is Expr {
  return typeof value !== 'number'
}
