import type { TensorAlgebra } from '../algebra.ts'
import type { ElementwiseName, OpName } from '../names.ts'
import type { BatchingContext, BatchingRule } from '../row.ts'
import { dim, elementCount, type Shape } from '../shape.ts'
import { namesByKind } from './kinds.ts'

/**
 * How each op is applied to a whole batch at once. An op that has no rule is applied to one
 * element of the batch after the other, by a loop.
 */
export const batching: { readonly [K in OpName]?: BatchingRule<K> } = {
  ...elementwiseRules(),
  sum: ($, { inputs, attributes: { axes } }) => $.apply('sum', inputs, { axes: shifted(axes) }),
  prod: ($, { inputs, attributes: { axes } }) => $.apply('prod', inputs, { axes: shifted(axes) }),
  reduce_max: ($, { inputs, attributes: { axes } }) =>
    $.apply('reduce_max', inputs, { axes: shifted(axes) }),
  argmax: ($, { inputs, attributes: { axis } }) => $.apply('argmax', inputs, { axis: axis + 1 }),
  reshape: ($, { inputs, size, attributes: { shape } }) =>
    $.apply('reshape', inputs, { shape: [dim(size), ...shape] }),
  transpose: ($, { inputs, attributes: { order } }) =>
    $.apply('transpose', inputs, { order: [0, ...shifted(order)] }),
  broadcast: ($, { inputs, size, attributes: { shape, into } }) =>
    $.apply('broadcast', inputs, { shape: [dim(size), ...shape], into: [0, ...shifted(into)] }),
  slice: ($, { inputs, attributes }) =>
    $.apply('slice', inputs, { ...attributes, axis: attributes.axis + 1 }),
  pad: ($, { inputs, attributes }) =>
    $.apply('pad', inputs, { ...attributes, axis: attributes.axis + 1 }),
  concat: ($, context) =>
    $.apply('concat', allInFront($, context), {
      ...context.attributes,
      axis: context.attributes.axis + 1,
    }),
  gather: batchGather,
  scatter_add: batchScatterAdd,
  one_hot: ($, { inputs, attributes }) => $.apply('one_hot', inputs, attributes),
  windows: ($, { inputs, attributes }) =>
    $.apply('windows', inputs, { ...attributes, axis: attributes.axis + 1 }),
  overlap_add: ($, { inputs, attributes }) =>
    $.apply('overlap_add', inputs, { ...attributes, axis: attributes.axis + 1 }),
  reverse: ($, { inputs, attributes: { axes } }) =>
    $.apply('reverse', inputs, { axes: shifted(axes) }),
  take_along_axis: ($, context) =>
    $.apply('take_along_axis', allInFront($, context), { axis: context.attributes.axis + 1 }),
  add_along_axis: ($, context) => {
    const { axis, size } = context.attributes
    return $.apply('add_along_axis', allInFront($, context), { axis: axis + 1, size })
  },
  contract: ($, { inputs, isBatched: [left, right], attributes: spec }) => {
    const label = Math.max(-1, ...spec.left, ...spec.right) + 1
    return $.apply('contract', inputs, {
      left: left ? [label, ...spec.left] : spec.left,
      right: right ? [label, ...spec.right] : spec.right,
      out: [label, ...spec.out],
    })
  },
  triangular_solve: ($, context) => {
    const {
      inputs: [a, b],
      isBatched,
      attributes,
    } = context
    if (isBatched[0]) return batchWhole('triangular_solve')($, context)
    return asColumns($, [a!, b!], (x) => $.apply('triangular_solve', [a!, x], attributes))
  },
  cholesky: batchWhole('cholesky'),
  lu: batchWhole('lu'),
  solve: ($, context) => {
    const {
      inputs: [a, factors, b],
      isBatched,
      attributes,
    } = context
    if (isBatched[0] || isBatched[1]) return batchWhole('solve')($, context)
    return asColumns($, [a!, b!], (x) => $.apply('solve', [a!, factors!, x], attributes))
  },
  determinant: batchWhole('determinant'),
  qr: batchWhole('qr'),
  eigh: batchWhole('eigh'),
  svd: batchWhole('svd'),
  spectrum: batchWhole('spectrum'),
  argsort: ($, { inputs, attributes: { axis } }) => $.apply('argsort', inputs, { axis: axis + 1 }),
  cumsum: ($, { inputs, attributes }) =>
    $.apply('cumsum', inputs, { ...attributes, axis: attributes.axis + 1 }),
}

/** All inputs get the axis of the batch, which is one more axis of problems to the op. */
function batchWhole<K extends OpName>(op: K): BatchingRule<K> {
  return ($, context) => $.apply(op, allInFront($, context), context.attributes)
}

type ElementwiseRules = { readonly [K in ElementwiseName | 'cast']: BatchingRule<K> }

/** All inputs get the axis of the batch, and the op does not notice. */
function elementwiseRules(): ElementwiseRules {
  return Object.fromEntries(
    namesByKind.elementwise.map((op) => [op, batchWhole(op)]),
  ) as unknown as ElementwiseRules
}

function shifted(axes: readonly number[]): number[] {
  return axes.map((axis) => axis + 1)
}

/** The inputs with the axis of the batch in front, repeated where an input is not batched. */
function allInFront<T>(
  $: TensorAlgebra<T>,
  { inputs, isBatched, size }: Pick<BatchingContext<OpName, T>, 'inputs' | 'isBatched' | 'size'>,
): T[] {
  return inputs.map((input, i) => (isBatched[i] ? input : inFront($, input, size)))
}

function inFront<T>($: TensorAlgebra<T>, input: T, size: number): T {
  const { shape } = $.typeOf(input)
  const into = shape.map((_, axis) => axis + 1)
  return $.apply('broadcast', [input], { shape: [dim(size), ...shape], into })
}

/** Moves an axis to another place; the others keep their order. */
function moveAxis<T>($: TensorAlgebra<T>, x: T, from: number, to: number): T {
  const order = $.typeOf(x).shape.map((_, axis) => axis)
  order.splice(to, 0, ...order.splice(from, 1))
  return order.every((axis, i) => axis === i) ? x : $.apply('transpose', [x], { order })
}

/**
 * Solves with one matrix for a batch of right-hand sides: they become columns, so that the
 * matrix is not repeated.
 */
function asColumns<T>($: TensorAlgebra<T>, [a, b]: readonly [T, T], solve: (right: T) => T): T {
  const { shape } = $.typeOf(b)
  const last = shape.length - 1
  const columns = moveAxis($, b, 0, last)
  const isVector = shape.length === $.typeOf(a).shape.length
  if (isVector) return moveAxis($, solve(columns), last, 0)
  const moved = $.typeOf(columns).shape
  const joined = dim(moved[last - 1]!.size * moved[last]!.size)
  const merged = $.apply('reshape', [columns], { shape: [...moved.slice(0, -2), joined] })
  const solved = solve(merged)
  const rows = $.typeOf(solved).shape.slice(0, -1)
  const split = $.apply('reshape', [solved], { shape: [...rows, moved[last - 1]!, moved[last]!] })
  return moveAxis($, split, last, 0)
}

function batchGather<T>(
  $: TensorAlgebra<T>,
  { inputs: [table, indices], isBatched, size }: BatchingContext<'gather', T>,
): T {
  if (!isBatched[0]) return $.apply('gather', [table!, indices!], {})
  const [, rows, ...rest] = $.typeOf(table!).shape
  if (!isBatched[1]) {
    const result = $.apply('gather', [moveAxis($, table!, 0, 1), indices!], {})
    return moveAxis($, result, $.typeOf(indices!).shape.length, 0)
  }
  // One table below the other; each element of the batch looks into its own.
  const tall = $.apply('reshape', [table!], { shape: [dim(size * rows!.size), ...rest] })
  return $.apply('gather', [tall, offsetIndices($, indices!, rows!.size)], {})
}

function batchScatterAdd<T>(
  $: TensorAlgebra<T>,
  { inputs: [updates, indices], isBatched, size, attributes }: BatchingContext<'scatter_add', T>,
): T {
  const { rows } = attributes
  if (!isBatched[1]) {
    const rank = $.typeOf(indices!).shape.length
    const result = $.apply('scatter_add', [moveAxis($, updates!, 0, rank), indices!], attributes)
    return moveAxis($, result, 1, 0)
  }
  const all = isBatched[0] ? updates! : inFront($, updates!, size)
  const inputs = [all, offsetIndices($, indices!, rows.size)]
  const tall = $.apply('scatter_add', inputs, { rows: dim(size * rows.size) })
  const shape: Shape = [dim(size), rows, ...$.typeOf(tall).shape.slice(1)]
  return $.apply('reshape', [tall], { shape })
}

/** Indices into tables that stand below each other; those outside their own table stay outside. */
function offsetIndices<T>($: TensorAlgebra<T>, indices: T, rows: number): T {
  const { shape } = $.typeOf(indices)
  const integer = (value: number): T => {
    const number = $.apply('constant', [], { value, dtype: 'i32' })
    return $.apply('broadcast', [number], { shape, into: [] })
  }
  const table = $.apply('iota', [], { shape, axis: 0 })
  const moved = $.add(indices, $.mul(table, integer(rows)))
  const isInside = $.and($.ge(indices, integer(0)), $.lt(indices, integer(rows)))
  return elementCount(shape) === 0 ? indices : $.select(isInside, moved, integer(-1))
}
