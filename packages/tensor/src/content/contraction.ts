import { ShapeError } from '@gradus/ops'
import { apply } from './apply.ts'
import { applyElementwise } from './elementwise.ts'
import { moveAxis, reshape, transpose } from './movement.ts'
import { promote, toDType, toNumeric } from './promotion.ts'
import { sum } from './reduction.ts'
import type { Content } from './trace.ts'
import { describe } from './values.ts'

/** Content whose axes have labels; equal labels are the same index. */
export interface Labelled {
  readonly content: Content
  readonly labels: readonly number[]
}

/**
 * The sum of products of two labelled operands over all labels that are not in `out`. A label
 * stands once in an operand; one of size 1 stretches, as in broadcasting.
 */
export function contract(left: Labelled, right: Labelled, out: readonly number[]): Content {
  const dtype = promote([toNumeric(left.content), toNumeric(right.content)])
  const [a, b] = unstretch(left, right).map(({ content, labels }) => ({
    content: toDType(content, dtype),
    labels,
  })) as [Labelled, Labelled]
  return apply('contract', [a.content, b.content], { left: a.labels, right: b.labels, out })
}

/** Takes the diagonal of axes with equal labels, so that each label stands once. */
function simplify({ content, labels }: Labelled): Labelled {
  const first = labels.findIndex((label, i) => labels.indexOf(label) < i)
  if (first < 0) return { content, labels }
  const other = labels.indexOf(labels[first]!)
  const rest = labels.filter((_, i) => i !== first && i !== other)
  const diagonal = diagonalOf(content, other, first)
  return simplify({ content: diagonal, labels: [labels[first]!, ...rest] })
}

/** The elements at equal positions of two axes, along a new first axis. */
export function diagonalOf(content: Content, first: number, second: number): Content {
  const size = content.shape[first]!.size
  const fronted = moveAxis(moveAxis(content, second, 0), first < second ? first + 1 : first, 0)
  const flat = reshape(fronted, [size * size, ...fronted.shape.slice(2).map((dim) => dim.size)])
  const position = apply('iota', [], { shape: [{ name: '', size }], axis: 0 })
  return apply('gather', [flat, applyElementwise('mul', [position, size + 1])], {})
}

/** Drops axes of size 1 whose label has another size at the other operand. */
function unstretch(left: Labelled, right: Labelled): readonly [Labelled, Labelled] {
  const sizeIn = ({ content, labels }: Labelled, label: number): number | undefined =>
    content.shape[labels.indexOf(label)]?.size
  const drop = (one: Labelled, other: Labelled): Labelled => {
    const kept = one.labels.filter((label) => {
      const [own, theirs] = [sizeIn(one, label)!, sizeIn(other, label)]
      return theirs === undefined || own === theirs || own !== 1
    })
    const sizes = kept.map((label) => sizeIn(one, label)!)
    return { content: reshape(one.content, sizes), labels: kept }
  }
  return [drop(left, right), drop(right, left)]
}

/** The labels of the first operand's batch axes begin here, counted from the last. */
const BATCH = 3

/**
 * The matrix product of the last two axes; axes in front are broadcast. Vectors are rows on
 * the left and columns on the right, and the axis that this adds is dropped again.
 */
export function matmul(a: Content, b: Content, op = 'matmul'): Content {
  const [m, k, n] = [0, 1, 2]
  const left = matrixLabels(a, m, k)
  const right = b.shape.length === 1 ? [k] : matrixLabels(b, k, n)
  requireProduct(op, a, b)
  const batch = [...left, ...right].filter((label) => label >= BATCH)
  const out = [...new Set(batch)].sort((x, y) => y - x)
  if (left.includes(m)) out.push(m)
  if (right.includes(n)) out.push(n)
  return contract({ content: a, labels: left }, { content: b, labels: right }, out)
}

/** Labels of a stack of matrices; a vector has the last one. */
function matrixLabels({ shape }: Content, row: number, column: number): number[] {
  const rank = shape.length
  return shape.map((_, axis) => {
    if (axis === rank - 1) return column
    return axis === rank - 2 ? row : BATCH + (rank - 3 - axis)
  })
}

function requireProduct(op: string, a: Content, b: Content): void {
  const inner = a.shape.at(-1)
  const other = b.shape.at(b.shape.length === 1 ? -1 : -2)
  if (inner === undefined || other === undefined) {
    throw new ShapeError(
      `${op}: takes vectors and matrices: argument 1 is ${describe(a)}, argument 2 is ${describe(b)}`,
    )
  }
  if (inner.size !== other.size) {
    const place = b.shape.length === 1 ? 'first' : 'second to last'
    throw new ShapeError(
      `${op}: argument 1 is ${describe(a)}, argument 2 is ${describe(b)}: the last axis of the ` +
        `first has size ${inner.size}, the ${place} axis of the second ${other.size}`,
    )
  }
  requireBatch(op, a, b)
}

function requireBatch(op: string, a: Content, b: Content): void {
  for (let axis = -3; axis >= -Math.min(a.shape.length, b.shape.length); axis--) {
    const [one, other] = [a.shape.at(axis)!.size, b.shape.at(axis)!.size]
    if (one === other || one === 1 || other === 1) continue
    throw new ShapeError(
      `${op}: shapes do not broadcast: argument 1 is ${describe(a)}, argument 2 is ` +
        `${describe(b)}; axis ${axis} has sizes ${one} and ${other}`,
    )
  }
}

/** Operands with labels, contracted in order to one with the labels of `out`. */
export function contractAll(operands: readonly Labelled[], out: readonly number[]): Content {
  const waiting = operands.map(simplify)
  let result = waiting.shift()!
  for (const [i, next] of waiting.entries()) {
    const later = new Set([...out, ...waiting.slice(i + 1).flatMap(({ labels }) => labels)])
    const kept = [...new Set([...result.labels, ...next.labels])].filter((label) =>
      later.has(label),
    )
    result = { content: contract(result, next, kept), labels: kept }
  }
  return arrange(result, out)
}

/** Sums labels that are not wanted, and puts the others in order. */
function arrange({ content, labels }: Labelled, out: readonly number[]): Content {
  const axes = labels.flatMap((label, axis) => (out.includes(label) ? [] : [axis]))
  const kept = labels.filter((label) => out.includes(label))
  const summed = axes.length > 0 ? sum(content, { axis: axes }) : content
  return transpose(
    summed,
    out.map((label) => kept.indexOf(label)),
  )
}
