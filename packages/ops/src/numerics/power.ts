import type { Lanes } from '../lanes.ts'
import { exp } from './exponential.ts'
import { log } from './logarithm.ts'

/** xʸ. */
export function pow<V, M>($: Lanes<V, M>, x: V, y: V): V {
  return exp($, $.mul(y, log($, x)))
}
