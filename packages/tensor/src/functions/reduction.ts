import { callAs } from '../call-as.ts'
import { apply } from '../content/apply.ts'
import { cumsumOp, prodOp } from '../content/brought.ts'
import { applyElementwise } from '../content/elementwise.ts'
import { alongAxis, normalizeAxes, reshape } from '../content/movement.ts'
import { toFloat, toNumeric } from '../content/promotion.ts'
import {
  type AxisArgument,
  keptSizes,
  max as maxOf,
  type ReduceOptions,
  reduceOptions,
  sum as sumOf,
} from '../content/reduction.ts'
import type { Broadcast, MustBroadcast, Reduced } from '../literal-shape.ts'
import { applyTo, asTensor, type SizesOf, Tensor, type TensorLike, toContentOf } from '../tensor.ts'

/** The sum over axes, all of them unless given; of nothing it is 0. Truth values are counted. */
export function sum<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  return asTensor(x, 'sum').sum(axis, keepDims)
}

/** The mean over axes, all of them unless given; of nothing it is NaN. */
export function mean<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  return asTensor(x, 'mean').mean(axis, keepDims)
}

/** The product over axes, all of them unless given; of nothing it is 1. */
export function prod<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  const content = toNumeric(toContentOf(x, 'prod'))
  const options = reduceOptions(axis, keepDims)
  const axes = normalizeAxes('prod', options.axis, content.shape.length)
  const product = axes.length === 0 ? content : apply(prodOp(), [content], { axes })
  return new Tensor(options.keepDims ? reshape(product, keptSizes(content, axes)) : product)
}

/**
 * The greatest element over axes, all of them unless given, or of each pair of elements where
 * the second argument is a tensor. NaN if any is NaN; equal greatest ones share the derivative.
 */
export function max<X extends TensorLike, Y extends Tensor>(
  x: X,
  y: Y & MustBroadcast<SizesOf<X>, SizesOf<Y>>,
): Tensor<Broadcast<SizesOf<X>, SizesOf<Y>>>
export function max<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>>
export function max(x: TensorLike, given?: AxisArgument | Tensor, keepDims?: boolean): Tensor {
  if (given instanceof Tensor) return applyTo('max', [x, given])
  return asTensor(x, 'max').max(given, keepDims)
}

/** The smallest element over axes, or of each pair of elements; see `max`. */
export function min<X extends TensorLike, Y extends Tensor>(
  x: X,
  y: Y & MustBroadcast<SizesOf<X>, SizesOf<Y>>,
): Tensor<Broadcast<SizesOf<X>, SizesOf<Y>>>
export function min<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>>
export function min(x: TensorLike, given?: AxisArgument | Tensor, keepDims?: boolean): Tensor {
  if (given instanceof Tensor) return applyTo('min', [x, given])
  return asTensor(x, 'min').min(given, keepDims)
}

/** The greatest element over axes: the op `reduce_max` of the table. */
export function reduceMax<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  return new Tensor(maxOf(toContentOf(x, 'reduceMax'), reduceOptions(axis, keepDims), 'reduceMax'))
}

/** The position (i32) of the greatest element along an axis, or among all; the first of equals. */
export function argmax<
  X extends TensorLike,
  const A extends number | ReduceOptions | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  return asTensor(x, 'argmax').argmax(axis, keepDims)
}

/** The position (i32) of the smallest element along an axis, or among all; the first of equals. */
export function argmin<
  X extends TensorLike,
  const A extends number | ReduceOptions | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  return asTensor(x, 'argmin').argmin(axis, keepDims)
}

/** Whether any element over axes is true, or not 0. */
export function any<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  const count = sumOf(countTrue('any', x), reduceOptions(axis, keepDims), 'any')
  return new Tensor(applyElementwise('gt', [count, 0]))
}

/** Whether all elements over axes are true, or not 0. */
export function all<
  X extends TensorLike,
  const A extends AxisArgument | undefined = undefined,
  K extends boolean = false,
>(x: X, axis?: A, keepDims?: K): Tensor<Reduced<SizesOf<X>, A, K>> {
  const isFalse = applyElementwise('not', [countTrue('all', x)])
  const count = sumOf(isFalse, reduceOptions(axis, keepDims), 'all')
  return new Tensor(applyElementwise('eq', [count, 0]))
}

function countTrue(op: string, x: TensorLike): ReturnType<typeof toContentOf> {
  const content = toContentOf(x, op)
  return content.dtype === 'bool' ? content : applyElementwise('ne', [content, 0])
}

/** Options of `variance` and `std`. */
export interface VarianceOptions extends ReduceOptions {
  /** What is taken off the count: 0 (unless said otherwise) for all there is, 1 for a sample. */
  readonly correction?: number
}

/** The mean square distance from the mean over axes, in two passes. */
export function variance(x: TensorLike, options: VarianceOptions = {}): Tensor {
  return callAs('variance', [x], (one) => varianceOf(one!, options))
}

function varianceOf(x: Tensor, options: VarianceOptions): Tensor {
  const { axis, keepDims, correction = 0 } = options
  const values = new Tensor(toFloat(toContentOf(x, 'variance')))
  const centered = values.sub(values.mean(axis as AxisArgument, true))
  const axes = normalizeAxes('variance', axis, values.rank)
  const count = axes.reduce((product, i) => product * values.shape[i]!, 1)
  const total = centered.mul(centered).sum({ axis, keepDims })
  return total.div(Math.max(0, count - correction))
}

/** The square root of `variance`. Where that is 0 the derivative is 0, as in PyTorch. */
export function std(x: TensorLike, options: VarianceOptions = {}): Tensor {
  return callAs('std', [x], (one) => rootOf(varianceOf(one!, options)))
}

/** Which norm, and over which axes. */
export interface NormOptions extends ReduceOptions {
  /** 1, 2 (unless said otherwise) or Infinity. */
  readonly order?: 1 | 2 | typeof Infinity
}

/**
 * The norm of all elements over axes: the sum of sizes (1), the root of the sum of squares (2)
 * or the greatest size (Infinity). At 0 the derivative of the 2-norm is 0, as in PyTorch. That of
 * the greatest size is NaN where an element is NaN, which is 0 in PyTorch.
 */
export function norm(x: TensorLike, options: NormOptions = {}): Tensor {
  return callAs('norm', [x], (one) => normOf(one!, options))
}

function normOf(x: Tensor, { order = 2, ...reduced }: NormOptions): Tensor {
  const values = new Tensor(toFloat(toContentOf(x, 'norm')))
  if (order === 1) return values.abs().sum(reduced)
  if (order === Number.POSITIVE_INFINITY) return values.abs().max(reduced)
  if (order !== 2) throw new RangeError(`norm: an order is 1, 2 or Infinity, not ${String(order)}`)
  return rootOf(values.mul(values).sum(reduced))
}

/** The square root, with slope 0 at 0. */
function rootOf(squares: Tensor): Tensor {
  const isZero = squares.eq(0)
  // Both branches are differentiated, and the root of 0 has no finite slope.
  return isZero.select(0, isZero.select(1, squares).sqrt()) as Tensor
}

/** The sum of each element and all before it along an axis, the last one unless given. */
export function cumsum(
  x: TensorLike,
  axis = -1,
  options: { readonly reverse?: boolean } = {},
): Tensor {
  const content = toNumeric(toContentOf(x, 'cumsum'))
  const { reverse = false } = options
  const sums = alongAxis('cumsum', content, axis, (line, where) =>
    apply(cumsumOp(), [line], { axis: where, reverse }),
  )
  return new Tensor(sums)
}
