import { Builder, interpret, type Node, topologicalOrder } from '@gradus/graph'
import { hasTrait, type TypedArray } from '@gradus/ops'
import { checkSource } from '../../src/check-source.ts'
import type { DataDescription } from '../../src/host.ts'
import { type CheckedModel, type LoweredModel, lowerModel, lowerStarts } from '../../src/index.ts'

/** Columns of `data.csv` by name, row after row; texts are labels. */
export type Columns = Readonly<Record<string, readonly (number | string)[]>>

export interface Evaluation {
  /** Elements of inputs and parameters, by the name that the graph gives them. */
  readonly fed?: Readonly<Record<string, readonly number[]>>
  readonly columns?: Columns
  readonly files?: Readonly<Record<string, string>>
  readonly seed?: number
}

/** Checks and lowers a model; what is wrong with it fails the test. */
export function lowerText(text: string, evaluation: Evaluation = {}): LoweredModel {
  return lowerModel(checkText(text, evaluation), new Builder())
}

/** Checks a model; what is wrong with it fails the test. */
export function checkText(text: string, { columns = {}, files = {} }: Evaluation): CheckedModel {
  const { model, diagnostics } = checkSource(text, {
    host: {
      readText: (path) => files[path],
      describeData: (path) => (path === 'data.csv' ? describe(columns) : { kind: 'missing' }),
    },
  })
  if (!model) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join())
  return model
}

/** The elements of a top-level name of a model, at the declared starts. */
export function evaluateName(text: string, name = 'a', evaluation: Evaluation = {}): number[] {
  return evaluateNode(lowerText(text, evaluation), nodeOf, name, evaluation)
}

/** The start of a parameter, as the free variable that an optimizer moves. */
export function startOf(text: string, name: string, evaluation: Evaluation = {}): number[] {
  const find = (model: LoweredModel): Node => lowerStarts(model).get(name)!
  return evaluateNode(lowerText(text, evaluation), find, name, evaluation)
}

/** The node that a top-level name stands for. */
export function nodeOf({ scope }: LoweredModel, name: string): Node {
  const value = scope.find(name)
  if (value?.kind !== 'tensor') throw new Error(`${name} is not a tensor`)
  return value.node
}

function evaluateNode(
  model: LoweredModel,
  find: (model: LoweredModel, name: string) => Node,
  name: string,
  evaluation: Evaluation,
): number[] {
  return Array.from(evaluateNodes(model, [find(model, name)], evaluation)[0]!)
}

/** Interprets nodes of a model, with parameters at their starts. */
export function evaluateNodes(
  model: LoweredModel,
  nodes: readonly Node[],
  { fed = {}, columns = {}, seed = 0 }: Evaluation = {},
): readonly TypedArray[] {
  const inputs = new Map<string, ArrayLike<number>>(Object.entries(fed))
  inputs.set('seed', [seed])
  for (const [name, cells] of Object.entries(columns)) {
    for (const set of ['data', 'train']) {
      if (!inputs.has(`${set}/${name}`)) inputs.set(`${set}/${name}`, codesOf(cells))
    }
  }
  const starts = lowerStarts(model)
  const values = interpret([...starts.values()], { values: feed([...starts.values()], inputs) })
  for (const [i, start] of [...starts.keys()].entries()) {
    if (!inputs.has(start)) inputs.set(start, values[i]!.data)
  }
  return interpret(nodes, { values: feed(nodes, inputs) }).map(({ data }) => data)
}

function feed(
  nodes: readonly Node[],
  inputs: ReadonlyMap<string, ArrayLike<number>>,
): ReadonlyMap<Node, TypedArray> {
  const fed = new Map<Node, TypedArray>()
  for (const node of topologicalOrder(nodes)) {
    if (!hasTrait(node.op, 'fed')) continue
    const { name } = node.attributes as { readonly name: string }
    const values = inputs.get(name)
    if (!values) throw new Error(`nothing is fed for ${name}`)
    fed.set(node, node.dtype === 'f64' ? Float64Array.from(values) : Int32Array.from(values))
  }
  return fed
}

function codesOf(cells: readonly (number | string)[]): number[] {
  const texts = [...new Set(cells)]
  return cells.map((cell) => (typeof cell === 'number' ? cell : texts.indexOf(cell)))
}

function describe(columns: Columns): DataDescription {
  const rows = Object.values(columns)[0]?.length ?? 0
  const described = Object.entries(columns).map(([name, cells]) => {
    const texts = [...new Set(cells.filter((cell) => typeof cell === 'string'))]
    if (texts.length > 0) {
      return { name, kind: 'text' as const, labels: texts, distinct: texts.length }
    }
    const numbers = cells.map(Number)
    const [minimum, maximum] = [Math.min(...numbers), Math.max(...numbers)]
    return { name, kind: 'number' as const, minimum, maximum }
  })
  return { kind: 'table', rows, columns: described }
}
