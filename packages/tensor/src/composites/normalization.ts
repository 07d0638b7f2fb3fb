import type { AxisArgument } from '../content/reduction.ts'
import type { Tensor } from '../tensor.ts'

/** Options of `layerNorm` and `rmsNorm`. */
export interface NormalizationOptions {
  /** The axes that are normalized; the last one unless said otherwise. */
  readonly axis?: number | readonly number[]
  /** What is multiplied afterwards, shaped like the normalized axes. */
  readonly scale?: Tensor
  /** What is added afterwards, shaped like the normalized axes. */
  readonly offset?: Tensor
  /** Keeps the division finite; 1e-5 unless said otherwise. */
  readonly epsilon?: number
}

/**
 * Elements less their mean, over their standard deviation, along axes (Ba, Kiros, Hinton
 * 2016): (x − mean) / √(variance + epsilon) · scale + offset.
 */
export function layerNorm(x: Tensor, options: NormalizationOptions = {}): Tensor {
  const { axis = -1, epsilon = 1e-5 } = options
  const centered = x.sub(x.mean(axis as AxisArgument, true)) as Tensor
  const variance = centered.mul(centered).mean(axis as AxisArgument, true)
  return scaled(centered.mul(variance.add(epsilon).rsqrt()), options)
}

/** Elements over the root of their mean square along axes (Zhang, Sennrich 2019). */
export function rmsNorm(x: Tensor, options: NormalizationOptions = {}): Tensor {
  const { axis = -1, epsilon = 1e-5 } = options
  const square = x.mul(x).mean(axis as AxisArgument, true)
  return scaled(x.mul(square.add(epsilon).rsqrt()), options)
}

function scaled(x: Tensor, { scale, offset }: NormalizationOptions): Tensor {
  const multiplied = scale ? x.mul(scale) : x
  return offset ? multiplied.add(offset) : multiplied
}
