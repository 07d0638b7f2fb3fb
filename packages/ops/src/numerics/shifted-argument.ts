import type { Lanes } from '../lanes.ts'
import { exactSum, type Sum } from './unevaluated-sum.ts'

/**
 * An argument a > 0 moved up by whole steps to where asymptotic series hold, by the
 * recurrences of the gamma function and its derivatives.
 */
export interface ShiftedArgument<V> {
  readonly start: V
  /** a + steps. */
  readonly end: Sum<V>
  readonly steps: V
}

/** Moves a positive argument to at least `lowest`, in at most `lowest` steps. */
export function shiftUp<V, M>($: Lanes<V, M>, a: V, lowest: number): ShiftedArgument<V> {
  const missing = $.neg($.floor($.sub(a, $.constant(lowest))))
  const steps = $.max(missing, $.constant(0))
  return { start: a, end: exactSum($, a, steps), steps }
}

/**
 * Goes through a + k for k from `first` below `lowest`, each with the mask that says
 * whether it was stepped over.
 */
export function foldSteps<V, M, R>(
  $: Lanes<V, M>,
  { start, steps }: ShiftedArgument<V>,
  [first, lowest]: readonly [number, number],
  initial: R,
  step: (result: R, factor: Sum<V>, isTaken: M) => R,
): R {
  let result = initial
  for (let k = first; k < lowest; k++) {
    const index = $.constant(k)
    result = step(result, exactSum($, start, index), $.gt(steps, index))
  }
  return result
}
