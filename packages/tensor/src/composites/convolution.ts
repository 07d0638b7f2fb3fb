import {
  type AveragePoolOptions,
  avgPool1d as avgPool1dOf,
  avgPool2d as avgPool2dOf,
  type ConvolutionOptions,
  conv1d as conv1dOf,
  conv2d as conv2dOf,
  type MaxPoolOptions,
  maxPool1d as maxPool1dOf,
  maxPool2d as maxPool2dOf,
} from '@gradus/graph'
import { callAs } from '../call-as.ts'
import { algebra } from '../content/algebra.ts'
import { windowsOp } from '../content/brought.ts'
import { promote, toDType, toFloat } from '../content/promotion.ts'
import type { Content } from '../content/trace.ts'
import { ShapeError } from '../errors.ts'
import type { Convolved, Sizes } from '../literal-shape.ts'
import { contentOf, Tensor } from '../tensor.ts'

export type {
  AveragePoolOptions,
  ConvolutionOptions,
  MaxPoolOptions,
  Padding,
  PerAxis,
  PoolOptions,
} from '@gradus/graph'

/**
 * The cross-correlation that deep learning calls convolution, along one axis.
 *
 * @param x  `[batch, channels, length]`.
 * @param filter  `[outputs, channels / groups, size]`.
 * @returns  `[batch, outputs, count]`. Throws `ShapeError` where shapes or options do not fit.
 */
export function conv1d<X extends Sizes, F extends Sizes>(
  x: Tensor<X>,
  filter: Tensor<F>,
  options: ConvolutionOptions = {},
): Tensor<Convolved<X, F>> {
  return callAs('conv1d', [x, filter], (...pair) => {
    const [input, kernel] = unified(pair)
    return new Tensor(conv1dOf(algebra, input, kernel, options))
  })
}

/**
 * The same along two axes, laid out as in PyTorch.
 *
 * @param x  `[batch, channels, height, width]`.
 * @param filter  `[outputs, channels / groups, rows, columns]`.
 * @returns  `[batch, outputs, …, …]`. Throws `ShapeError` where shapes or options do not fit.
 */
export function conv2d<X extends Sizes, F extends Sizes>(
  x: Tensor<X>,
  filter: Tensor<F>,
  options: ConvolutionOptions = {},
): Tensor<Convolved<X, F>> {
  return callAs('conv2d', [x, filter], (...pair) => {
    const [input, kernel] = unified(pair)
    return new Tensor(conv2dOf(algebra, input, kernel, options))
  })
}

/**
 * The greatest element of each window, NaN where it has one; equal greatest ones share the
 * derivative.
 *
 * @param x  `[batch, channels, length]` or `[batch, channels, height, width]`.
 */
export function maxPool(x: Tensor, options: MaxPoolOptions | number): Tensor {
  return callAs('maxPool', [x], (one) => {
    const pool = one!.rank === 3 ? maxPool1dOf<Content> : maxPool2dOf<Content>
    return new Tensor(pool(algebra, poolInput('maxPool', one!), windowsOf('maxPool', options)))
  })
}

/**
 * The mean of each window.
 *
 * @param x  `[batch, channels, length]` or `[batch, channels, height, width]`.
 */
export function avgPool(x: Tensor, options: AveragePoolOptions | number): Tensor {
  return callAs('avgPool', [x], (one) => {
    const pool = one!.rank === 3 ? avgPool1dOf<Content> : avgPool2dOf<Content>
    const input = toFloat(poolInput('avgPool', one!))
    return new Tensor(pool(algebra, input, windowsOf('avgPool', options)))
  })
}

function windowsOf<O extends MaxPoolOptions>(op: string, options: O | number): O | MaxPoolOptions {
  if (typeof options === 'number') return { size: options }
  if (typeof options === 'object' && options !== null && 'size' in options) return options
  throw new ShapeError(`${op}: argument 2 has to say how large a window is: a size, or { size }`)
}

function poolInput(op: string, x: Tensor): Content {
  windowsOp()
  if (x.rank === 3 || x.rank === 4) return contentOf(x)
  throw new ShapeError(
    `${op}: takes [batch, channels, length] or [batch, channels, height, width], not [${x.shape.join(', ')}]`,
  )
}

function unified(pair: readonly Tensor[]): [Content, Content] {
  windowsOp()
  const contents = pair.map(contentOf)
  const dtype = promote(contents)
  return contents.map((content) => toDType(content, dtype)) as [Content, Content]
}
