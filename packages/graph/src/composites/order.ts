import {
  argsortRow,
  bring,
  printShape,
  ShapeError,
  type TensorAlgebra,
  takeAlongAxisRow,
} from '@gradus/ops'
import { constantLike } from './values.ts'

/** Which end of the order comes first; NaN counts as the greatest, as in PyTorch. */
export interface OrderOptions {
  /** The greatest first; ties still go to the lower index. */
  readonly descending?: boolean
}

/** The stable order that sorts each line along an axis, as i32. */
export function argsort<T>(
  $: TensorAlgebra<T>,
  x: T,
  axis: number,
  { descending = false }: OrderOptions = {},
): T {
  const ascending = (y: T): T => $.apply(bring(argsortRow), [y], { axis })
  if (!descending) return ascending(x)
  // Read and written backwards, so that ties keep their order and NaN comes first.
  const backwards = (y: T): T => $.apply('reverse', [y], { axes: [axis] })
  const order = backwards(ascending(backwards(x)))
  return $.sub(constantLike($, order, $.typeOf(x).shape[axis]!.size - 1), order)
}

/** The elements of each line along an axis in order; their cotangents go back where they were. */
export function sort<T>($: TensorAlgebra<T>, x: T, axis: number, options: OrderOptions = {}): T {
  return $.apply(bring(takeAlongAxisRow), [x, argsort($, x, axis, options)], { axis })
}

/**
 * The k greatest elements of each line along an axis, the greatest first, with their positions
 * (i32): the least with `descending: false`. Ties go to the lower index.
 *
 * @throws ShapeError  When a line has fewer than k elements.
 */
export function topK<T>(
  $: TensorAlgebra<T>,
  x: T,
  k: number,
  axis: number,
  { descending = true }: OrderOptions = {},
): { readonly values: T; readonly indices: T } {
  const { shape } = $.typeOf(x)
  const size = shape[axis]?.size
  if (size === undefined || !(Number.isInteger(k) && k >= 0 && k <= size)) {
    throw new ShapeError(`topK: axis ${axis} of ${printShape(shape)} has no ${String(k)} elements`)
  }
  const order = argsort($, x, axis, { descending })
  const indices = $.apply('slice', [order], { axis, start: 0, size: k })
  return { values: $.apply(bring(takeAlongAxisRow), [x, indices], { axis }), indices }
}
