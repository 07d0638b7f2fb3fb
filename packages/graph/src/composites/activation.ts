import { bringFunction, erfcRow, type TensorAlgebra } from '@gradus/ops'
import { constantLike } from './values.ts'

/**
 * The element, or the nearer bound where it is outside of `least` to `most`; NaN stays. The
 * slope is 1 from bound to bound, both included, and 0 outside.
 */
export function clamp<T>($: TensorAlgebra<T>, x: T, least: number, most: number): T {
  const [low, high] = [constantLike($, x, least), constantLike($, x, most)]
  const raised = $.select($.lt(x, low), low, x)
  return $.select($.gt(raised, high), high, raised)
}

/** x · sigmoid(x), which is also called swish. */
export function silu<T>($: TensorAlgebra<T>, x: T): T {
  return $.mul(x, $.sigmoid(x))
}

/**
 * x · Φ(x), with the distribution function Φ of the normal distribution: by erfc, which keeps
 * its digits far below 0, or by the usual approximation with tanh (Hendrycks, Gimpel 2016).
 */
export function gelu<T>(
  $: TensorAlgebra<T>,
  x: T,
  { approximate = false }: { readonly approximate?: boolean } = {},
): T {
  const [half, one] = [constantLike($, x, 0.5), constantLike($, x, 1)]
  if (!approximate) {
    bringFunction(erfcRow)
    const tail = $.erfc($.mul(x, constantLike($, x, -Math.SQRT1_2)))
    return $.mul($.mul(x, half), tail)
  }
  const cube = $.mul(constantLike($, x, 0.044715), $.mul(x, $.mul(x, x)))
  const inner = $.mul(constantLike($, x, Math.sqrt(2 / Math.PI)), $.add(x, cube))
  return $.mul($.mul(x, half), $.add(one, $.tanh(inner)))
}
