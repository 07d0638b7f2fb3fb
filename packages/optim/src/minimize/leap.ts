import { addScaled, subtract, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import type { Evaluator } from './evaluator.ts'
import type { Iterate, Settings, Solver } from './solver.ts'

/** After so many iterations the way that they led is tried as a whole. */
const leapEach = 100
/** The share of the decrease on the way that as long a way again has to give: less on tails. */
const enough = 0.9
/** So many doublings lead from any point to the ends of all numbers. */
const doublings = 200

interface Place {
  readonly x: Vector
  readonly value: number
}

/** Where the way began that is to be continued. */
interface Way {
  /** At the last look. */
  readonly recent: Place
  /** Before the last leaps: the longer the way, the less it matters that it is not straight. */
  readonly early?: Place
  /** Iterations since the last look. */
  readonly age: number
}

type Leaping<S extends Iterate> = S & { readonly way: Way }

/**
 * A solver that goes on in leaps where it walks a long straight way: after a hundred
 * iterations it tries the whole way again, and twice as far for as long as the value keeps
 * falling. So valleys that have no end are left behind in moments, and bent ones cost one
 * evaluation in a hundred iterations. What leaps have led to is a minimum only if another
 * leads no further.
 *
 * Source: the pattern move of Hooke and Jeeves, "Direct search solution of numerical and
 * statistical problems" (1961).
 */
export function leaping<S extends Iterate>(solver: Solver<S>): Solver<Leaping<S>> {
  const land = (
    { recent, early = recent }: Way,
    place: Place,
    evaluator: Evaluator,
    settings: Settings,
  ): Leaping<S> => {
    const state = solver.start(evaluator, place.x, settings)
    return { ...state, action: 'leap', way: { recent: place, early, age: 0 } }
  }
  return {
    start: (evaluator, x, settings) => {
      const state = solver.start(evaluator, x, settings)
      return { ...state, way: { recent: placeOf(state), age: 0 } }
    },
    step: (state, evaluator, settings) => {
      const { way } = state
      const isLook = way.age >= leapEach
      const lower = isLook ? farthest(state, way, evaluator) : undefined
      if (lower) return land(way, lower, evaluator, settings)
      const next = solver.step(state, evaluator, settings)
      const doubt = way.early && next.stop && farthest(next, way, evaluator)
      if (doubt) return land(way, doubt, evaluator, settings)
      return {
        ...next,
        way: isLook ? { recent: placeOf(state), age: 0 } : { ...way, age: way.age + 1 },
      }
    },
  }
}

function placeOf({ x, value }: Iterate): Place {
  return { x, value }
}

/** The lower end of the two ways that may be continued. */
function farthest(from: Iterate, way: Way, evaluator: Evaluator): Place | undefined {
  const here = placeOf(from)
  const short = leap(way.recent, here, evaluator)
  const long = way.early && leap(way.early, here, evaluator)
  if (!short || !long) return short ?? long
  return long.value < short.value ? long : short
}

/** The farthest point beyond `to` up to which the value keeps falling as from `from` to it. */
function leap(from: Place, to: Place, evaluator: Evaluator): Place | undefined {
  const direction = subtract(to.x, from.x)
  let fall = from.value - to.value
  let found: Place | undefined
  for (let k = 0; k < doublings && fall > 0; k++) {
    const x = project(addScaled(to.x, 2 ** k, direction), evaluator.box)
    const value = evaluator.value(x)
    const before: number = found?.value ?? to.value
    if (!(before - value >= enough * fall)) break
    fall = before - value
    found = { x, value }
  }
  return found
}
