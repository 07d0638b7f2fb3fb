import { basinHopping } from './basin-hopping.ts'
import { bfgs } from './bfgs.ts'
import { cmaEs } from './cma-es.ts'
import { conjugateGradient } from './conjugate-gradient.ts'
import { differentialEvolution } from './differential-evolution.ts'
import { fallback } from './fallback.ts'
import { gradientDescent } from './gradient-descent.ts'
import { lbfgs } from './lbfgs.ts'
import { lbfgsb } from './lbfgs-b.ts'
import { leaping } from './leap.ts'
import { multistart } from './multistart.ts'
import { nelderMead } from './nelder-mead.ts'
import { newton } from './newton.ts'
import type { Iterate, Solver } from './solver.ts'
import { doglegStep } from './subproblem/dogleg.ts'
import { exactStep } from './subproblem/exact.ts'
import { trustRegion } from './trust-region.ts'
import { trustRegionCg } from './trust-region-cg.ts'

/** The methods of {@link minimize} by name. */
export const methods = {
  'trust-region': (): Solver<Iterate> => leaping(trustRegion(exactStep)),
  dogleg: (): Solver<Iterate> => leaping(trustRegion(doglegStep)),
  'trust-region-cg': (): Solver<Iterate> => leaping(trustRegionCg()),
  newton: (): Solver<Iterate> => leaping(newton()),
  bfgs,
  lbfgs,
  'lbfgs-b': lbfgsb,
  'conjugate-gradient': conjugateGradient,
  'gradient-descent': gradientDescent,
  'nelder-mead': nelderMead,
  'cma-es': cmaEs,
  'differential-evolution': differentialEvolution,
  multistart,
  'basin-hopping': basinHopping,
} as const satisfies Readonly<Record<string, () => Solver<Iterate>>>

/** The name of a method of {@link minimize}. */
export type Method = keyof typeof methods

/** The names of the methods, those for local minima first. */
export const minimizeMethods: readonly Method[] = Object.keys(methods) as Method[]

/** What is tried where no method is asked for and second derivatives are known. */
const withHessian = (): Solver<Iterate> =>
  fallback([leaping(trustRegion(exactStep)), leaping(newton())])

/** The solver of a method; of the default one, with another to fall back on. */
export function solverOf(method: Method, isDefault: boolean): Solver<Iterate> {
  return isDefault && method === 'trust-region' ? withHessian() : methods[method]()
}
