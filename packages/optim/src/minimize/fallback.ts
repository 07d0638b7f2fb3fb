import type { Vector } from '../linear-algebra/vector.ts'
import type { Evaluator } from './evaluator.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { isConverged } from './stop.ts'

/** Iterations in which a solver has to lower the value by a share of it. */
const crawlWindow = 50
const usualShare = 0.01

interface FallbackState extends Iterate {
  readonly origin: Vector
  /** The states of the solvers; `null` before their start. */
  readonly inner: readonly (Iterate | null)[]
  readonly active: number
  /** The value at the last look, and how many iterations ago that was. */
  readonly lastValue: number
  readonly age: number
}

/**
 * Tries another solver from the start where one crawls along a valley or ends without a
 * minimum. Those that have not ended take turns, until one is at a minimum that none is below.
 *
 * @param crawlShare  What part of the value 50 iterations have to take away.
 */
export function fallback(
  solvers: readonly Solver<Iterate>[],
  crawlShare: number = usualShare,
): Solver<FallbackState> {
  const startSolver = (
    state: Pick<FallbackState, 'origin' | 'inner'>,
    active: number,
    evaluator: Evaluator,
    settings: Settings,
  ): FallbackState => {
    const started = solvers[active]!.start(evaluator, state.origin, settings)
    return show({ ...state, active, lastValue: started.value, age: 0 }, started)
  }
  return {
    start: (evaluator, x, settings) => {
      const inner = solvers.map(() => null)
      const state = startSolver({ origin: x, inner }, 0, evaluator, settings)
      const stop = state.inner[0]?.stop
      return stop ? { ...state, stop } : state
    },
    step: (state, evaluator, settings) => {
      const next = choose(state, crawlShare)
      if (!state.inner[next]) return startSolver(state, next, evaluator, settings)
      const stepped = solvers[next]!.step(state.inner[next], evaluator, settings)
      const isLook = state.age >= crawlWindow || next !== state.active
      const lastValue = isLook ? state.inner[next].value : state.lastValue
      const age = isLook ? 0 : state.age + 1
      return endIfDone(show({ ...state, active: next, lastValue, age }, stepped))
    },
  }
}

/** The state with the new state of its active solver, which stands for the whole. */
function show(state: Omit<FallbackState, keyof Iterate>, active: Iterate): FallbackState {
  const { x, value, gradient, hessian, action } = active
  const inner = state.inner.map((each, i) => (i === state.active ? active : each))
  const derivatives = { ...(gradient && { gradient }), ...(hessian && { hessian }) }
  return { ...state, x, value, ...derivatives, action, inner }
}

/** The solver of the next iteration: the active one, or the next that has not ended. */
function choose(
  { inner, active, value, lastValue, age }: FallbackState,
  crawlShare: number,
): number {
  const isStopped = inner[active]?.stop !== undefined
  const isCrawling = age >= crawlWindow && lastValue - value < crawlShare * Math.abs(lastValue)
  if (!isStopped && !isCrawling) return active
  for (let way = 1; way < inner.length; way++) {
    const next = (active + way) % inner.length
    if (!inner[next]?.stop) return next
  }
  return active
}

function lowestOf(inner: FallbackState['inner'], isMeant: (state: Iterate) => boolean): number {
  let lowest = -1
  inner.forEach((state, i) => {
    if (!state || !isMeant(state)) return
    if (lowest < 0 || state.value < inner[lowest]!.value) lowest = i
  })
  return lowest
}

/** A minimum that no other solver is below ends the search; so does the end of all of them. */
function endIfDone(state: FallbackState): FallbackState {
  const { inner, active } = state
  const { stop } = inner[active]!
  if (!stop) return state
  const lowest = lowestOf(inner, () => true)
  if (stop.code === 'unbounded') return { ...state, stop }
  const isEnd = isConverged(stop) || stop.code === 'uncertain'
  const isBest = isEnd && inner[lowest]!.value >= inner[active]!.value
  if (isBest) return { ...state, stop }
  if (!inner.every((each) => each?.stop)) return state
  const end = inner[lowest]!
  return { ...show({ ...state, active: lowest }, end), stop: end.stop! }
}

/** The state of the lowest solver, if several are at work. */
export function lowestState(state: Iterate | undefined): Iterate | undefined {
  if (!state || !('inner' in state)) return state
  const { inner } = state as FallbackState
  return inner[lowestOf(inner, () => true)] ?? undefined
}
