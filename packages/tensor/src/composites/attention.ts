import { callAs } from '../call-as.ts'
import { describe } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import { where } from '../functions/choose.ts'
import { einsum } from '../functions/contraction.ts'
import { iota } from '../functions/movement.ts'
import type { Sizes } from '../literal-shape.ts'
import { contentOf, type Tensor } from '../tensor.ts'
import { softmax } from './activations.ts'

/** Options of `attention`. */
export interface AttentionOptions {
  /** Truth values, broadcast to `[…, queries, keys]`: where a query sees a key. */
  readonly mask?: Tensor
  /** A query sees only keys up to its own position. */
  readonly causal?: boolean
  /** What the products are multiplied by; 1 / √width unless said otherwise. */
  readonly scale?: number
}

/**
 * softmax(q kᵀ · scale) v, scaled dot-product attention (Vaswani et al. 2017). Queries that
 * see no key give NaN, as in PyTorch.
 *
 * @param q  `[…, queries, width]`.
 * @param k  `[…, keys, width]`.
 * @param v  `[…, keys, out]`; the result is `[…, queries, out]`.
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  return callAs('attention', [q, k, v], (...tensors) => {
    requireSequences(tensors)
    return attend(tensors as [Tensor, Tensor, Tensor], options)
  })
}

function requireSequences(tensors: readonly Tensor[]): void {
  const [q, k, v] = tensors.map(({ shape }) => shape) as [Sizes, Sizes, Sizes]
  const isSame = q.at(-1) === k.at(-1) && k.at(-2) === v.at(-2)
  if (isSame && [q, k, v].every(({ length }) => length >= 2)) return
  const types = tensors.map((one, i) => `argument ${i + 1} is ${describe(contentOf(one))}`)
  throw new ShapeError(
    `attention: takes [..., queries, width], [..., keys, width] and [..., keys, out]: ${types.join(', ')}`,
  )
}

function attend([q, k, v]: [Tensor, Tensor, Tensor], options: AttentionOptions): Tensor {
  const { mask, causal = false, scale = 1 / Math.sqrt(q.shape.at(-1)!) } = options
  let scores = einsum('...qd,...kd->...qk', q, k).mul(scale)
  if (mask) scores = where(mask, scores, Number.NEGATIVE_INFINITY)
  if (causal) {
    const [queries, keys] = scores.shape.slice(-2) as [number, number]
    const isSeen = iota([queries, 1], 0).ge(iota([1, keys], 1) as never)
    scores = where(isSeen as Tensor, scores, Number.NEGATIVE_INFINITY)
  }
  return einsum('...qk,...kd->...qd', softmax(scores), v)
}
