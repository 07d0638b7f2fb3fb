import { type Node, topologicalOrder } from '@gradus/graph'
import type { LoweredModel } from '@gradus/language'
import { elementCount, hasTrait, isFloat, type Shape } from '@gradus/ops'
import { type Expr, gradient, nodesOf, simplify, sym, toText } from '@gradus/symbolic'
import { entryName, indicesOf } from '../entry-name.ts'
import type { Evaluator } from '../evaluator.ts'
import type { DerivedFormulas } from '../result.ts'
import { hasRows } from './derive-gradient.ts'
import type { Scalar } from './scalar-algebra.ts'
import { isFormula, writeFormula } from './write-formula.ts'

/** Variables beyond which nobody wants to read a formula. */
const MOST_VARIABLES = 12
/** Nodes beyond which a formula is not simplified in order to be read. */
const MOST_NODES = 120
/** Characters beyond which a formula is not shown. */
const MOST_CHARACTERS = 160

/**
 * An objective and its slopes as formulas in the names of parameters and data, where they are
 * short: over a single row where there are rows.
 */
export function readableFormulas(evaluator: Evaluator, value: Node): DerivedFormulas | undefined {
  const { rows, lowered } = evaluator
  const isOfRow = rows !== undefined && value === lowered.objective && !hasRows(lowered)
  const model = isOfRow ? evaluator.sample(1) : lowered
  const node = isOfRow ? model.objective : value
  if (!node || model.lowering.problems.length > 0) return undefined
  const given = nameLeaves(node, model, isOfRow)
  if (!given) return undefined
  const own = lowered.parameters.map(({ name, node: { shape } }) => namesOf(name, shape))
  const evaluate = (nodes: readonly Node[]) => evaluator.evaluate(nodes)
  const written = writeFormula(node, { given, at: {}, evaluate })
  if (written.kind !== 'formula' || !isFormula(written.value)) return undefined
  const names = own.flat()
  const slopes = gradient(written.value, names)
  if (nodesOf([written.value, ...slopes]).length > MOST_NODES) return undefined
  // Names such as w[0] are no words to a parser, but they are to people.
  const write = (each: Expr): string => toText(simplify(each)).replaceAll('`', '')
  const [text, ...texts] = [written.value, ...slopes].map(write)
  if ([text!, ...texts].some(({ length }) => length > MOST_CHARACTERS)) return undefined
  const shown = names.map((name, i) => ({ name, text: texts[i]! }))
  return { isOfRow, value: text!, slopes: shown }
}

/**
 * Variables for the elements of parameters and data; nothing where they are too many, or where
 * data is no number.
 */
function nameLeaves(
  node: Node,
  { parameters }: LoweredModel,
  isOfRow: boolean,
): ReadonlyMap<Node, readonly Scalar[]> | undefined {
  let left = MOST_VARIABLES
  const variables = (name: string, shape: Shape): readonly Scalar[] | undefined => {
    left -= elementCount(shape)
    return left < 0 ? undefined : namesOf(name, shape).map(sym)
  }
  // A parameter with a range stands for its value inside the range, as in the text.
  const given = new Map<Node, readonly Scalar[]>()
  for (const { name, value } of parameters) {
    const elements = variables(name, value.shape)
    if (!elements) return undefined
    given.set(value, elements)
  }
  for (const leaf of topologicalOrder([node], (each) => given.has(each))) {
    if (!hasTrait(leaf.op, 'fed') || given.has(leaf)) continue
    if (!isFloat(leaf.dtype)) return undefined
    const { name } = leaf.attributes as { readonly name: string }
    const hasRow = isOfRow && name.startsWith('sample')
    const shape = hasRow ? leaf.shape.slice(1) : leaf.shape
    const elements = variables(name.slice(name.indexOf('/') + 1), shape)
    if (!elements) return undefined
    given.set(leaf, elements)
  }
  return given
}

/** `w[0, 1]` for each element, the name alone for a single number. */
function namesOf(name: string, shape: Shape): readonly string[] {
  return Array.from({ length: elementCount(shape) }, (_, entry) =>
    entryName({ name, at: indicesOf(shape, entry) }),
  )
}
