import { addScaledTo, dot, type Vector, zeros } from '../linear-algebra/vector.ts'
import { type DescentState, type DirectionRule, descent } from './descent.ts'
import { steepest } from './free.ts'
import type { Solver } from './solver.ts'

/** A step with the change of the gradient along it. */
export interface Pair {
  readonly step: Vector
  readonly change: Vector
  /** `stepᵀ change`. */
  readonly curvature: number
}

const pairLimit = 10
/** Curvature along a step below this share of its largest possible value is not used. */
const leastCurvature = 1e-10

/** Remembers one more pair, if the value curves up along it; the oldest are first. */
export function rememberPair(
  pairs: readonly Pair[],
  step: Vector,
  change: Vector,
): readonly Pair[] {
  const largest = Math.sqrt(dot(step, step) * dot(change, change))
  const curvature = dot(step, change)
  if (!(curvature > leastCurvature * largest)) return pairs
  const kept = pairs.length < pairLimit ? pairs.slice() : pairs.slice(1)
  kept.push({ step, change, curvature })
  return kept
}

/**
 * L-BFGS: the inverse Hessian is applied from the last ten steps alone, so memory and time of
 * an iteration are linear in the number of variables.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), algorithm 7.4.
 */
export function lbfgs(): Solver<DescentState<readonly Pair[]>> {
  return descent(rule)
}

const rule: DirectionRule<readonly Pair[]> = {
  begin: () => [],
  hasLength: (pairs) => pairs.length > 0,
  lineSearch: 'hager-zhang',
  direction: (pairs, { gradient, free }) => {
    const direction = steepest(gradient, free)
    applyInverse(pairs, direction)
    if (free.length < gradient.length) {
      // Held variables take no part; what is left of the direction descends or is not used.
      const down = steepest(gradient, free)
      for (let i = 0; i < down.length; i++) if (down[i] === 0) direction[i] = 0
    }
    return dot(direction, gradient) < 0 ? direction : steepest(gradient, free)
  },
  update: rememberPair,
}

/** The two loops over the pairs, in place. */
function applyInverse(pairs: readonly Pair[], r: Vector): void {
  const last = pairs.at(-1)
  if (!last) return
  const shares = zeros(pairs.length)
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, curvature } = pairs[k]!
    shares[k] = dot(step, r) / curvature
    addScaledTo(r, -shares[k]!, change)
  }
  const scale = last.curvature / dot(last.change, last.change)
  for (let i = 0; i < r.length; i++) r[i]! *= scale
  for (let k = 0; k < pairs.length; k++) {
    const { step, change, curvature } = pairs[k]!
    const share = dot(change, r) / curvature
    addScaledTo(r, shares[k]! - share, step)
  }
}
