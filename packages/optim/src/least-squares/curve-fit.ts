import { compileFunction, type Expr, freeVariables, jacobian, nodesOf } from '@gradus/symbolic'
import { dot, type Vector } from '../linear-algebra/vector.ts'
import { checkOptions, type OptionRules } from '../objective/check-options.ts'
import { type Formula, isFormula, readFormula } from '../objective/formula.ts'
import { formOf, type Point, type PointForm } from '../objective/point.ts'
import type { ResidualFunctions } from '../objective/residuals.ts'
import { type Columns, columnsIn, countRows, evaluateColumn, readColumn } from './columns.ts'
import { type LeastSquaresResult, solveLeastSquares } from './least-squares.ts'
import { type LeastSquaresOptions, leastSquaresRules } from './options.ts'

/** Parameters by name, or in the order of `variables`. */
type Parameters = Readonly<Record<string, number>>

/** A model: a formula over parameters and columns, or a function of parameters and a row. */
export type CurveModel<P extends Parameters> =
  | Formula
  | ((parameters: { [name in keyof P]: number }, row: Readonly<Record<string, number>>) => number)

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
  const observed = evaluateColumn(response, data, 'the response')
  const weights = weightsOf(sigma, data, rows)
  requireSquares(observed, weights)
  const fit = isFormula(model)
    ? formulaModel(readFormula(model), names, data, rows)
    : functionModel(model, form, data, rows)
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

/** A model over all rows, with its derivatives by the parameters if they are known. */
interface FittedModel {
  readonly values: (parameters: Vector) => Vector
  /** `[rows, parameters]`, row-major. */
  readonly jacobian?: (parameters: Vector) => Vector
  readonly isLinear: boolean
}

function formulaModel(
  model: Expr,
  parameters: readonly string[],
  data: Columns,
  rows: number,
): FittedModel {
  const columns = columnsIn(model, data, parameters)
  requireParameters(model, parameters, data)
  const variables = [...parameters, ...columns.names]
  const slopes = jacobian([model], parameters)[0]!
  const value = compileFunction(model, variables)
  const derivatives = compileFunction(slopes, variables)
  const n = parameters.length
  const overRows = (at: Vector, visit: (point: Vector, row: number) => void): void => {
    const point = new Float64Array(variables.length)
    point.set(at)
    for (let i = 0; i < rows; i++) {
      columns.lists.forEach((column, k) => {
        point[n + k] = column[i]!
      })
      visit(point, i)
    }
  }
  return {
    isLinear: slopes.every((slope) =>
      freeVariables(slope).every((name) => !parameters.includes(name)),
    ),
    values: (at) => {
      const values = new Float64Array(rows)
      overRows(at, (point, i) => {
        values[i] = value(point)
      })
      return values
    },
    jacobian: (at) => {
      const matrix = new Float64Array(rows * n)
      overRows(at, (point, i) => void derivatives(point, matrix.subarray(i * n, (i + 1) * n)))
      return matrix
    },
  }
}

/** Refuses parameters that a formula does not depend on, or that are columns as well. */
function requireParameters(model: Expr, parameters: readonly string[], data: Columns): void {
  const both = parameters.find((name) => Object.hasOwn(data, name))
  if (both !== undefined) throw new RangeError(`${both} is a column and a parameter`)
  const idle = parameters.find((name) => !freeVariables(model).includes(name))
  if (idle === undefined) return
  const isNumber = nodesOf([model]).some(({ kind, label }) => kind === 'constant' && label === idle)
  const help = isNumber ? `, where ${idle} is a number: write \`${idle}\` in backticks` : ''
  throw new RangeError(`the model does not depend on ${idle}${help}`)
}

function functionModel<P extends Parameters>(
  model: Exclude<CurveModel<P>, Formula>,
  form: PointForm<P>,
  data: Columns,
  rows: number,
): FittedModel {
  const entries = Object.entries(data)
  const records = Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(entries.map(([name, column]) => [name, column[i]!])),
  )
  return {
    isLinear: false,
    values: (at) => {
      const parameters = form.write(at) as { [name in keyof P]: number }
      return Float64Array.from(records, (row) => model(parameters, row))
    },
  }
}

function weightsOf(
  sigma: Formula | ArrayLike<number> | undefined,
  data: Columns,
  rows: number,
): Vector | undefined {
  if (sigma === undefined) return undefined
  const deviations = isFormula(sigma)
    ? evaluateColumn(sigma, data, 'sigma')
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

function residualsOfModel(
  { values, jacobian: slopes }: FittedModel,
  observed: Vector,
  weights: Vector | undefined,
  n: number,
): ResidualFunctions {
  return {
    residuals: (at) => {
      const fitted = values(at)
      for (let i = 0; i < fitted.length; i++) {
        fitted[i] = (observed[i]! - fitted[i]!) * (weights ? weights[i]! : 1)
      }
      return fitted
    },
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
