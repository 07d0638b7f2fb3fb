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
  const most = greatest($, x, axes)
  // An infinite shift would make NaN of ∞ - ∞; without it exp and log keep the infinity.
  const isInfinite = $.eq($.abs(most), constantLike($, x, Number.POSITIVE_INFINITY))
  const shift = $.select(isInfinite, constantLike($, x, 0), most)
  const shifted = $.sub(x, spreadOver($, shift, $.typeOf(x).shape, axes))
  return $.add($.log($.apply('sum', [$.exp(shifted)], { axes })), shift)
}

/**
 * exp x over its sum along some axes; no overflow for any finite elements. Lines that hold +∞
 * or NaN, or nothing but -∞, are NaN, as in PyTorch.
 */
export function softmax<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  const powers = $.exp(belowGreatest($, x, axes))
  const total = $.apply('sum', [powers], { axes })
  return $.div(powers, spreadOver($, total, $.typeOf(x).shape, axes))
}

/** log softmax x, without the logarithm of small numbers; NaN where softmax is. */
export function logSoftmax<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  const shifted = belowGreatest($, x, axes)
  const total = $.log($.apply('sum', [$.exp(shifted)], { axes }))
  return $.sub(shifted, spreadOver($, total, $.typeOf(x).shape, axes))
}

function belowGreatest<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  return $.sub(x, spreadOver($, greatest($, x, axes), $.typeOf(x).shape, axes))
}

function greatest<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): T {
  return $.stop_gradient($.apply('reduce_max', [x], { axes }))
}
