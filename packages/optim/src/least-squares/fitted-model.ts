import { compileFunction, type Expr, freeVariables, jacobian, nodesOf } from '@gradus/symbolic'
import type { Vector } from '../linear-algebra/vector.ts'
import type { Formula } from '../objective/formula.ts'
import type { PointForm } from '../objective/point.ts'
import { type Columns, columnsIn, countRows } from './columns.ts'
import { preciseGap } from './precise-model.ts'

/** Parameters by name, or in the order of `variables`. */
export type Parameters = Readonly<Record<string, number>>

/** A model: a formula over parameters and columns, or a function of parameters and a row. */
export type CurveModel<P extends Parameters> =
  | Formula
  | ((parameters: { [name in keyof P]: number }, row: Readonly<Record<string, number>>) => number)

/** A model over all rows, with its derivatives by the parameters if they are known. */
export interface FittedModel {
  readonly values: (parameters: Vector) => Vector
  /** `[rows, parameters]`, row-major. */
  readonly jacobian?: (parameters: Vector) => Vector
  readonly isLinear: boolean
  /** Response less model with about 32 digits, where its ops are known that well. */
  readonly preciseGap?: (parameters: Vector) => Vector | undefined
}

/**
 * A formula over parameters and columns, with exact derivatives. Throws a RangeError for names
 * that are neither or both, and for a parameter that it does not depend on.
 */
export function formulaModel(
  model: Expr,
  response: Expr,
  parameters: readonly string[],
  data: Columns,
): FittedModel {
  const columns = columnsIn(model, data, parameters)
  requireParameters(model, parameters, data)
  const variables = [...parameters, ...columns.names]
  const slopes = jacobian([model], parameters)[0]!
  const value = compileFunction(model, variables)
  const derivatives = compileFunction(slopes, variables)
  const n = parameters.length
  const rows = countRows(data)
  const overRows = (at: Vector, visit: (point: Vector, row: number) => void): void => {
    const point = new Float64Array(variables.length)
    point.set(at)
    const { lists } = columns
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < lists.length; k++) point[n + k] = lists[k]![i]!
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
    preciseGap: preciseGap({ response, model, parameters, data }),
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

/** A function of the parameters and a row, with derivatives by differences. */
export function functionModel<P extends Parameters>(
  model: Exclude<CurveModel<P>, Formula>,
  form: PointForm<P>,
  data: Columns,
): FittedModel {
  const entries = Object.entries(data)
  const records = Array.from({ length: countRows(data) }, (_, i) =>
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
