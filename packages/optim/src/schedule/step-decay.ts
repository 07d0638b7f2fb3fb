import type { TensorAlgebra } from '@gradus/ops'
import { scalarOf } from '../state.ts'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'

/** `start · factor^⌊step / every⌋`: the rate drops once for every so many steps. */
export function stepDecay(start: Scalar, every: Scalar, factor: Scalar = 0.5): Schedule {
  return defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const [from, length, ratio] = [start, every, factor].map((x) => scalarOf($, x, 'f64'))
    return $.mul(from!, $.pow(ratio!, $.floor($.div(step, length!))))
  })
}
