import { checkOptions, type OptionRules } from '../check-options.ts'
import { dot, norm, times, type Vector } from '../linear-algebra/vector.ts'
import { type Formula, isFormula, readFormula } from '../objective/formula.ts'
import { formOf, type Point, type PointForm } from '../objective/point.ts'
import type { ResidualFunctions } from '../objective/residuals.ts'
import { type Columns, countRows, evaluateColumn, readColumn, readResponse } from './columns.ts'
import {
  type CurveModel,
  type FittedModel,
  formulaModel,
  functionModel,
  type Parameters,
} from './fitted-model.ts'
import { type LeastSquaresResult, solveLeastSquares } from './least-squares.ts'
import { type LeastSquaresOptions, leastSquaresRules } from './options.ts'

/** How {@link curveFit} works; everything has a default. */
export interface CurveFitOptions<P extends Parameters>
  extends Omit<LeastSquaresOptions<P>, 'jacobian' | 'variables'> {
  /** What the model describes: a column, or a formula over columns; `y` unless given. */
  readonly response?: Formula
  /** The standard deviation of each response: a column, a formula over columns, or numbers. */
  readonly sigma?: Formula | ArrayLike<number>
}

/** What {@link curveFit} came to. */
export interface CurveFitResult<P extends Parameters> extends LeastSquaresResult<P> {
  /** The model at each row. */
  readonly fitted: number[]
  /**
   * The share of the variation of the response about its mean that the model describes, each row
   * weighted as in the fit; NaN for a response that does not vary.
   */
  readonly rSquared: number
}

/**
 * Fits a model to data by least squares: `response - model` over the rows, divided by
 * `sigma` if it is given.
 *
 * @param model  A formula has exact derivatives; if it is linear in its parameters it is solved
 *   at once, in twice the precision of doubles.
 *
 * Throws an `ExpressionError` for a text that is no formula, a RangeError for names that are
 * neither a parameter nor a column or are both, for parameters that a formula does not depend on
 * (such as `e`, which is a number there), for columns of different lengths, for no rows, for
 * entries that are no finite numbers, for a deviation that is not above 0, and for responses
 * whose squares no double holds; a TypeError for options that there are not.
 */
export function curveFit<P extends Parameters>(
  model: CurveModel<P>,
  data: Columns,
  start: P,
  options?: CurveFitOptions<P>,
): CurveFitResult<P>
/**
 * The same with the response apart from what it depends on: numbers that the model calls `x`,
 * or columns by name. In `options.response` it is called `y`.
 */
export function curveFit<P extends Parameters>(
  model: CurveModel<P>,
  x: ArrayLike<number> | Columns,
  y: ArrayLike<number>,
  start: P,
  options?: CurveFitOptions<P>,
): CurveFitResult<P>
export function curveFit<P extends Parameters>(
  model: CurveModel<P>,
  x: ArrayLike<number> | Columns,
  second: P | ArrayLike<number>,
  third?: P | CurveFitOptions<P>,
  fourth?: CurveFitOptions<P>,
): CurveFitResult<P> {
  if (!isNumbers(second)) {
    return fitCurve(model, x as Columns, second, third as CurveFitOptions<P> | undefined)
  }
  const data = { ...(isNumbers(x) ? { x } : x), y: second }
  return fitCurve(model, data, third as P, fourth)
}

const { jacobian: _, variables: __, ...shared } = leastSquaresRules
const rules: OptionRules<CurveFitOptions<Parameters>> = {
  ...shared,
  response: { what: 'a column or a formula', isMet: isFormula },
  sigma: {
    what: 'a column, a formula or numbers',
    isMet: (given) => isFormula(given) || isNumbers(given),
  },
}

function isNumbers(given: unknown): given is ArrayLike<number> {
  return Array.isArray(given) || ArrayBuffer.isView(given)
}

function fitCurve<P extends Parameters>(
  model: CurveModel<P>,
  data: Columns,
  start: P,
  options: CurveFitOptions<P> = {},
): CurveFitResult<P> {
  checkOptions(options, rules)
  const { response = 'y', sigma, ...rest } = options
  const rows = countRows(data)
  const form = formOf(start as Point) as PointForm<P>
  const names = form.names ?? []
  const observation = readResponse(response, data)
  const observed = evaluateColumn(observation, data, 'the response')
  const weights = weightsOf(sigma, data, rows)
  requireSquares(observed, weights)
  const fit = isFormula(model)
    ? formulaModel(readFormula(model), observation, names, data)
    : functionModel(model, form, data)
  const functions = residualsOfModel(fit, observed, weights, names.length)
  const result = solveLeastSquares(functions, form, start, rest, fit.isLinear)
  const fitted = fittedFrom(result.residuals, observed, weights)
  const rSquared = shareDescribed(observed, result.residualSumOfSquares, weights)
  // The result is made new, so that its getter for the state stays one.
  return Object.defineProperties(
    { fitted, rSquared, ...result },
    Object.getOwnPropertyDescriptors(result),
  ) as CurveFitResult<P>
}

function weightsOf(
  sigma: Formula | ArrayLike<number> | undefined,
  data: Columns,
  rows: number,
): Vector | undefined {
  if (sigma === undefined) return undefined
  const deviations = isFormula(sigma)
    ? evaluateColumn(readResponse(sigma, data), data, 'sigma')
    : readColumn(sigma, 'sigma')
  if (deviations.length !== rows) {
    throw new RangeError(`sigma has ${deviations.length} entries for ${rows} rows`)
  }
  const wrong = deviations.findIndex((deviation) => !(deviation > 0))
  if (wrong >= 0) {
    throw new RangeError(`sigma is ${deviations[wrong]} in row ${wrong + 1}, and not above 0`)
  }
  return deviations.map((deviation) => 1 / deviation)
}

/** Where residuals are below this share of the response, doubles leave them 8 digits or less. */
const cancelledShare = 1e-8
/** Below this they are rounding errors of the response itself. */
const roundingShare = 4 * Number.EPSILON
/** Over more rows rounding errors cancel each other, and twice the digits take long. */
const mostPreciseRows = 10_000

function residualsOfModel(
  { values, jacobian: slopes, preciseGap }: FittedModel,
  observed: Vector,
  weights: Vector | undefined,
  n: number,
): ResidualFunctions {
  const size = norm(weights ? times(observed, weights) : observed)
  const gapAt = (at: Vector): Vector => {
    const fitted = values(at)
    const gap = fitted.map((entry, i) => (observed[i]! - entry) * (weights ? weights[i]! : 1))
    const share = norm(gap) / size
    if (!(share < cancelledShare && share > roundingShare)) return gap
    const precise = gap.length <= mostPreciseRows ? preciseGap?.(at) : undefined
    if (!precise) return gap
    return gap.map((entry, i) => {
      const left = precise[i]! * (weights ? weights[i]! : 1)
      return Number.isFinite(left) ? left : entry
    })
  }
  return {
    residuals: gapAt,
    ...(slopes && {
      jacobian: (at: Vector) => {
        const matrix = slopes(at)
        for (let i = 0, k = 0; i < observed.length; i++) {
          const factor = weights ? -weights[i]! : -1
          for (const end = k + n; k < end; k++) matrix[k]! *= factor
        }
        return matrix
      },
    }),
  }
}

/** Refuses responses whose squares are no doubles, so that their sum would say nothing. */
function requireSquares(observed: Vector, weights: Vector | undefined): void {
  let size = 0
  observed.forEach((entry, i) => {
    size = Math.max(size, Math.abs(entry) * (weights ? weights[i]! : 1))
  })
  if (size === 0 || (size > 1e-140 && size < 1e140)) return
  const what = weights ? 'the responses over sigma' : 'the responses'
  throw new RangeError(`${what} go up to ${size}, which has no square: choose another unit`)
}

/** The model at each row, from what it leaves: nothing is called for it. */
function fittedFrom(residuals: readonly number[], observed: Vector, weights?: Vector): number[] {
  return Array.from(observed, (entry, i) =>
    residuals.length > 0 ? entry - residuals[i]! / (weights ? weights[i]! : 1) : Number.NaN,
  )
}

/** `1 - Σ w² (y - f)² / Σ w² (y - ȳ)²` with the weighted mean; NaN where all responses are one. */
function shareDescribed(observed: Vector, left: number, weights: Vector | undefined): number {
  const squares = weights ? weights.map((weight) => weight * weight) : observed.map(() => 1)
  const mean = dot(squares, observed) / squares.reduce((sum, each) => sum + each, 0)
  let total = 0
  observed.forEach((entry, i) => {
    total += squares[i]! * (entry - mean) ** 2
  })
  return total > 0 ? 1 - left / total : Number.NaN
}
