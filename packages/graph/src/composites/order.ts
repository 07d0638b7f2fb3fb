import {
  argsortRow,
  bring,
  printShape,
  ShapeError,
  type TensorAlgebra,
  takeAlongAxisRow,
} from '@gradus/ops'
import { opposite } from './values.ts'

/** Which end of the order comes first. */
export interface OrderOptions {
  /** The greatest first; ties still go to the lower index, and NaN is still last. */
  readonly descending?: boolean
}

/** The stable order that sorts each line along an axis, as i32; NaN last. */
export function argsort<T>(
  $: TensorAlgebra<T>,
  x: T,
  axis: number,
  { descending = false }: OrderOptions = {},
): T {
  return $.apply(bring(argsortRow), [descending ? opposite($, x) : x], { axis })
}

/** The elements of each line along an axis in order; their cotangents go back where they were. */
export function sort<T>($: TensorAlgebra<T>, x: T, axis: number, options: OrderOptions = {}): T {
  return $.apply(bring(takeAlongAxisRow), [x, argsort($, x, axis, options)], { axis })
}

/**
 * The k greatest elements of each line along an axis, the greatest first, with their positions
 * (i32): the least with `descending: false`. Ties go to the lower index, NaN is last.
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
    throw new ShapeError(`topK: axis ${axis} of ${printShape(shape)} has no ${k} elements`)
  }
  const order = argsort($, x, axis, { descending })
  const indices = $.apply('slice', [order], { axis, start: 0, size: k })
  return { values: $.apply(bring(takeAlongAxisRow), [x, indices], { axis }), indices }
}
