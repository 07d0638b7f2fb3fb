import {
  gelu as geluOf,
  logSoftmax as logSoftmaxOf,
  logSumExp as logSumExpOf,
  silu as siluOf,
  softmax as softmaxOf,
} from '@gradus/graph'
import { callAs } from '../call-as.ts'
import { algebra } from '../content/algebra.ts'
import { normalizeAxes, reshape } from '../content/movement.ts'
import { toFloat } from '../content/promotion.ts'
import {
  type AxisArgument,
  keptSizes,
  type ReduceOptions,
  reduceOptions,
} from '../content/reduction.ts'
import type { Content } from '../content/trace.ts'
import type { Sizes } from '../literal-shape.ts'
import { operandOf, Tensor, type TensorLike, toContentOf } from '../tensor.ts'

function floatOf(x: TensorLike, op: string): Content {
  return toFloat(toContentOf(x, op))
}

/**
 * x · Φ(x), with the distribution function Φ of the normal distribution (Hendrycks, Gimpel
 * 2016); with `approximate`, by the usual formula with tanh.
 */
export function gelu<S extends Sizes = []>(
  x: Tensor<S> | number,
  options: { readonly approximate?: boolean } = {},
): Tensor<S> {
  return new Tensor(geluOf(algebra, floatOf(x, 'gelu'), options))
}

/** x · sigmoid(x), also called swish. */
export function silu<S extends Sizes = []>(x: Tensor<S> | number): Tensor<S> {
  return new Tensor(siluOf(algebra, floatOf(x, 'silu')))
}

/** exp x over its sum along an axis, the last unless given; no overflow. */
export function softmax<S extends Sizes>(
  x: Tensor<S>,
  axis: number | readonly number[] = -1,
): Tensor<S> {
  const content = floatOf(x, 'softmax')
  return new Tensor(
    softmaxOf(algebra, content, normalizeAxes('softmax', axis, content.shape.length)),
  )
}

/** log softmax x along an axis, the last unless given, without the logarithm of small numbers. */
export function logSoftmax<S extends Sizes>(
  x: Tensor<S>,
  axis: number | readonly number[] = -1,
): Tensor<S> {
  const content = floatOf(x, 'logSoftmax')
  const axes = normalizeAxes('logSoftmax', axis, content.shape.length)
  return new Tensor(logSoftmaxOf(algebra, content, axes))
}

/** log Σ exp x over axes, all of them unless given; no overflow. Its gradient is softmax. */
export function logSumExp(x: TensorLike, axis?: AxisArgument, keepDims?: boolean): Tensor {
  const content = floatOf(x, 'logSumExp')
  const options: ReduceOptions = reduceOptions(axis, keepDims)
  const axes = normalizeAxes('logSumExp', options.axis, content.shape.length)
  const result = logSumExpOf(algebra, content, axes)
  return new Tensor(options.keepDims ? reshape(result, keptSizes(content, axes)) : result)
}

/** x where it is positive, else `slope`·x; 0.01 unless said otherwise. */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  operandOf(slope, 'leakyRelu', 2)
  return callAs('leakyRelu', [x], (one) => one!.gt(0).select(one!, one!.mul(slope)))
}

/**
 * x where it is positive, else eˣ − 1. The slope there is what was computed plus 1, and so has no
 * digits left from -37 on, where it is less than 1e-16.
 */
export function elu(x: Tensor): Tensor {
  // The branch that is not taken must not overflow, or its slope would be 0·∞.
  return callAs('elu', [x], (one) => one!.gt(0).select(one!, one!.gt(0).select(0, one!).expm1()))
}
