import { cumprod as cumprodOf } from '@gradus/graph'
import type { DType } from '@gradus/ops'
import { dim } from '@gradus/ops'
import { callAs } from '../call-as.ts'
import { algebra } from '../content/algebra.ts'
import { apply } from '../content/apply.ts'
import { addAlongAxisOp, overlapAddOp, takeAlongAxisOp, windowsOp } from '../content/brought.ts'
import { applyElementwise, broadcastSizes } from '../content/elementwise.ts'
import { take as takeContent } from '../content/indexing.ts'
import * as movement from '../content/movement.ts'
import { checkDType, promote, toDType, toNumeric } from '../content/promotion.ts'
import type { Content } from '../content/trace.ts'
import { describe, shapeOfSizes } from '../content/values.ts'
import { checkSizes } from '../create.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import type {
  AnySize,
  AnySizes,
  Concatenated,
  Extended,
  Known,
  Permuted,
  Plain,
  Sizes,
} from '../literal-shape.ts'
import {
  asTensor,
  contentOf,
  operandOf,
  type SizesOf,
  Tensor,
  type TensorLike,
  toContentOf,
} from '../tensor.ts'

/** The same elements under other sizes; one of them may be -1, which is what is left. */
export function reshape<const R extends Sizes>(
  x: TensorLike,
  sizes: R,
): Tensor<-1 extends R[number] ? AnySizes : Plain<R>> {
  return asTensor(x, 'reshape').reshape(sizes)
}

/** Axis `i` of the result is axis `order[i]`; without an order, all axes are reversed. */
export function transpose<X extends TensorLike, const O extends Sizes | undefined = undefined>(
  x: X,
  order?: O,
): Tensor<Permuted<SizesOf<X>, O>> {
  return asTensor(x, 'transpose').transpose(order)
}

/** Moves one axis to another place; the others keep their order. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const content = toContentOf(x, 'moveAxis')
  const [source, target] = [from, to].map((axis) =>
    movement.normalizeAxis('moveAxis', axis, content.shape.length),
  )
  return new Tensor(movement.moveAxis(content, source!, target!))
}

/** Repeats axes of size 1, and new axes in front, to the given sizes. */
export function broadcastTo<const R extends Sizes>(x: TensorLike, sizes: R): Tensor<Plain<R>> {
  return new Tensor(movement.broadcastTo(toContentOf(x, 'broadcastTo'), sizes))
}

/** All elements along one axis. */
export function flatten(x: TensorLike): Tensor<[AnySize]> {
  return asTensor(x, 'flatten').flatten()
}

/** Without axes of size 1: the given ones, or all. */
export function squeeze(x: TensorLike, axis?: number | readonly number[]): Tensor {
  return asTensor(x, 'squeeze').squeeze(axis)
}

/** With an axis of size 1 at a place of the result. */
export function expandDims<X extends TensorLike, const A extends number>(
  x: X,
  axis: A,
): Tensor<Extended<SizesOf<X>, A, 1>> {
  return asTensor(x, 'expandDims').expandDims(axis)
}

/** Joins tensors along an axis that they have; dtypes are promoted. */
export function concat<const P extends readonly TensorLike[], const A extends number = 0>(
  tensors: P,
  axis?: A,
): Tensor<Concatenated<SizesOf<P[0]>, A>>
export function concat(tensors: readonly TensorLike[], axis = 0): Tensor {
  return new Tensor(movement.concat(unified('concat', tensors), axis))
}

/** Joins tensors of equal shape along a new axis; dtypes are promoted. */
export function stack<const P extends readonly TensorLike[], const A extends number = 0>(
  tensors: P,
  axis?: A,
): Tensor<Extended<SizesOf<P[0]>, A, Known<P['length']>>>
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  const contents = unified('stack', tensors)
  const [first] = contents
  if (!first) throw new ShapeError('stack: there is nothing to stack')
  const sizes = broadcastSizes('stack', contents)
  const where = movement.normalizeAxis('stack', axis, sizes.length + 1)
  const lines = contents.map((content, i) => {
    if (
      content.shape.length !== sizes.length ||
      content.shape.some(({ size }, j) => size !== sizes[j])
    ) {
      throw new ShapeError(
        `stack: argument ${i + 1} has shape [${content.shape.map(({ size }) => size)}], others [${sizes}]`,
      )
    }
    return movement.expandDims(content, where)
  })
  return new Tensor(movement.concat(lines, where))
}

function unified(op: string, tensors: readonly TensorLike[]): Content[] {
  if (!Array.isArray(tensors)) throw new DTypeError(`${op}: takes an array of tensors`)
  const operands = tensors.map((one, i) => operandOf(one, op, i + 1))
  if (operands.length === 0) return []
  const isPlain = operands.every((operand) => typeof operand === 'number')
  const dtype = isPlain ? 'f64' : promote(operands)
  return operands.map((operand) => toDType(operand, dtype))
}

/** The tensors that `split` gives; as many as there are where the count is known. */
export type Parts<P> = P extends readonly unknown[]
  ? { -readonly [K in keyof P]: Tensor }
  : number extends P
    ? Tensor[]
    : Repeated<P>

// Counts that no array has, such as 0.5, would never be reached.
type Repeated<N, T extends Tensor[] = []> = T['length'] extends N | 64
  ? T['length'] extends N
    ? T
    : Tensor[]
  : Repeated<N, [...T, Tensor]>

/** Cuts an axis into parts: a count of equal ones, or parts of given sizes. */
export function split<const P extends number | readonly number[]>(
  x: Tensor,
  parts: P,
  axis = 0,
): Parts<P> {
  const content = toContentOf(x, 'split')
  const where = movement.normalizeAxis('split', axis, content.shape.length)
  const total = content.shape[where]!.size
  const sizes = partSizes(parts, total)
  if (!sizes) {
    throw new ShapeError(
      `split: axis ${where} of size ${total} cannot be cut into ${String(parts)} parts`,
    )
  }
  let start = 0
  return sizes.map((size) => {
    start += size
    return new Tensor(movement.slice(content, where, start - size, size))
  }) as Parts<P>
}

function partSizes(parts: number | readonly number[], total: number): number[] | undefined {
  if (typeof parts === 'number') {
    const fits = Number.isInteger(parts) && parts > 0 && total % parts === 0
    return fits && parts <= LARGEST_COUNT ? Array<number>(parts).fill(total / parts) : undefined
  }
  if (!Array.isArray(parts) || !parts.every((size) => Number.isInteger(size) && size >= 0)) return
  return parts.reduce((a, b) => a + b, 0) === total ? [...parts] : undefined
}

/** More parts than that are no tensors to work with. */
const LARGEST_COUNT = 2 ** 24

/** Elements `start` to before `stop` along an axis; negative ones count from the end. */
export function slice(x: Tensor, start?: number, stop?: number, axis = 0): Tensor {
  return asTensor(x, 'slice').slice(start, stop, axis)
}

/** Zeros around: one width for all sides, or `[before, after]` for each axis. */
export function pad(x: Tensor, widths: number | readonly (readonly [number, number])[]): Tensor {
  const content = toContentOf(x, 'pad')
  const pairs =
    typeof widths === 'number'
      ? content.shape.map((): [number, number] => [widths, widths])
      : widths
  return new Tensor(movement.pad(content, pairs))
}

/** The last element first, along the given axes or all. */
export function reverse(x: Tensor, axis?: number | readonly number[]): Tensor {
  const content = toContentOf(x, 'reverse')
  const axes = movement.normalizeAxes('reverse', axis, content.shape.length)
  return new Tensor(axes.length === 0 ? content : apply('reverse', [content], { axes }))
}

/** The elements shifted along an axis; those that leave at one end enter at the other. */
export function roll(x: Tensor, shift: number, axis = 0): Tensor {
  const one = asTensor(x, 'roll')
  const where = movement.normalizeAxis('roll', axis, one.rank)
  if (!Number.isInteger(shift)) throw new ShapeError(`roll: a shift of ${String(shift)} elements`)
  const size = one.shape[where]!
  const cut = size === 0 ? 0 : ((-shift % size) + size) % size
  return concat([one.slice(cut, size, where), one.slice(0, cut, where)], where)
}

/** Repeats whole axes: `counts[i]` copies of the tensor beside each other along axis `i`. */
export function tile(x: Tensor, counts: readonly number[]): Tensor {
  checkSizes('tile', counts)
  return callAs('tile', [x], (one) => repeatAxes(one!, counts))
}

function repeatAxes(x: Tensor, counts: readonly number[]): Tensor {
  const rank = Math.max(x.rank, counts.length)
  const sizes = [...Array<number>(rank - x.rank).fill(1), ...x.shape]
  const repeats = [...Array<number>(rank - counts.length).fill(1), ...counts]
  const split = sizes.flatMap((size) => [1, size])
  const spread = sizes.flatMap((size, i) => [repeats[i]!, size])
  return broadcastTo(x.reshape(split), spread).reshape(sizes.map((size, i) => size * repeats[i]!))
}

/**
 * The slices of an axis at given positions (i32), whose axes stand in the place of that axis;
 * negative positions count from the end. A position outside throws `ShapeError`, or gives
 * zeros while it is traced.
 */
export function take(x: Tensor, positions: TensorLike | readonly number[], axis = 0): Tensor {
  return new Tensor(takeContent(toContentOf(x, 'take'), positionsOf('take', positions), axis))
}

/** The slices of axis 0 at given positions (i32); positions outside give zeros. */
export function gather(x: Tensor, positions: TensorLike | readonly number[]): Tensor {
  const content = toContentOf(x, 'gather')
  if (content.shape.length === 0) throw new ShapeError('gather: a single number has no slices')
  return new Tensor(apply('gather', [content, positionsOf('gather', positions)], {}))
}

/** A tensor with `rows` slices along axis 0, to which each update is added at its position (i32). */
export function scatterAdd(
  updates: Tensor,
  positions: TensorLike | readonly number[],
  rows: number,
): Tensor {
  checkSizes('scatterAdd', [rows])
  const inputs = [
    toNumeric(toContentOf(updates, 'scatterAdd')),
    positionsOf('scatterAdd', positions),
  ]
  requireLeading('scatterAdd', inputs)
  return new Tensor(apply('scatter_add', inputs, { rows: dim(rows) }))
}

/** The element of the same line at each position (i32) along an axis; `torch.gather`. */
export function takeAlongAxis(x: Tensor, positions: Tensor, axis = -1): Tensor {
  return callAs('takeAlongAxis', [x], (one) => {
    const where = movement.normalizeAxis('takeAlongAxis', axis, one!.rank)
    const inputs = [contentOf(one!), positionsOf('takeAlongAxis', positions)]
    requireRank('takeAlongAxis', inputs)
    return new Tensor(apply(takeAlongAxisOp(), inputs, { axis: where }))
  })
}

/** Lines of `size` elements along an axis, to which each update is added at its position (i32). */
export function addAlongAxis(updates: Tensor, positions: Tensor, size: number, axis = -1): Tensor {
  checkSizes('addAlongAxis', [size])
  return callAs('addAlongAxis', [updates], (one) => {
    const where = movement.normalizeAxis('addAlongAxis', axis, one!.rank)
    const inputs = [toNumeric(contentOf(one!)), positionsOf('addAlongAxis', positions)]
    requireRank('addAlongAxis', inputs)
    return new Tensor(apply(addAlongAxisOp(), inputs, { axis: where, size: dim(size) }))
  })
}

/** 1 at each position (i32) and 0 elsewhere, along a new last axis of `classes` elements. */
export function oneHot(
  positions: TensorLike | readonly number[],
  classes: number,
  { dtype = 'f64' }: { readonly dtype?: DType } = {},
): Tensor {
  checkSizes('oneHot', [classes])
  checkDType('oneHot', dtype)
  const attributes = { classes: dim(classes), dtype }
  return new Tensor(apply('one_hot', [positionsOf('oneHot', positions)], attributes))
}

/** The index along an axis at every place of a shape (i32). */
export function iota<const S extends Sizes>(shape: S, axis = 0): Tensor<Plain<S>> {
  const where = movement.normalizeAxis('iota', axis, checkSizes('iota', shape).length)
  return new Tensor(apply('iota', [], { shape: shapeOfSizes(shape), axis: where }))
}

/** What windows along an axis are like. */
export interface WindowOptions {
  readonly axis?: number
  readonly size: number
  /** From one window to the next; 1 unless said otherwise. */
  readonly stride?: number
  /** From one element of a window to the next; 1 unless said otherwise. */
  readonly dilation?: number
}

/** All windows along an axis, the last unless given: `[…, n] → […, size, count]`. */
export function windows(x: Tensor, options: WindowOptions): Tensor {
  const { axis = -1, size, stride = 1, dilation = 1 } = options
  return callAs('windows', [x], (one) => {
    const where = movement.normalizeAxis('windows', axis, one!.rank)
    const attributes = { axis: where, size, stride, dilation }
    return new Tensor(apply(windowsOp(), [contentOf(one!)], attributes))
  })
}

/** Adds windows along an axis back to where they were taken from an axis of `length` elements. */
export function overlapAdd(
  x: Tensor,
  length: number,
  { axis = -2, stride = 1, dilation = 1 }: Omit<WindowOptions, 'size'> = {},
): Tensor {
  checkSizes('overlapAdd', [length])
  return callAs('overlapAdd', [x], (one) => {
    const where = movement.normalizeAxis('overlapAdd', axis, one!.rank)
    const attributes = { axis: where, length: dim(length), stride, dilation }
    return new Tensor(apply(overlapAddOp(), [toNumeric(contentOf(one!))], attributes))
  })
}

/** The same values in another dtype: to i32 without the fraction, saturating; to bool as ≠ 0. */
export function cast<S extends Sizes = []>(
  x: Tensor<S> | number | boolean,
  dtype: DType,
): Tensor<S> {
  return asTensor(x, 'cast').cast(dtype) as Tensor<S>
}

/** The lower triangle of the last two axes, zeros above diagonal `diagonal` (0: the main one). */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return keepTriangle('tril', x, 'ge', diagonal)
}

/** The upper triangle of the last two axes, zeros below diagonal `diagonal` (0: the main one). */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return keepTriangle('triu', x, 'le', diagonal)
}

function keepTriangle(op: string, x: Tensor, keeps: 'ge' | 'le', diagonal: number): Tensor {
  const content = toContentOf(x, op)
  if (content.shape.length < 2) {
    throw new ShapeError(`${op}: takes matrices, not ${describe(content)}`)
  }
  if (!Number.isInteger(diagonal)) {
    throw new ShapeError(`${op}: diagonals have whole numbers, not ${String(diagonal)}`)
  }
  const shape = content.shape.slice(-2)
  const row = apply('iota', [], { shape, axis: 0 })
  const column = apply('iota', [], { shape, axis: 1 })
  const isKept = applyElementwise(keeps, [applyElementwise('add', [row, diagonal]), column])
  return new Tensor(applyElementwise('select', [isKept, content, 0]))
}

/** Refuses updates whose first axes are not those of the positions. */
function requireLeading(op: string, [updates, positions]: readonly Content[]): void {
  const fits = positions!.shape.every(({ size }, i) => size === updates!.shape[i]?.size)
  if (!fits) throw misfit(op, updates!, positions!, 'each position needs an update')
}

function requireRank(op: string, [x, positions]: readonly Content[]): void {
  if (x!.shape.length === positions!.shape.length) return
  throw misfit(op, x!, positions!, 'both have as many axes')
}

function misfit(op: string, x: Content, positions: Content, due: string): ShapeError {
  return new ShapeError(
    `${op}: argument 1 is ${describe(x)}, argument 2 is ${describe(positions)}: ${due}`,
  )
}

function positionsOf(op: string, positions: TensorLike | readonly number[]): Content {
  if (Array.isArray(positions) && !positions.every(Number.isInteger)) {
    throw new DTypeError(`${op}: positions are whole numbers, not [${positions.map(String)}]`)
  }
  const content = Array.isArray(positions)
    ? {
        shape: shapeOfSizes([positions.length]),
        dtype: 'i32' as const,
        data: Int32Array.from(positions),
      }
    : toContentOf(positions as TensorLike, op, 2)
  if (typeof positions === 'number') return toDType(content, 'i32')
  if (content.dtype !== 'i32') {
    throw new DTypeError(`${op}: positions are i32, not ${content.dtype}; see \`cast\``)
  }
  return content
}

/** The product of each element and all before it along an axis, the last one unless given. */
export function cumprod(x: Tensor, axis = -1): Tensor {
  const content = toNumeric(toContentOf(x, 'cumprod'))
  const products = movement.alongAxis('cumprod', content, axis, (line, where) =>
    cumprodOf(algebra, line, where),
  )
  return new Tensor(products)
}
