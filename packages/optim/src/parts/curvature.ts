import { hvp, type Key, type Tensor } from '@gradus/tensor'
import { flatten } from '../tree.ts'

/**
 * An unbiased estimate of the diagonal of the Hessian, by one product with random signs: what
 * `sophia` takes as `curvature`. Costs a small multiple of the gradient.
 *
 * Source: Hutchinson's estimator, as in Liu et al., "Sophia" (ICLR 2024), §2.3.
 *
 * ```ts
 * const loss = ({ w }) => w.mul(w).mul(tensor([1, 3])).sum()
 * const { w } = estimateCurvature(loss, { w: tensor([5, 5]) }, random.key(1))
 * console.log(w.toArray().join()) // 2,6
 * ```
 *
 * @param loss The objective, a single number.
 * @param parameters A tree of tensors or numbers.
 * @param key Where the signs come from; another one in each step.
 */
export function estimateCurvature<P>(loss: (parameters: P) => Tensor, parameters: P, key: Key): P {
  const { leaves, restore } = flatten(parameters)
  const keys = key.split(leaves.length)
  const signs = leaves.map(({ shape, dtype }, i) =>
    keys[i]!.bernoulli(0.5, shape).cast(dtype).mul(2).sub(1),
  )
  // In a list, a tree that is an array itself is not taken for several arguments.
  const [whole] = hvp(loss as (...args: unknown[]) => unknown)([restore(leaves)], [restore(signs)])
  const products = flatten(whole).leaves
  return restore(products.map((product, i) => product.mul(signs[i]!))) as P
}
