import { bfgs } from './bfgs.ts'
import type { Iterate, Solver } from './solver.ts'
import { doglegStep } from './subproblem/dogleg.ts'
import { exactStep } from './subproblem/exact.ts'
import { steihaugStep } from './subproblem/steihaug.ts'
import { trustRegion } from './trust-region.ts'

/** The methods of {@link minimize} by name. */
export const methods = {
  'trust-region': () => trustRegion(exactStep),
  dogleg: () => trustRegion(doglegStep),
  'trust-region-cg': () => trustRegion(steihaugStep),
  bfgs,
} as const satisfies Readonly<Record<string, () => Solver<Iterate>>>

export type Method = keyof typeof methods

/** The solver of a method. */
export function solverOf(method: Method): Solver<Iterate> {
  return methods[method]()
}
