import type { TensorAlgebra } from '@gradus/ops'
import { scalarOf } from '../state.ts'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'

/**
 * From `start` to `end` along half a cosine over `steps` steps, then `end`.
 *
 * Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts"
 * (ICLR 2017), equation 5, without restarts.
 */
export function cosine(start: Scalar, steps: Scalar, end: Scalar = 0): Schedule {
  return defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const [from, to, length] = [start, end, steps].map((x) => scalarOf($, x, 'f64'))
    const done = $.min($.div(step, length!), $.constant(1))
    const wave = $.cos($.mul($.constant(Math.PI), done))
    const share = $.mul($.constant(0.5), $.add($.constant(1), wave))
    return $.add(to!, $.mul($.sub(from!, to!), share))
  })
}
