import {
  elementCount,
  hasTrait,
  isDifferentiable,
  isFloat,
  type Kind,
  kindOf,
  type Shape,
  stridesOf,
  type TypedArray,
} from '@gradus/ops'
import type { Builder } from '../builder.ts'
import { interpret } from '../interpret.ts'
import type { Node } from '../node.ts'
import { topologicalOrder } from '../traverse.ts'
import { jvp } from './forward.ts'
import { vjp } from './reverse.ts'

// Note [Sparsity] is at the end of this file.

/** Which elements of a source the elements of a result depend on: `[m, n]`, 1 where they may. */
export interface Sparsity {
  readonly rows: number
  readonly columns: number
  readonly pattern: Uint8Array
}

/** More words of memory than finding a pattern is worth. */
const MOST_WORDS = 2 ** 24

/**
 * Where the Jacobian of `output` with respect to `source` may be other than zero: a superset,
 * found from the ops between them. `undefined` where that would take too much memory.
 *
 * @param values  Elements of inputs that are not varied, such as positions.
 */
export function findSparsity(
  builder: Builder,
  output: Node,
  source: Node,
  values: ReadonlyMap<Node, TypedArray> = new Map(),
): Sparsity | undefined {
  const [rows, columns] = [elementCount(output.shape), elementCount(source.shape)]
  const words = Math.ceil(columns / 32)
  const order = topologicalOrder([output])
  const size = order.reduce((sum, { shape }) => sum + elementCount(shape), 0)
  if (size * words > MOST_WORDS) return undefined
  const known = new Map<Node, Dependence>([[source, identity(columns, words)]])
  for (const node of order) {
    if (known.has(node) || !node.inputs.some((input) => known.has(input))) continue
    if (!isDifferentiable(node.op) || !isFloat(node.dtype)) continue
    known.set(node, propagate({ builder, known, values }, node, words))
  }
  const found = known.get(output)
  return { rows, columns, pattern: unpack(found, rows, columns, words) }
}

/** For each element, a set of source elements as bits. */
class Dependence {
  readonly words: number
  readonly bits: Uint32Array

  constructor(elements: number, words: number) {
    this.words = words
    this.bits = new Uint32Array(elements * words)
  }

  /** Adds what an element of another value depends on to an element of this one. */
  join(to: number, other: Dependence, from: number): void {
    const { words, bits } = this
    for (let word = 0; word < words; word++) {
      bits[to * words + word]! |= other.bits[from * words + word]!
    }
  }
}

function identity(elements: number, words: number): Dependence {
  const own = new Dependence(elements, words)
  for (let i = 0; i < elements; i++) own.bits[i * words + (i >> 5)] = 1 << (i & 31)
  return own
}

/** What is known while dependences are propagated. */
interface Finding {
  readonly builder: Builder
  readonly known: ReadonlyMap<Node, Dependence>
  /** The elements of inputs that are not varied. */
  readonly values: ReadonlyMap<Node, TypedArray>
}

/** Joins what a node depends on, by the kind of its op; `false` where the rule does not apply. */
type Join = (finding: Finding, node: Node, result: Dependence) => boolean

function propagate(finding: Finding, node: Node, words: number): Dependence {
  const result = new Dependence(elementCount(node.shape), words)
  const kind = kindOf[node.op]
  const join = kind === 'movement' && hasTrait(node.op, 'whole') ? joinTargets : joinByKind[kind]
  if (!join?.(finding, node, result)) joinAll(finding, node, result)
  return result
}

function joinElements({ known }: Finding, node: Node, result: Dependence): boolean {
  const count = elementCount(node.shape)
  for (const input of node.inputs) {
    const from = known.get(input)
    for (let i = 0; from && i < count; i++) result.join(i, from, i)
  }
  return true
}

function joinReduced({ known }: Finding, node: Node, result: Dependence): boolean {
  const [input] = node.inputs as [Node]
  if (!('axes' in node.attributes)) return false
  const { axes } = node.attributes
  const kept = input.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))
  const strides = stridesOf(node.shape)
  const targets = input.shape.map((_, axis) => strides[kept.indexOf(axis)] ?? 0)
  const from = known.get(input)!
  offsetsOf(input.shape, targets).forEach((to, i) => {
    result.join(to, from, i)
  })
  return true
}

/** Each factor is reduced to the labels of the result, and its rows are then spread over it. */
function joinContraction({ known }: Finding, node: Node, result: Dependence): boolean {
  const { left, right, out } = (node as Node<'contract'>).attributes
  for (const [i, labels] of [left, right].entries()) {
    const input = node.inputs[i]!
    const from = known.get(input)
    if (!from) continue
    const kept = labels.filter((label) => out.includes(label))
    const shape = kept.map((label) => input.shape[labels.indexOf(label)]!)
    const strides = stridesOf(shape)
    const strideOf = (label: number): number => strides[kept.indexOf(label)] ?? 0
    const reduced = new Dependence(elementCount(shape), from.words)
    offsetsOf(input.shape, labels.map(strideOf)).forEach((to, at) => {
      reduced.join(to, from, at)
    })
    offsetsOf(node.shape, out.map(strideOf)).forEach((at, to) => {
      result.join(to, reduced, at)
    })
  }
  return true
}

/** Every element may depend on everything that any input depends on. */
function joinAll({ known }: Finding, node: Node, result: Dependence): void {
  const total = new Dependence(1, result.words)
  for (const input of node.inputs) {
    const from = known.get(input)
    const count = from ? elementCount(input.shape) : 0
    for (let i = 0; i < count; i++) total.join(0, from!, i)
  }
  for (let i = 0; i < elementCount(node.shape); i++) result.join(i, total, 0)
}

/** A movement that copies: moving the numbers of elements says where each came from. */
function joinSources(finding: Finding, node: Node, result: Dependence): boolean {
  const { builder, known } = finding
  for (const input of new Set(node.inputs)) {
    const from = known.get(input)
    if (!from) continue
    const tangent = builder.input(`positions ${builder.size}`, input.shape, input.dtype)
    const [moved] = jvp(builder, [node], [input], [tangent])
    const sources = evaluate(finding, moved!, tangent)
    if (!sources) return false
    for (const [to, source] of sources.entries()) if (source > 0) result.join(to, from, source - 1)
  }
  return true
}

/** A movement that adds up: its transpose, which copies, says where each element goes. */
function joinTargets(finding: Finding, node: Node, result: Dependence): boolean {
  const { builder, known } = finding
  for (const input of new Set(node.inputs)) {
    const from = known.get(input)
    if (!from) continue
    const cotangent = builder.input(`positions ${builder.size}`, node.shape, node.dtype)
    const [moved] = vjp(builder, [node], [cotangent], [input])
    const targets = evaluate(finding, moved!, cotangent)
    if (!targets) return false
    for (const [i, to] of targets.entries()) if (to > 0) result.join(to - 1, from, i)
  }
  return true
}

const joinByKind: { readonly [K in Kind]?: Join } = {
  elementwise: joinElements,
  reduction: joinReduced,
  contraction: joinContraction,
  movement: joinSources,
}

/** A node on the numbers 1, 2, … in place of an input, unless it depends on unknown ones. */
function evaluate({ values }: Finding, node: Node, input: Node): TypedArray | undefined {
  const isUnknown = (other: Node): boolean =>
    other !== input && hasTrait(other.op, 'fed') && !values.has(other)
  if (topologicalOrder([node]).some(isUnknown)) return undefined
  // Single precision holds whole numbers up to 2²⁴, which is as many as there can be.
  const numbers = Float64Array.from({ length: elementCount(input.shape) }, (_, i) => i + 1)
  return interpret([node], { values: new Map([...values, [input, numbers]]) })[0]!.data
}

/** The offset of every element, in row-major order, under given strides. */
function offsetsOf(shape: Shape, strides: readonly number[]): number[] {
  let offsets = [0]
  for (const [axis, { size }] of shape.entries()) {
    const steps = Array.from({ length: size }, (_, i) => i * strides[axis]!)
    offsets = offsets.flatMap((offset) => steps.map((step) => offset + step))
  }
  return offsets
}

function unpack(
  found: Dependence | undefined,
  rows: number,
  columns: number,
  words: number,
): Uint8Array {
  const pattern = new Uint8Array(rows * columns)
  for (let row = 0; found && row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const word = found.bits[row * words + (column >> 5)]!
      pattern[row * columns + column] = (word >>> (column & 31)) & 1
    }
  }
  return pattern
}

/**
 * Colours for the columns of a pattern: columns of one colour have no row in common, so that
 * one forward pass finds them all. Greedy, in the order of the columns (Curtis, Powell, Reid
 * 1974). Colours count from 0.
 */
export function colorColumns({ rows, columns, pattern }: Sparsity): number[] {
  const taken: Uint8Array[] = []
  return Array.from({ length: columns }, (_, column) => {
    const own = Array.from({ length: rows }, (_, row) => row).filter(
      (row) => pattern[row * columns + column],
    )
    const found = taken.findIndex((used) => !own.some((row) => used[row]))
    const color = found < 0 ? taken.push(new Uint8Array(rows)) - 1 : found
    for (const row of own) taken[color]![row] = 1
    return color
  })
}

// Note [Sparsity]
//
// Dependences go from inputs to results as sets of bits. Elementwise ops join elements,
// reductions join what they reduce, a contraction joins the rows of each factor that it sums
// over. Movements need no case each: moved with the numbers 1, 2, … for elements they say
// where each element came from or, transposed, where it goes; 0 says nowhere. Routines and
// regions depend on everything. Values are never looked at, so that the pattern holds for
// all inputs of a shape; a product with a constant 0 counts as a dependence.
