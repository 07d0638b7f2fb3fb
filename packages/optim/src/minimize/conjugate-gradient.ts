import { addScaled, dot, norm, type Vector } from '../linear-algebra/vector.ts'
import { type DescentState, type DirectionRule, descent } from './descent.ts'
import { steepest } from './free.ts'
import type { Solver } from './solver.ts'

/** The last direction, up to its length, and the change of the gradient along it. */
interface ConjugateMemory {
  readonly step?: Vector
  readonly change?: Vector
}

/** How far the new direction may turn back along the old one, relative to the gradients. */
const eta = 0.01

/**
 * Nonlinear conjugate gradients with guaranteed descent: memory of one direction, and an
 * iteration as cheap as one of steepest descent.
 *
 * Source: Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an
 * efficient line search" (SIAM J. Optim. 16, 2005), (1.5) to (1.7).
 */
export function conjugateGradient(): Solver<DescentState<ConjugateMemory>> {
  return descent(rule)
}

const rule: DirectionRule<ConjugateMemory> = {
  begin: () => ({}),
  hasLength: () => false,
  lineSearch: 'hager-zhang',
  direction: ({ step, change }, { gradient, free }) => {
    const down = steepest(gradient, free)
    if (!step || !change) return down
    const along = dot(step, change)
    if (!(along > 0)) return down
    const square = dot(change, change)
    const beta = (dot(change, gradient) - (2 * square * dot(step, gradient)) / along) / along
    const floor = -1 / (norm(step) * Math.min(eta, norm(gradient)))
    const conjugate = addScaled(down, Math.max(beta, floor), step)
    for (let i = 0; i < conjugate.length; i++) if (down[i] === 0) conjugate[i] = 0
    return dot(conjugate, gradient) < 0 ? conjugate : down
  },
  update: (_, step, change) => ({ step, change }),
}
