import { addScaledTo, copyOf, dot, type Vector, zeros } from '../linear-algebra/vector.ts'
import { type DescentState, type DirectionRule, descent } from './descent.ts'
import { steepest } from './free.ts'
import type { Solver } from './solver.ts'

/** Steps with the changes of the gradient along them, oldest first. */
export interface Pairs {
  readonly steps: readonly Vector[]
  readonly changes: readonly Vector[]
}

const pairLimit = 10
/** Curvature along a step below this share of its largest possible value is not used. */
const leastCurvature = 1e-10

/** Remembers one more pair, if the value curves up along it. */
export function rememberPair(pairs: Pairs, step: Vector, change: Vector): Pairs {
  const largest = Math.sqrt(dot(step, step) * dot(change, change))
  if (!(dot(step, change) > leastCurvature * largest)) return pairs
  return {
    steps: [...pairs.steps, step].slice(-pairLimit),
    changes: [...pairs.changes, change].slice(-pairLimit),
  }
}

/**
 * L-BFGS: the inverse Hessian is applied from the last ten steps alone, so memory and time of
 * an iteration are linear in the number of variables.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), algorithm 7.4.
 */
export function lbfgs(): Solver<DescentState<Pairs>> {
  return descent(rule)
}

const rule: DirectionRule<Pairs> = {
  begin: () => ({ steps: [], changes: [] }),
  hasLength: ({ steps }) => steps.length > 0,
  lineSearch: 'hager-zhang',
  direction: (pairs, { gradient, free }) => {
    const down = steepest(gradient, free)
    const direction = applyInverse(pairs, down)
    if (free.length < gradient.length) {
      // Held variables take no part; what is left of the direction descends or is not used.
      for (let i = 0; i < down.length; i++) if (down[i] === 0) direction[i] = 0
    }
    return dot(direction, gradient) < 0 ? direction : down
  },
  update: rememberPair,
}

/** The two loops over the pairs. */
function applyInverse({ steps, changes }: Pairs, gradient: Vector): Vector {
  const count = steps.length
  const r = copyOf(gradient)
  if (count === 0) return r
  const shares = zeros(count)
  for (let k = count - 1; k >= 0; k--) {
    shares[k] = dot(steps[k]!, r) / dot(steps[k]!, changes[k]!)
    addScaledTo(r, -shares[k]!, changes[k]!)
  }
  const last = changes[count - 1]!
  const scale = dot(steps[count - 1]!, last) / dot(last, last)
  for (let i = 0; i < r.length; i++) r[i]! *= scale
  for (let k = 0; k < count; k++) {
    const share = dot(changes[k]!, r) / dot(steps[k]!, changes[k]!)
    addScaledTo(r, shares[k]! - share, steps[k]!)
  }
  return r
}
