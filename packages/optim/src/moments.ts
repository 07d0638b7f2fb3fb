import type { TensorAlgebra } from '@gradus/ops'
import { dtypeOf, remainderOf, scalarOf } from './state.ts'
import type { Scalar } from './transform.ts'

/**
 * A running mean: `beta·old + (1 - beta)·fresh`. Subnormal results are flushed to zero:
 * when gradients vanish, moments would decay into them and slow every later step tenfold.
 */
export function blend<T>($: TensorAlgebra<T>, beta: Scalar, old: T, fresh: T): T {
  const dtype = dtypeOf($, fresh)
  const kept = $.mul(scalarOf($, beta, dtype), old)
  return $.flush($.add(kept, $.mul(remainderOf($, beta, dtype), fresh)))
}
