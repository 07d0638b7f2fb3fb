import { callAs } from '../call-as.ts'
import { normalizeAxes } from '../content/movement.ts'
import { describe } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import type { Sizes } from '../literal-shape.ts'
import { asTensor, contentOf, type Tensor } from '../tensor.ts'

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
  const { epsilon = 1e-5 } = options
  return normalize('layerNorm', x, options, (one, axes) => {
    const centered = one.sub(one.mean(axes, true)) as Tensor
    const variance = centered.mul(centered).mean(axes, true)
    return centered.mul(variance.add(epsilon).rsqrt())
  })
}

/** Elements over the root of their mean square along axes (Zhang, Sennrich 2019). */
export function rmsNorm(x: Tensor, options: NormalizationOptions = {}): Tensor {
  const { epsilon = 1e-5 } = options
  return normalize('rmsNorm', x, options, (one, axes) =>
    one.mul(one.mul(one).mean(axes, true).add(epsilon).rsqrt()),
  )
}

function normalize(
  op: string,
  x: Tensor,
  { axis = -1, scale, offset }: NormalizationOptions,
  run: (x: Tensor, axes: number[]) => Tensor,
): Tensor {
  return callAs(op, [x], (one) => {
    const axes = normalizeAxes(op, axis, one!.rank)
    for (const [name, given] of Object.entries({ scale, offset })) {
      if (given !== undefined) requireFitting(op, one!, name, asTensor(given, `${op}: ${name}`))
    }
    const normal = run(one!, axes)
    const multiplied = scale === undefined ? normal : normal.mul(scale)
    return offset === undefined ? multiplied : multiplied.add(offset)
  })
}

/** A scale or an offset must not make the result larger. */
function requireFitting(op: string, x: Tensor, name: string, given: Tensor<Sizes>): void {
  const fits = given.shape
    .toReversed()
    .every((size, i) => size === 1 || size === x.shape.at(-1 - i))
  if (fits && given.rank <= x.rank) return
  const [own, other] = [x, given].map((one) => describe(contentOf(one)))
  throw new ShapeError(`${op}: argument 1 is ${own}, which ${name} ${other} does not fit`)
}
