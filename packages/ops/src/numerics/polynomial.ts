import type { Lanes } from '../lanes.ts'

/**
 * `c₀ + c₁x + c₂x² + …` by Horner's rule: one multiplication and one addition for each
 * coefficient but the last.
 */
export function polynomial<V, M>($: Lanes<V, M>, coefficients: readonly number[], x: V): V {
  const [highest, ...rest] = coefficients.toReversed().map($.constant)
  if (highest === undefined) return $.constant(0)
  return rest.reduce((sum, coefficient) => $.add($.mul(sum, x), coefficient), highest)
}
