import type { Arithmetic } from '../arithmetic.ts'
import type { Scalar } from '../transform.ts'

/**
 * What undoes that moments start at 0, after `count` earlier steps: factors for the first
 * moment, and for the root of the second. They are numbers in f64: in f32, 1 - 0.999 has
 * lost half its digits.
 */
export function corrections<T>(
  math: Arithmetic<T>,
  count: T,
  beta1: Scalar,
  beta2: Scalar,
  isOn = true,
): { readonly scaleMean: T; readonly scaleRoot: T } {
  if (!isOn) return { scaleMean: math.of(1), scaleRoot: math.of(1) }
  const t = math.add(count, 1)
  return {
    scaleMean: math.div(1, math.rest(math.pow(beta1, t))),
    scaleRoot: math.div(1, math.sqrt(math.rest(math.pow(beta2, t)))),
  }
}
