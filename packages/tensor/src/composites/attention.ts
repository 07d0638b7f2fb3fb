import { callAs } from '../call-as.ts'
import { describe } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import { where } from '../functions/choose.ts'
import { einsum } from '../functions/contraction.ts'
import { iota } from '../functions/movement.ts'
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
  return callAs('attention', [q, k, v], (...given) => {
    const tensors = given as [Tensor, Tensor, Tensor]
    requireSequences(tensors)
    return attend(tensors, options)
  })
}

function requireSequences(tensors: [Tensor, Tensor, Tensor]): void {
  const [q, k, v] = tensors
  const isSame = q.shape.at(-1) === k.shape.at(-1) && k.shape.at(-2) === v.shape.at(-2)
  if (isSame && tensors.every(({ rank }) => rank >= 2)) return
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
    const isSeen = iota([queries, 1], 0).ge(iota([1, keys], 1))
    scores = where(isSeen, scores, Number.NEGATIVE_INFINITY)
  }
  return einsum('...qk,...kd->...qd', softmax(scores), v)
}
