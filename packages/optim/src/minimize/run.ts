import { norm, subtract, type Vector } from '../linear-algebra/vector.ts'
import { projectedGradient } from '../objective/bounds.ts'
import { explainStall } from './check-slope.ts'
import type { RunState } from './checkpoint.ts'
import { feasibility, Interruption, type LoggedEvaluator } from './logged-evaluator.ts'
import { unboundedAt } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import type { Stop } from './stop.ts'

/** One line of a trace. */
export interface TraceEntry {
  /** 0 for the start. */
  readonly iteration: number
  readonly x: Vector
  readonly value: number
  /** The norm of the gradient, of its free part in a box; absent where no method asked for it. */
  readonly gradientNorm?: number
  /** How far the point moved. */
  readonly step: number
  /** What the iteration did. */
  readonly action: string
  /** The calls of the objective so far. */
  readonly evaluations: number
}

/** What ends a run from outside. */
export interface RunLimits {
  readonly maxIterations: number
  readonly maxEvaluations: number
  readonly signal?: AbortSignal | undefined
  /** Ends the run at a value this low. */
  readonly target?: number | undefined
  readonly hasTrace: boolean
  /** Told after each iteration; ends the run by returning `true`. */
  readonly onIteration?: ((entry: TraceEntry) => unknown) | undefined
}

/** How a run ended, and where it can go on. */
export interface RunEnd {
  readonly run: RunState
  readonly stop: Stop
}

/** Runs a solver from a start, or from where a run was stopped. */
export function runSolver(
  solver: Solver<Iterate>,
  evaluator: LoggedEvaluator,
  x: Vector,
  settings: Settings,
  limits: RunLimits,
  resumed?: RunState,
): RunEnd {
  let state = resumed?.state
  let iteration = resumed?.iteration ?? 0
  const trace = [...((resumed?.trace ?? []) as TraceEntry[])]
  evaluator.begin(resumed?.memory, resumed?.log)
  const end = (stop: Stop): RunEnd => ({
    run: {
      ...(state && { state }),
      iteration,
      memory: evaluator.memoryBefore,
      log: evaluator.log,
      trace,
    },
    stop,
  })
  for (;;) {
    const before: Iterate | undefined = state
    const stop =
      bottomless(evaluator) ?? state?.stop ?? outerStop(state, iteration, evaluator, limits)
    if (stop) return end(stop)
    try {
      state = before
        ? solver.step(before, evaluator, settings)
        : solver.start(evaluator, x, settings)
      if (state.stop?.code === 'stalled') {
        state = { ...state, stop: explainStall(state, evaluator) }
      }
    } catch (error) {
      if (!(error instanceof Interruption)) throw error
      return end(interruptedBy(error, limits))
    }
    if (before) iteration++
    evaluator.begin()
    const entry = () => traceEntry(state!, before, iteration, evaluator)
    if (limits.hasTrace) trace.push(entry())
    if (limits.onIteration?.(entry()) === true && !state.stop) {
      return end({ code: 'stopped', iteration })
    }
  }
}

/** A point that is below all numbers, or next to it, ends every search. */
function bottomless(evaluator: LoggedEvaluator): Stop | undefined {
  const { best } = evaluator
  const isAllowed = best && (best.violation ?? 0) <= feasibility
  return isAllowed ? unboundedAt(best.value, evaluator) : undefined
}

function outerStop(
  state: Iterate | undefined,
  iteration: number,
  evaluator: LoggedEvaluator,
  { maxIterations, target, signal }: RunLimits,
): Stop | undefined {
  if (signal?.aborted) return { code: 'aborted', why: reasonOf(signal) }
  const best = evaluator.best?.value
  if (state && target !== undefined && best !== undefined && best <= target) {
    return { code: 'target', value: best, target }
  }
  return state && iteration >= maxIterations
    ? { code: 'iteration-limit', limit: maxIterations }
    : undefined
}

function interruptedBy({ code }: Interruption, { maxEvaluations, signal }: RunLimits): Stop {
  return code === 'aborted' ? { code, why: reasonOf(signal) } : { code, limit: maxEvaluations }
}

function reasonOf(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason.message : String(reason ?? 'no reason was given')
}

function traceEntry(
  state: Iterate,
  before: Iterate | undefined,
  iteration: number,
  { box, memory }: LoggedEvaluator,
): TraceEntry {
  const { x, value, gradient, action } = state
  return {
    iteration,
    x,
    value,
    ...(gradient && { gradientNorm: norm(projectedGradient(x, gradient, box)) }),
    step: before ? norm(subtract(x, before.x)) : 0,
    action,
    evaluations: memory.counts.value,
  }
}
