import type { Builder, Node } from '@gradus/graph'
import { remainderNode, scalarNode } from './state.ts'
import type { Scalar } from './transform.ts'

/**
 * A running mean: `beta·old + (1 - beta)·fresh`. Subnormal results are flushed to zero:
 * when gradients vanish, moments would decay into them and slow every later step tenfold.
 */
export function blend(builder: Builder, beta: Scalar, old: Node, fresh: Node): Node {
  const share = scalarNode(builder, beta, fresh.dtype)
  const rest = remainderNode(builder, beta, fresh.dtype)
  return builder.flush(builder.add(builder.mul(share, old), builder.mul(rest, fresh)))
}
