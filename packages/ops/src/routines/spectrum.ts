import type { Carrier, Machine } from './machine.ts'
import { copy, rowOf } from './matrix.ts'
import type { RoutineArguments } from './routine.ts'

/**
 * The row of eigenvalues or singular values of a decomposition, which follows `m` rows.
 *
 * Inputs: A [m, n], which is not read, and its `eigh` or `svd`. Sizes: m, k. No scratch.
 */
export function spectrum<C extends Carrier>(
  $: Machine<C>,
  { inputs: [, decomposition], out, sizes: [m, k] }: RoutineArguments<C>,
): void {
  copy($, rowOf($, { array: decomposition!, width: k! }, m!), out, 0, k!)
}
