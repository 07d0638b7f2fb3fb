import type { Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import type { Evaluator } from './evaluator.ts'
import { count, endOfSearch, searchLocally, type Tally } from './local-search.ts'
import { drawsOf } from './random.ts'
import { searchSpace } from './search-space.ts'
import { stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'

/** The first hops reach this far, relative to the space. */
const firstReach = 0.25
/** How much hops shrink or grow, to be taken about half of the time. */
const adaption = 0.9
const hopsNeeded = 60
const hitsNeeded = 3
/** So many hops in a row to no finite value show that there are none to be found. */
const lostLimit = 30

interface HoppingState extends Iterate {
  readonly origin: Vector
  /** The minimum that hops begin at. */
  readonly base: { readonly x: Vector; readonly value: number }
  readonly reach: number
  readonly hop: number
  /** Hops in a row that led to no finite value. */
  readonly lost: number
  readonly local: Iterate
  readonly tally?: Tally
  /** The mean size of the steps in value between minima so far. */
  readonly temperature: number
}

/**
 * Hops from minimum to minimum: a random step, a local search, and a choice as in simulated
 * annealing, at a temperature of half the mean difference between neighbouring minima. Ends
 * after sixty hops since the last lower minimum, three of which came to it.
 *
 * Source: Wales and Doye, "Global optimization by basin-hopping" (J. Phys. Chem. A 101, 1997).
 */
export function basinHopping(): Solver<HoppingState> {
  return {
    start: (evaluator, x, settings) => {
      const local = searchLocally(undefined, x, evaluator, settings)
      const base = { x: local.x, value: local.value }
      const state = { origin: x, base, reach: firstReach, hop: 0, lost: 0, local, temperature: 0 }
      const isLost = local.stop && !Number.isFinite(local.value)
      const shown = show(state, local, evaluator, local.action)
      return isLost ? { ...shown, stop: local.stop! } : shown
    },
    step: (state, evaluator, settings) => {
      if (!state.local.stop) {
        const local = searchLocally(state.local, state.x, evaluator, settings)
        return show({ ...state, local }, local, evaluator, local.action)
      }
      const landed = land(state, settings)
      const tally = landed.tally!
      const isOver = tally.starts >= hopsNeeded && tally.hits >= hitsNeeded
      if (isOver || state.local.stop.code === 'unbounded') {
        return { ...landed, action: 'end', stop: endOfSearch(tally) }
      }
      if (landed.lost >= lostLimit) {
        return { ...landed, action: 'end', stop: stuckFor(evaluator, Number.NaN, 0) }
      }
      return hop(landed, evaluator, settings)
    },
  }
}

function show(
  state: Omit<HoppingState, 'x' | 'value' | 'action'>,
  { x, value }: Pick<Iterate, 'x' | 'value'>,
  { best = { x, value } }: Evaluator,
  action: string,
): HoppingState {
  return { ...state, x: best.x, value: best.value, action }
}

/** Chooses between the minimum that was hopped to and the one before. */
function land(state: HoppingState, { seed }: Settings): HoppingState {
  const { base, local, temperature, hop: hops, reach } = state
  const difference = local.value - base.value
  const chance = temperature > 0 ? Math.exp(-difference / temperature) : 0
  const isTaken = difference <= 0 || drawsOf(seed, 2 * hops + 1).uniform() < chance
  const size = Math.abs(difference) / 2
  const isNew = Number.isFinite(size) && size > 0
  return {
    ...state,
    base: isTaken ? { x: local.x, value: local.value } : base,
    temperature: isNew ? temperature + (size - temperature) / (hops + 1) : temperature,
    reach: Math.min(isTaken ? reach / adaption : reach * adaption, 1),
    lost: Number.isFinite(local.value) ? 0 : state.lost + 1,
    tally: count(state.tally, local),
  }
}

function hop(state: HoppingState, evaluator: Evaluator, settings: Settings): HoppingState {
  const draws = drawsOf(settings.seed, 2 * state.hop + 2)
  const { lower, upper } = searchSpace(state.origin, evaluator.typical, evaluator.box)
  const moved = state.base.x.map((entry, i) => {
    const span = (upper[i]! - lower[i]!) * Math.max(state.reach, 0.02)
    return entry + span * (2 * draws.uniform() - 1)
  })
  const x = project(moved, evaluator.box)
  const local = searchLocally(undefined, x, evaluator, settings)
  return show({ ...state, hop: state.hop + 1, local }, local, evaluator, 'hop')
}
