import { dim, printShape, ShapeError, sameSizes, type TensorAlgebra } from '@gradus/ops'
import { filledLike, withSize } from './values.ts'

/**
 * Values of equal shapes along a new axis.
 *
 * @throws ShapeError  When there are none, or shapes differ.
 */
export function stack<T>($: TensorAlgebra<T>, values: readonly T[], axis: number): T {
  const shapes = values.map((value) => $.typeOf(value).shape)
  const [first] = shapes
  if (!first || axis < 0 || axis > first.length || !shapes.every((s) => sameSizes(s, first))) {
    const given = shapes.map(printShape).join(' and ')
    throw new ShapeError(`stack: shapes ${given || 'of nothing'} do not fit a new axis ${axis}`)
  }
  const layers = values.map((value) =>
    $.apply('reshape', [value], { shape: first.toSpliced(axis, 0, dim(1)) }),
  )
  return $.apply('concat', layers, { axis, name: '' })
}

/**
 * The parts of `x` along an axis at each index: `[…, n, …]` with indices `[i…]` (i32) gives
 * `[…, i…, …]`; indices outside give zero.
 */
export function take<T>($: TensorAlgebra<T>, x: T, indices: T, axis: number): T {
  if (axis === 0) return $.apply('gather', [x, indices], {})
  const rank = $.typeOf(x).shape.length
  const added = $.typeOf(indices).shape.length
  const axes = Array.from({ length: rank }, (_, i) => i)
  const front = [axis, ...axes.filter((i) => i !== axis)]
  const table = $.apply('transpose', [x], { order: front })
  const found = $.apply('gather', [table, indices], {})
  const places = Array.from({ length: added }, (_, i) => i)
  const before = Array.from({ length: axis }, (_, i) => added + i)
  const after = Array.from({ length: rank - 1 - axis }, (_, i) => added + axis + i)
  return $.apply('transpose', [found], { order: [...before, ...places, ...after] })
}

/**
 * The product of each element and all before it along an axis, by doubling: log n steps, in
 * each of which an element takes over the product that ends 1, 2, 4 … places before it. There
 * is no division, so derivatives are right where elements are 0.
 */
export function cumprod<T>($: TensorAlgebra<T>, x: T, axis: number): T {
  const { shape } = $.typeOf(x)
  const size = shape[axis]?.size
  if (size === undefined || shape[axis]!.rows) {
    throw new ShapeError(`cumprod: ${printShape(shape)} has no axis ${axis} of a fixed size`)
  }
  let product = x
  for (let step = 1; step < size; step *= 2) {
    const ones = filledLike($, x, 1, withSize(shape, axis, step))
    const earlier = $.apply('slice', [product], { axis, start: 0, size: size - step })
    const moved = $.apply('concat', [ones, earlier], { axis, name: shape[axis]!.name })
    product = $.mul(product, moved)
  }
  return product
}
