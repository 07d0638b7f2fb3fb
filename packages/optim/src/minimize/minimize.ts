import { checkOptions } from '../check-options.ts'
import type { Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { readBounds } from '../objective/box.ts'
import { formOf, type Point, type PointForm, type PointLike, toRows } from '../objective/point.ts'
import type { Problem } from '../objective/problem.ts'
import { type Objective, problemOf } from '../objective/problem-of.ts'
import { type AugmentedState, augmentedLagrangian } from './augmented-lagrangian.ts'
import { type Checkpoint, load, save } from './checkpoint.ts'
import { denseLimit } from './descent.ts'
import type { EvaluationCounts } from './evaluator.ts'
import { Interruption, LoggedEvaluator } from './logged-evaluator.ts'
import { type Method, solverOf } from './methods.ts'
import { type MinimizeOptions, optionRules, type TracePoint } from './options.ts'
import { type RunEnd, type RunLimits, runSolver, type TraceEntry } from './run.ts'
import type { Iterate } from './solver.ts'
import { describeStop, isConverged, type Stop } from './stop.ts'

/** What {@link minimize} came to. */
export interface OptimizeResult<P extends Point> {
  /** The best point that was seen. */
  readonly x: PointLike<P>
  /** The objective at `x`, exactly. */
  readonly value: number
  /** At `x`; absent where the method did not ask for it there. */
  readonly gradient?: PointLike<P>
  /** At `x`, in the order of the start; absent where the method did not ask for it there. */
  readonly hessian?: number[][]
  /** With constraints: how far the worst is violated, and what each costs at the minimum. */
  readonly constraints?: { readonly violation: number; readonly multipliers: number[] }
  readonly iterations: number
  readonly evaluations: EvaluationCounts
  /** Whether `x` is a minimum, as far as can be told. */
  readonly converged: boolean
  /** Why the run ended, as a sentence with its numbers. */
  readonly reason: string
  /** The same for programs. */
  readonly stop: Stop
  readonly method: Method
  readonly trace?: readonly TracePoint<P>[]
  /** Where the run stands, for `resume`; plain JSON. */
  readonly state: Checkpoint
}

const defaultIterations = 10_000
const defaultEvaluations = 100_000

/**
 * Minimizes an objective from a start, in bounds if there are any.
 *
 * The result is a minimum only if `converged` says so; `value` is the objective at `x`
 * exactly, and `x` the best point that was seen, however the run ended. NaN, infinities and
 * exceptions of the objective are points to avoid, and a reason to stop where there are no
 * others. A run that was stopped goes on from `state` to the same bits.
 *
 * Throws an `ExpressionError` for a text that is no formula, a RangeError or a TypeError for
 * options that do not exist or make no sense, and for a start, bounds or functions that do
 * not fit together.
 */
export function minimize<P extends Point>(
  objective: Objective<P>,
  start: P,
  options: MinimizeOptions<P> = {},
): OptimizeResult<P> {
  checkOptions(options, optionRules)
  const form = formOf(start, options.variables)
  const problem = problemOf(objective, form, options)
  const box = readBounds(options.bounds, form)
  const x = project(form.read(start), box)
  const typical = x.map((entry) => Math.abs(entry) || 1)
  const method = options.method ?? chooseMethod(problem, form.size)
  const limits = limitsOf(options, form)
  const evaluator = new LoggedEvaluator(problem, { typical, box }, limits)
  const { gradientTolerance, lineSearch, learningRate, seed = 0 } = options
  const settings = { gradientTolerance, lineSearch, learningRate, seed }
  const resumed = options.resume && load(options.resume, method)
  const solver = problem.constraints
    ? augmentedLagrangian(solverOf(method, false))
    : solverOf(method, options.method === undefined)
  const end = runSolver(solver, evaluator, x, settings, limits, resumed)
  return resultOf(end, { form, method, evaluator, x, hasTrace: limits.hasTrace })
}

/** Newton's method where second derivatives are known; else BFGS, or its form for many variables. */
function chooseMethod({ hessian }: Problem, n: number): Method {
  if (n > denseLimit) return 'lbfgs'
  return hessian && n <= 200 ? 'trust-region' : 'bfgs'
}

function limitsOf<P extends Point>(options: MinimizeOptions<P>, form: PointForm<P>): RunLimits {
  const { maxIterations, maxEvaluations, signal, target, onIteration } = options
  return {
    maxIterations: maxIterations ?? defaultIterations,
    maxEvaluations: maxEvaluations ?? defaultEvaluations,
    signal,
    target,
    hasTrace: options.trace ?? false,
    onIteration: onIteration && ((entry) => onIteration({ ...entry, x: form.write(entry.x) })),
  }
}

interface ResultParts<P extends Point> {
  readonly form: PointForm<P>
  readonly method: Method
  readonly evaluator: LoggedEvaluator
  /** The start, for a run that has seen no finite value. */
  readonly x: Vector
  readonly hasTrace: boolean
}

function resultOf<P extends Point>(
  { run, stop }: RunEnd,
  { form, method, evaluator, x: start, hasTrace }: ResultParts<P>,
): OptimizeResult<P> {
  const { best } = evaluator
  const { state } = run
  const isEnd = best?.violation !== undefined && state !== undefined && isConverged(stop)
  const { x, value } = (isEnd ? state : best) ?? {
    x: start,
    value: evaluator.failure?.value ?? Number.NaN,
  }
  return {
    x: form.write(x),
    value,
    ...derivativesAt(x, state, isConverged(stop) ? evaluator : undefined, form),
    ...constraintsAt(state, best?.violation, isEnd),
    iterations: run.iteration,
    evaluations: evaluator.memory.counts,
    converged: isConverged(stop),
    reason: describeStop(stop, form.names),
    stop,
    method,
    ...(hasTrace && {
      trace: (run.trace as TraceEntry[]).map((entry) => ({ ...entry, x: form.write(entry.x) })),
    }),
    get state() {
      return save(method, run)
    },
  }
}

function constraintsAt(
  state: Iterate | undefined,
  violation: number | undefined,
  isEnd: boolean,
): Pick<OptimizeResult<Point>, 'constraints'> {
  if (!state || violation === undefined) return {}
  const { multipliers, violation: left } = state as AugmentedState
  return {
    constraints: { violation: isEnd ? left : violation, multipliers: Array.from(multipliers) },
  }
}

/**
 * The derivatives of the last state, where that is the point. At a minimum the point may be
 * another one, whose value is lower by rounding: then the gradient is asked for again.
 */
function derivativesAt<P extends Point>(
  x: Vector,
  state: Iterate | undefined,
  evaluator: LoggedEvaluator | undefined,
  form: PointForm<P>,
): Pick<OptimizeResult<P>, 'gradient' | 'hessian'> {
  if (!state?.gradient) return {}
  const isHere = x.every((entry, i) => entry === state.x[i])
  // Differences would see other points, of which one may be lower.
  const mayAsk = evaluator !== undefined && evaluator.gradientError <= Number.EPSILON
  const gradient = isHere ? state.gradient : mayAsk ? askGradient(x, evaluator) : undefined
  return {
    ...(gradient && { gradient: form.write(gradient) }),
    ...(isHere && state.hessian && { hessian: toRows(state.hessian, x.length) }),
  }
}

function askGradient(x: Vector, evaluator: LoggedEvaluator): Vector | undefined {
  try {
    return evaluator.gradient(x)
  } catch (error) {
    if (error instanceof Interruption) return undefined
    throw error
  }
}
