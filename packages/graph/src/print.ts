import {
  type AttributeKind,
  attributeKinds,
  type Body,
  type Dim,
  type Shape,
  type ValueType,
} from '@gradus/ops'
import type { Graph, GraphBody, Node } from './node.ts'
import { bodiesOf, isRegion } from './repeat.ts'
import { topologicalOrder } from './traverse.ts'

/** The version of the text form; texts begin with it. */
export const GRAPH_TEXT_VERSION = 1

/**
 * A graph as text, one line for each node, inputs first. Names are local: they are counted
 * in the order of the lines, so that the same graph always gives the same text.
 *
 *     graph 1
 *     %0 = input() {name: "x", shape: [n<=32], dtype: f64} : f64[n<=32]
 *     %1 = sin(%0) : f64[n<=32]
 *     output y = %1
 */
export function printGraph({ outputs }: Graph): string {
  const printer = new Printer()
  const names = printer.printNodes(
    outputs.map(({ node }) => node),
    '',
  )
  for (const { name, node } of outputs) {
    printer.lines.push(`output ${printName(name)} = ${names.get(node)}`)
  }
  return `graph ${GRAPH_TEXT_VERSION}\n${printer.lines.join('\n')}\n`
}

/** A dtype with its shape, such as `f64[n=150, 4]`; a single number as `f64[]`. */
export function printType({ dtype, shape }: ValueType): string {
  return `${dtype}${printDims(shape)}`
}

/** A number as the shortest text that reads back; -0, NaN and infinities by name. */
export function printNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

class Printer {
  readonly lines: string[] = []
  readonly #bodies = new Map<string, string>()

  printNodes(roots: readonly Node[], indent: string): ReadonlyMap<Node, string> {
    const names = new Map<Node, string>()
    for (const node of topologicalOrder(roots)) {
      if (isRegion(node)) for (const body of bodiesOf(node)) this.#printBody(body, indent)
      const name = `%${names.size}`
      names.set(node, name)
      const inputs = node.inputs.map((input) => names.get(input)).join(', ')
      const attributes = this.#printAttributes(node)
      this.lines.push(`${indent}${name} = ${node.op}(${inputs})${attributes} : ${printType(node)}`)
    }
    return names
  }

  /** Bodies stand before the first node that uses them. */
  #printBody(body: GraphBody, indent: string): void {
    if (this.#bodies.has(body.key)) return
    const name = `@${this.#bodies.size}`
    this.#bodies.set(body.key, name)
    this.lines.push(`${indent}body ${name} {`)
    // The inputs are roots as well, so that those which nobody reads have names.
    const names = this.printNodes([...body.inputs, ...body.outputs], `${indent}  `)
    const list = (nodes: readonly Node[]): string => nodes.map((node) => names.get(node)).join(', ')
    this.lines.push(`${indent}  inputs ${list(body.inputs)}`.trimEnd())
    this.lines.push(`${indent}  return ${list(body.outputs)}`.trimEnd(), `${indent}}`)
  }

  #printAttributes({ op, attributes }: Node): string {
    const kinds = Object.entries(attributeKinds[op])
    if (kinds.length === 0) return ''
    const values = attributes as Readonly<Record<string, unknown>>
    const parts = kinds
      .filter(([name]) => values[name] !== undefined)
      .map(([name, kind]) => `${name}: ${this.#printValue(kind, values[name])}`)
    return ` {${parts.join(', ')}}`
  }

  #printValue(kind: AttributeKind, value: unknown): string {
    if (kind === 'body' || kind === 'body?') return this.#bodies.get((value as Body).key)!
    return printers[kind](value as never)
  }
}

const printers = {
  integer: printNumber,
  integers: (values: readonly number[]) => `[${values.join(', ')}]`,
  number: printNumber,
  truth: String,
  'truth?': String,
  text: (value: string) => JSON.stringify(value),
  dtype: String,
  dim: printDim,
  shape: printDims,
} as const

function printDims(shape: Shape): string {
  return `[${shape.map(printDim).join(', ')}]`
}

function printDim({ name, size, rows }: Dim): string {
  if (name === '') return rows ? `<=${size}` : `${size}`
  return `${printName(name)}${rows ? '<=' : '='}${size}`
}

function printName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
}
