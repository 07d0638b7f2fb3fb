import { compileFunction, type Expr, freeVariables, jacobian } from '@gradus/symbolic'
import type { Vector } from '../linear-algebra/vector.ts'
import { type Formula, isFormula, readFormula } from '../objective/formula.ts'
import { formOf, type Point, type PointForm } from '../objective/point.ts'
import type { ResidualFunctions } from '../objective/residuals.ts'
import {
  type LeastSquaresOptions,
  type LeastSquaresResult,
  solveLeastSquares,
} from './least-squares.ts'

/** Columns of numbers by name, all of one length. */
export type Columns = Readonly<Record<string, ArrayLike<number>>>

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
  /** The share of the variation of the response about its mean that the model describes. */
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
 * neither a parameter nor a column, for parameters that a formula does not depend on (such as
 * `e`, which is a number there), for columns of different lengths, for no rows, for a
 * response that is not finite, and for a deviation that is not above 0.
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

function isNumbers(given: unknown): given is ArrayLike<number> {
  return Array.isArray(given) || ArrayBuffer.isView(given)
}

function fitCurve<P extends Parameters>(
  model: CurveModel<P>,
  data: Columns,
  start: P,
  options: CurveFitOptions<P> = {},
): CurveFitResult<P> {
  const { response = 'y', sigma, ...rest } = options
  const rows = countRows(data)
  const form = formOf(start as Point) as PointForm<P>
  const names = form.names ?? []
  const observed = evaluateColumn(response, data, rows)
  const gap = observed.findIndex((entry) => !Number.isFinite(entry))
  if (gap >= 0) throw new RangeError(`the response is ${observed[gap]} in row ${gap + 1}`)
  const weights = weightsOf(sigma, data, rows)
  const fit = isFormula(model)
    ? formulaModel(readFormula(model), names, data, rows)
    : functionModel(model, form, data, rows)
  const functions = residualsOfModel(fit, observed, weights, names.length)
  const result = solveLeastSquares(functions, form, start, rest, fit.isLinear)
  const fitted = Array.from(fit.values(form.read(result.x as Point)))
  // The result is made new, so that its getter for the state stays one.
  return Object.defineProperties(
    { fitted, rSquared: shareDescribed(observed, fitted), ...result },
    Object.getOwnPropertyDescriptors(result),
  ) as CurveFitResult<P>
}

function countRows(data: Columns): number {
  const [first, ...others] = Object.entries(data)
  if (!first || first[1].length === 0) throw new RangeError('there are no data to fit')
  const [name, { length }] = first
  for (const [other, column] of others) {
    if (column.length === length) continue
    throw new RangeError(`${other} has ${column.length} rows, and ${name} has ${length}`)
  }
  return length
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
  const idle = parameters.find((name) => !freeVariables(model).includes(name))
  // Names such as `e` are numbers in formulas, whatever they were meant for.
  if (idle !== undefined) throw new RangeError(`the model does not depend on ${idle}`)
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

/** The columns that a formula uses. */
function columnsIn(
  formula: Expr,
  data: Columns,
  known: readonly string[],
): { readonly names: readonly string[]; readonly lists: readonly ArrayLike<number>[] } {
  const names = freeVariables(formula).filter((name) => !known.includes(name))
  const unknown = names.find((name) => !(name in data))
  if (unknown !== undefined) {
    const have = [...known, ...Object.keys(data)].join(', ')
    throw new RangeError(`there is no ${unknown}; there are ${have}`)
  }
  return { names, lists: names.map((name) => data[name]!) }
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

function evaluateColumn(formula: Formula, data: Columns, rows: number): Vector {
  if (typeof formula === 'string' && formula in data) return Float64Array.from(data[formula]!)
  const expr = readFormula(formula)
  const { names, lists } = columnsIn(expr, data, [])
  const value = compileFunction(expr, names)
  return Float64Array.from({ length: rows }, (_, i) => value(lists.map((list) => list[i]!)))
}

function weightsOf(
  sigma: Formula | ArrayLike<number> | undefined,
  data: Columns,
  rows: number,
): Vector | undefined {
  if (sigma === undefined) return undefined
  const deviations = isFormula(sigma) ? evaluateColumn(sigma, data, rows) : new Float64Array(sigma)
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
      return observed.map((entry, i) => (entry - fitted[i]!) * (weights?.[i] ?? 1))
    },
    ...(slopes && {
      jacobian: (at: Vector) =>
        slopes(at).map((entry, k) => -entry * (weights?.[Math.floor(k / n)] ?? 1)),
    }),
  }
}

function shareDescribed(observed: Vector, fitted: readonly number[]): number {
  const mean = observed.reduce((sum, entry) => sum + entry, 0) / observed.length
  let total = 0
  let left = 0
  observed.forEach((entry, i) => {
    total += (entry - mean) ** 2
    left += (entry - fitted[i]!) ** 2
  })
  return 1 - left / total
}
