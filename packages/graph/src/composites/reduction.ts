import type { TensorAlgebra } from '@gradus/ops'
import { constantLike, opposite, spreadOver } from './values.ts'

/** The least element along some axes; NaN where there is one. Ties share the cotangent. */
export function reduceMin<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  return opposite($, $.apply('reduce_max', [opposite($, x)], { axes }))
}

/** The position of the least element along an axis, as i32: the first one, or the first NaN. */
export function argmin<T>($: TensorAlgebra<T>, x: T, axis: number): T {
  return $.apply('argmax', [opposite($, x)], { axis })
}

/** Whether any truth value along some axes holds; false where there are none. */
export function anyTrue<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  const most = $.apply('reduce_max', [$.apply('cast', [x], { dtype: 'i32' })], { axes })
  return $.gt(most, constantLike($, most, 0))
}

/** Whether all truth values along some axes hold; true where there are none. */
export function allTrue<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  return $.not(anyTrue($, $.not(x), axes))
}

/**
 * log Σ exp x along some axes, shifted by the greatest element so that it cannot overflow.
 * Its gradient is softmax; where all elements are -∞ the value is -∞.
 */
export function logSumExp<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  const { shift, shifted } = shiftedByMaximum($, x, axes)
  return $.add($.log($.apply('sum', [$.exp(shifted)], { axes })), shift)
}

/** exp x over its sum along some axes; no overflow for any finite elements. */
export function softmax<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  const powers = $.exp(shiftedByMaximum($, x, axes).shifted)
  const total = $.apply('sum', [powers], { axes })
  return $.div(powers, spreadOver($, total, $.typeOf(x).shape, axes))
}

/** log softmax x, without the logarithm of small numbers. */
export function logSoftmax<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  const { shifted } = shiftedByMaximum($, x, axes)
  const total = $.log($.apply('sum', [$.exp(shifted)], { axes }))
  return $.sub(shifted, spreadOver($, total, $.typeOf(x).shape, axes))
}

/** The greatest element, 0 where it is infinite, and the elements less that. */
function shiftedByMaximum<T>(
  $: TensorAlgebra<T>,
  x: T,
  axes: readonly number[],
): { readonly shift: T; readonly shifted: T } {
  const most = $.stop_gradient($.apply('reduce_max', [x], { axes }))
  // An infinite shift would make NaN of ∞ - ∞; without it exp and log keep the infinity.
  const isInfinite = $.eq($.abs(most), constantLike($, x, Number.POSITIVE_INFINITY))
  const shift = $.select(isInfinite, constantLike($, x, 0), most)
  return { shift, shifted: $.sub(x, spreadOver($, shift, $.typeOf(x).shape, axes)) }
}
