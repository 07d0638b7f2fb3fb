import type { TensorAlgebra } from '@gradus/ops'
import { flattenState, mapState } from './state.ts'
import type { State } from './transform.ts'

/** Where a condition, a single truth value, holds, one value, elsewhere another. */
export function choose<T>($: TensorAlgebra<T>, condition: T, then: T, otherwise: T): T {
  return $.select(condition, then, otherwise)
}

/** The same for every value of lists. */
export function chooseAll<T>(
  $: TensorAlgebra<T>,
  condition: T,
  then: readonly T[],
  otherwise: readonly T[],
): readonly T[] {
  return then.map((value, i) => choose($, condition, value, otherwise[i]!))
}

/** The same for every value of states of one structure. */
export function chooseState<T>(
  $: TensorAlgebra<T>,
  condition: T,
  then: State<T>,
  otherwise: State<T>,
): State<T> {
  const others = flattenState(otherwise)
  return mapState(then, (path, value) => choose($, condition, value, others.get(path)!))
}
