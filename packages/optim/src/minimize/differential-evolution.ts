import type { Vector } from '../linear-algebra/vector.ts'
import type { Box } from '../objective/bounds.ts'
import type { Evaluator } from './evaluator.ts'
import { count, endOfSearch, searchLocally, type Tally } from './local-search.ts'
import { type Draws, drawsOf } from './random.ts'
import { latinHypercube, searchSpace } from './search-space.ts'
import { stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'

/** How many members a round has: so many, and more for each variable. */
const fewest = 18
const membersEach = 4
/** The share of the best members that others are drawn towards. */
const elite = 0.3
const memorySize = 6
/** A round ends when its members are this close, relative to the box, or after so many turns each. */
const closeness = 1e-2
const turnLimitEach = 45
/** After so many turns the best member is improved by a local search, and the round goes on. */
const improveEach = 90
/** So many turns in a row without a finite value show that there are none to be found. */
const lostLimit = 10
/** So many rounds have to end at the lowest value. */
const hitsNeeded = 3

interface Member {
  readonly x: Vector
  readonly value: number
}

interface EvolutionState extends Iterate {
  readonly space: Box
  readonly members: readonly Member[]
  /** Members that were replaced: they keep differences large. */
  readonly archive: readonly Vector[]
  /** What worked: means of the two rates, a few of the last ones. */
  readonly scales: Vector
  readonly crossings: Vector
  readonly slot: number
  /** Over all rounds: the draws of a turn are its own. */
  readonly turn: number
  /** The turn that the round began with. */
  readonly roundStart: number
  /** Turns in a row in which no new member had a finite value. */
  readonly lost: number
  /** A local search from the best member, and whether it ends the round. */
  readonly local?: Iterate
  readonly isEnding: boolean
  readonly tally?: Tally
}

/**
 * Differential evolution that adapts its rates to what worked, in rounds: each begins anew,
 * and ends with a local search from its best member when its members are close. The search
 * ends when three rounds have come to the same lowest value.
 *
 * Source: Tanabe and Fukunaga, "Success-history based parameter adaptation for differential
 * evolution" (CEC 2013), with the mutation and archive of Zhang and Sanderson (2009).
 */
export function differentialEvolution(): Solver<EvolutionState> {
  return {
    start: (evaluator, x, settings) => {
      const space = searchSpace(x, evaluator.typical, evaluator.box)
      const first = { x, value: evaluator.value(x) }
      return newRound({ space, turn: 0 }, first, evaluator, settings)
    },
    step: (state, evaluator, settings) => {
      if (state.local) return search(state, evaluator, settings)
      const turns = state.turn - state.roundStart
      const isEnding = turns >= turnLimitEach * Math.max(state.x.length, 2) || isClose(state)
      return isEnding || turns % improveEach === 0
        ? search({ ...state, isEnding }, evaluator, settings)
        : evolve(state, evaluator, settings)
    },
  }
}

/** A round of new members; the first round has the start among them. */
function newRound(
  { space, turn, tally }: Pick<EvolutionState, 'space' | 'turn' | 'tally'>,
  first: Member | undefined,
  evaluator: Evaluator,
  { seed }: Settings,
): EvolutionState {
  const size = fewest + membersEach * space.lower.length
  const points = latinHypercube(space, first ? size - 1 : size, drawsOf(seed, turn))
  const drawn = points.map((x) => ({ x, value: evaluator.value(x) }))
  const members = first ? [first, ...drawn] : drawn
  const rates = new Float64Array(memorySize).fill(0.5)
  const round = { space, members, archive: [], scales: rates, crossings: rates, slot: 0 }
  const counts = { turn: turn + 1, roundStart: turn, lost: 0, isEnding: false }
  return withBest({ ...round, ...counts, ...(tally && { tally }) }, evaluator, 'new round')
}

/** The state at the best point seen. */
function withBest(
  state: Omit<EvolutionState, 'x' | 'value' | 'action'>,
  evaluator: Evaluator,
  action: string,
): EvolutionState {
  const { best } = evaluator
  const [{ x, value }] = best ? [best] : [state.members[0]!]
  const isLost = !best || state.lost >= lostLimit
  return { ...state, x, value, action, ...(isLost && { stop: stuckFor(evaluator, Number.NaN, 0) }) }
}

function isClose({ members, space }: EvolutionState): boolean {
  return space.lower.every((low, i) => {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const { x } of members) {
      least = Math.min(least, x[i]!)
      most = Math.max(most, x[i]!)
    }
    return most - least <= closeness * (space.upper[i]! - low)
  })
}

/** What a turn has learnt: rates that lowered a value, weighted by how much. */
interface Successes {
  weight: number
  scale: number
  squaredScale: number
  crossing: number
}

function evolve(state: EvolutionState, evaluator: Evaluator, { seed }: Settings): EvolutionState {
  const draws = drawsOf(seed, state.turn)
  const { members } = state
  const byValue = [...members].sort((a, b) => rank(a.value) - rank(b.value))
  const archive = [...state.archive]
  const learnt: Successes = { weight: 0, scale: 0, squaredScale: 0, crossing: 0 }
  let lost = state.lost + 1
  const next = members.map((member, i) => {
    const rates = drawRates(state, draws)
    const x = mutate(state, { i, byValue, archive: state.archive, ...rates }, draws)
    const value = evaluator.value(x)
    if (Number.isFinite(value)) lost = 0
    if (!(value <= rank(member.value))) return member
    if (value < member.value) {
      archive.push(member.x)
      learn(learnt, rates, Math.min(member.value - value, Number.MAX_VALUE))
    }
    return { x, value }
  })
  while (archive.length > members.length) archive.splice(draws.below(archive.length), 1)
  const turned = {
    ...state,
    members: next,
    archive,
    lost,
    turn: state.turn + 1,
    ...remember(state, learnt),
  }
  return withBest(turned, evaluator, 'turn')
}

/** NaN is worse than any number. */
function rank(value: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
}

interface Rates {
  readonly scale: number
  readonly crossing: number
}

function drawRates({ scales, crossings }: EvolutionState, draws: Draws): Rates {
  const slot = draws.below(memorySize)
  let scale = 0
  while (!(scale > 0)) scale = scales[slot]! + 0.1 * Math.tan(Math.PI * (draws.uniform() - 0.5))
  const crossing = crossings[slot]! + 0.1 * draws.normal()
  return { scale: Math.min(scale, 1), crossing: Math.min(Math.max(crossing, 0), 1) }
}

interface Parents extends Rates {
  readonly i: number
  readonly byValue: readonly Member[]
  readonly archive: readonly Vector[]
}

/** A member moved towards a good one and along a difference, in some of its variables. */
function mutate(
  { members, space }: EvolutionState,
  { i, byValue, archive, scale, crossing }: Parents,
  draws: Draws,
): Vector {
  const n = space.lower.length
  const good = byValue[draws.below(Math.max(2, Math.floor(elite * members.length)))]!.x
  const first = differentFrom([i], members.length, draws)
  const second = differentFrom([i, first], members.length + archive.length, draws)
  const from = members[first]!.x
  const to = members[second]?.x ?? archive[second - members.length]!
  const own = members[i]!.x
  const always = draws.below(n)
  return own.map((entry, j) => {
    if (j !== always && draws.uniform() >= crossing) return entry
    const moved = entry + scale * (good[j]! - entry) + scale * (from[j]! - to[j]!)
    // Halfway to a bound that was crossed.
    if (moved < space.lower[j]!) return (space.lower[j]! + entry) / 2
    return moved > space.upper[j]! ? (space.upper[j]! + entry) / 2 : moved
  })
}

function differentFrom(taken: readonly number[], limit: number, draws: Draws): number {
  let chosen = draws.below(limit)
  while (taken.includes(chosen)) chosen = draws.below(limit)
  return chosen
}

function learn(learnt: Successes, { scale, crossing }: Rates, gain: number): void {
  learnt.weight += gain
  learnt.scale += gain * scale
  learnt.squaredScale += gain * scale * scale
  learnt.crossing += gain * crossing
}

function remember(
  { scales, crossings, slot }: EvolutionState,
  { weight, scale, squaredScale, crossing }: Successes,
): Pick<EvolutionState, 'scales' | 'crossings' | 'slot'> {
  if (!(weight > 0 && Number.isFinite(weight))) return { scales, crossings, slot }
  const write = (memory: Vector, entry: number): Vector =>
    memory.map((kept, k) => (k === slot ? entry : kept))
  return {
    scales: write(scales, squaredScale / scale),
    crossings: write(crossings, crossing / weight),
    slot: (slot + 1) % memorySize,
  }
}

function search(state: EvolutionState, evaluator: Evaluator, settings: Settings): EvolutionState {
  const lowest = state.members.reduce((a, b) => (rank(b.value) < rank(a.value) ? b : a))
  const local = searchLocally(state.local, lowest.x, evaluator, settings)
  if (!local.stop) return withBest({ ...state, local }, evaluator, `local search: ${local.action}`)
  const { local: _, ...rest } = state
  const found = rank(local.value) <= rank(lowest.value) ? local : lowest
  if (!state.isEnding) {
    const { x, value } = found
    const members = state.members.map((member) => (member === lowest ? { x, value } : member))
    return evolve({ ...rest, members }, evaluator, settings)
  }
  const tally = count(state.tally, found)
  const isOver = tally.hits >= hitsNeeded || local.stop.code === 'unbounded'
  if (!isOver) return newRound({ ...rest, tally }, undefined, evaluator, settings)
  const end = withBest({ ...rest, tally }, evaluator, 'local search: end')
  return { ...end, stop: endOfSearch(tally) }
}
