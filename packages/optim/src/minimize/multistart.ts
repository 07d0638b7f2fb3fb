import type { Vector } from '../linear-algebra/vector.ts'
import type { Evaluator } from './evaluator.ts'
import { count, endOfSearch, searchLocally, type Tally } from './local-search.ts'
import { drawsOf } from './random.ts'
import { latinHypercube, searchSpace } from './search-space.ts'
import { stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'

/** Points that are drawn for each local search, which begins at the lowest of them. */
const drawn = 8
const hitsNeeded = 3
const startsNeeded = 12
/** So many rounds in a row without a finite value show that there are none to be found. */
const lostLimit = 10

interface MultistartState extends Iterate {
  /** The space to draw from, as it was at the start. */
  readonly origin: Vector
  readonly round: number
  /** Rounds in a row in which no drawn point had a finite value. */
  readonly lost: number
  readonly local: Iterate
  readonly tally?: Tally
}

/**
 * Local searches from many starts: the first from the given one, each other from the lowest
 * of a few points spread over the box. Ends when three of at least twelve came to the lowest
 * value.
 */
export function multistart(): Solver<MultistartState> {
  return {
    start: (evaluator, x, settings) => {
      const local = searchLocally(undefined, x, evaluator, settings)
      return withBest({ origin: x, round: 0, lost: 0, local }, evaluator, `start: ${local.action}`)
    },
    step: (state, evaluator, settings) => {
      if (!state.local.stop) {
        const local = searchLocally(state.local, state.x, evaluator, settings)
        return withBest({ ...state, local }, evaluator, local.action)
      }
      const tally = count(state.tally, state.local)
      const isOver = tally.hits >= hitsNeeded && tally.starts >= startsNeeded
      if (isOver || state.local.stop.code === 'unbounded') {
        const end = withBest({ ...state, tally }, evaluator, 'end')
        return { ...end, stop: endOfSearch(tally) }
      }
      return beginAnew({ ...state, tally }, evaluator, settings)
    },
  }
}

function beginAnew(
  state: MultistartState,
  evaluator: Evaluator,
  settings: Settings,
): MultistartState {
  const round = state.round + 1
  const space = searchSpace(state.origin, evaluator.typical, evaluator.box)
  const points = latinHypercube(space, drawn, drawsOf(settings.seed, round))
  let lowest = points[0]!
  let value = Number.POSITIVE_INFINITY
  for (const x of points) {
    const found = evaluator.value(x)
    if (!(found < value)) continue
    value = found
    lowest = x
  }
  const lost = value < Number.POSITIVE_INFINITY ? 0 : state.lost + 1
  const local = searchLocally(undefined, lowest, evaluator, settings)
  return withBest({ ...state, round, lost, local }, evaluator, 'new start')
}

/** The state at the best point seen. */
function withBest(
  state: Omit<MultistartState, 'x' | 'value' | 'action'>,
  evaluator: Evaluator,
  action: string,
): MultistartState {
  const { best } = evaluator
  const { x, value } = best ?? state.local
  const isLost = !best || state.lost >= lostLimit
  return { ...state, x, value, action, ...(isLost && { stop: stuckFor(evaluator, Number.NaN, 0) }) }
}
