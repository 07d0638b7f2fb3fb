import { checkOptions } from '../check-options.ts'
import type { Vector } from '../linear-algebra/vector.ts'
import { type Checkpoint, load, save } from '../minimize/checkpoint.ts'
import type { EvaluationCounts } from '../minimize/evaluator.ts'
import { lowestState } from '../minimize/fallback.ts'
import { LoggedEvaluator } from '../minimize/logged-evaluator.ts'
import { type RunEnd, type RunLimits, runSolver, type TraceEntry } from '../minimize/run.ts'
import { describeStop, isConverged, type Stop } from '../minimize/stop.ts'
import { type Box, findFree, project } from '../objective/bounds.ts'
import { readBounds } from '../objective/box.ts'
import type { Formula } from '../objective/formula.ts'
import {
  formOf,
  isList,
  type NumberList,
  namesOf,
  type Point,
  type PointForm,
  type PointLike,
  toArray,
  toRows,
} from '../objective/point.ts'
import {
  problemOfResiduals,
  type ResidualFunctions,
  type Residuals,
  residualsOfFormulas,
  residualsOfFunctions,
} from '../objective/residuals.ts'
import type { ResidualParts } from '../objective/traced.ts'
import { solverFor } from './levenberg-marquardt.ts'
import { linearSolver } from './linear.ts'
import type { ScaledLoss } from './loss.ts'
import { type LeastSquaresOptions, type LeastSquaresTrace, leastSquaresRules } from './options.ts'
import type { LeastSquaresState } from './state.ts'
import { type FitStatistics, fitStatistics, intervalFactor } from './statistics.ts'

/** What {@link leastSquares} came to. */
export interface LeastSquaresResult<P extends Point> {
  readonly x: PointLike<P>
  /** The same as `x`. */
  readonly parameters: PointLike<P>
  /** The total loss at `x`: the sum of squares, unless another loss was asked for. */
  readonly value: number
  readonly residuals: number[]
  /** The sum of squares, whatever the loss. */
  readonly residualSumOfSquares: number
  readonly degreesOfFreedom: number
  /** NaN where the data do not determine a parameter, 0 where a bound does. */
  readonly standardErrors: PointLike<P>
  /**
   * In the order of the start: `(JᵀJ)⁻¹` times the residual sum of squares by its degrees of
   * freedom. Under a robust loss rows of `J` weigh as in the fit, as SciPy has it.
   */
  readonly covariance: number[][]
  /** Whether the data determine all parameters that no bound does: else others fit as well. */
  readonly isUnique: boolean
  /** For each parameter the ends of its interval, by Student's t. */
  readonly confidenceIntervals: (level?: number) => IntervalsLike<P>
  readonly iterations: number
  readonly evaluations: EvaluationCounts
  readonly converged: boolean
  readonly reason: string
  readonly stop: Stop
  readonly trace?: readonly LeastSquaresTrace<P>[]
  /** Where the run stands, for `resume`; plain JSON. */
  readonly state: Checkpoint
}

/** Intervals in the form of the start. */
export type IntervalsLike<P extends Point> = P extends NumberList
  ? [number, number][]
  : { [name in keyof P]: [number, number] }

const defaultIterations = 5000
const defaultEvaluations = 50_000

/**
 * Minimizes the sum of squares of residuals, or a robust loss of them.
 *
 * @param residuals  A function that gives the residuals at a point, the same with its Jacobian
 *   (such as {@link tracedResiduals} of a function over tensors), or a list of formulas.
 *
 * Throws an `ExpressionError` for a text that is no formula, a RangeError or a TypeError for
 * arguments that do not fit together.
 */
export function leastSquares<P extends Point>(
  residuals: Residuals<P> | ResidualParts<P> | readonly Formula[],
  start: P,
  options: LeastSquaresOptions<P> = {},
): LeastSquaresResult<P> {
  checkOptions(options, leastSquaresRules)
  const form = formOf(start, options.variables)
  if (Array.isArray(residuals)) {
    const formulas = residualsOfFormulas(residuals as readonly Formula[], namesOf(form))
    return solveLeastSquares(formulas, form, start, options)
  }
  const parts = typeof residuals === 'function' ? { residuals } : (residuals as ResidualParts<P>)
  const functions = residualsOfFunctions(parts.residuals, options.jacobian ?? parts.jacobian, form)
  return solveLeastSquares(functions, form, start, options)
}

/**
 * The same for residuals that are functions already.
 *
 * @param isLinear  Whether they are linear in all variables.
 */
export function solveLeastSquares<P extends Point>(
  functions: ResidualFunctions,
  form: PointForm<P>,
  start: P,
  options: LeastSquaresOptions<P>,
  isLinear = false,
): LeastSquaresResult<P> {
  const { method, loss: name = 'linear', lossScale: scale = 1 } = options
  const loss: ScaledLoss = { name, scale }
  const box = readBounds(options.bounds, form)
  const x = project(form.read(start), box)
  const typical = x.map((entry) => Math.abs(entry) || 1)
  const limits = limitsOf(options, form)
  const problem = problemOfResiduals(functions, form.size, loss)
  const evaluator = new LoggedEvaluator(problem, { typical, box }, limits)
  const label = method ?? 'least-squares'
  const resumed = options.resume && load(options.resume, label)
  const general = solverFor(method, loss)
  const solver = isLinear && !box && name === 'linear' ? linearSolver(general) : general
  const end = runSolver(solver, evaluator, x, { seed: 0 }, limits, resumed)
  const { hasTrace } = limits
  return resultOf(end, { form, method: label, loss, evaluator, box, start: x, hasTrace })
}

function limitsOf<P extends Point>(
  { maxIterations, maxEvaluations, signal, trace, onIteration }: LeastSquaresOptions<P>,
  form: PointForm<P>,
): RunLimits {
  return {
    maxIterations: maxIterations ?? defaultIterations,
    maxEvaluations: maxEvaluations ?? defaultEvaluations,
    signal,
    hasTrace: trace ?? false,
    onIteration: onIteration && ((entry) => onIteration({ ...entry, x: form.write(entry.x) })),
  }
}

interface ResultParts<P extends Point> {
  readonly form: PointForm<P>
  readonly method: string
  readonly loss: ScaledLoss
  readonly evaluator: LoggedEvaluator
  readonly box: Box | undefined
  readonly start: Vector
  readonly hasTrace: boolean
}

function resultOf<P extends Point>(
  { run, stop }: RunEnd,
  { form, method, loss, evaluator, box, start, hasTrace }: ResultParts<P>,
): LeastSquaresResult<P> {
  const state = lowestState(run.state) as LeastSquaresState | undefined
  const at = isConverged(stop) && state ? state : bestOf(state, evaluator.best, start)
  const n = form.size
  const free = new Set(findFree(at.x, at.gradient, box))
  const held = new Set(Array.from({ length: n }, (_, j) => j).filter((j) => !free.has(j)))
  const fit = fitStatistics(at.residuals, at.jacobian, n, held, loss)
  return {
    x: form.write(at.x),
    parameters: form.write(at.x),
    value: at.value,
    residuals: toArray(at.residuals),
    residualSumOfSquares: fit.residualSumOfSquares,
    degreesOfFreedom: fit.degreesOfFreedom,
    standardErrors: form.write(fit.standardErrors),
    covariance: toRows(fit.covariance, n),
    isUnique: fit.isUnique,
    confidenceIntervals: (level = 0.95) => {
      const factor = intervalFactor(level, fit.degreesOfFreedom)
      const reach = fit.standardErrors.map((error) => factor * error)
      return intervals(at.x, reach, form)
    },
    iterations: run.iteration,
    evaluations: evaluator.memory.counts,
    converged: isConverged(stop),
    reason: reasonOf(stop, fit, n - held.size, form.names),
    stop,
    ...(hasTrace && {
      trace: (run.trace as TraceEntry[]).map((entry) => ({ ...entry, x: form.write(entry.x) })),
    }),
    get state() {
      return save(method, run)
    },
  }
}

/** The reason to stop, and whether other parameters fit as well. */
function reasonOf(
  stop: Stop,
  { isUnique, degreesOfFreedom }: FitStatistics,
  free: number,
  names: readonly string[] | undefined,
): string {
  const reason = describeStop(stop, names)
  if (isUnique || !isConverged(stop)) return reason
  const rows = degreesOfFreedom + free
  return degreesOfFreedom < 0
    ? `${reason}; ${rows} ${rows === 1 ? 'residual does' : 'residuals do'} not determine ${free} parameters, so others fit as well`
    : `${reason}; the residuals do not determine all parameters, so others fit as well`
}

type Known = Pick<LeastSquaresState, 'x' | 'value' | 'gradient' | 'residuals' | 'jacobian'>

/** The lowest point of a run that was interrupted, where it may be known by its residuals alone. */
function bestOf(
  state: LeastSquaresState | undefined,
  best: LoggedEvaluator['best'],
  start: Vector,
): Known {
  if (state && !(best && best.value < state.value)) return state
  const none = new Float64Array(0)
  const { x = start, value = Number.NaN, residuals = none } = best ?? {}
  return { x, value, gradient: x.map(() => 0), residuals, jacobian: none }
}

function intervals<P extends Point>(
  x: Vector,
  reach: Vector,
  form: PointForm<P>,
): IntervalsLike<P> {
  const pairs = Array.from(x, (entry, j): [number, number] => [
    entry - reach[j]!,
    entry + reach[j]!,
  ])
  const written = form.write(x)
  if (isList(written as Point)) return pairs as IntervalsLike<P>
  const { names = [] } = form
  return Object.fromEntries(names.map((name, j) => [name, pairs[j]!])) as IntervalsLike<P>
}
