import { compileFunction, jacobian as derive, type Expr } from '@gradus/symbolic'
import { lossSlopes, type ScaledLoss, totalLoss } from '../least-squares/loss.ts'
import type { Vector } from '../linear-algebra/vector.ts'
import { type Formula, readFormula } from './formula.ts'
import { ObjectiveError } from './from-functions.ts'
import type { Point, PointForm, PointLike } from './point.ts'
import type { Problem, SumOfSquares } from './problem.ts'
import { rememberLast } from './remember-last.ts'

/** Residuals as a function of a point. */
export type Residuals<P extends Point> = (x: PointLike<P>) => ArrayLike<number>

/** Rows of derivatives, one for each residual, in the order of the start. */
export type Jacobian<P extends Point> = (x: PointLike<P>) => ArrayLike<ArrayLike<number>>

/** The functions that a sum of squares is made of. */
export interface ResidualFunctions {
  readonly residuals: (x: Vector) => Vector
  /** `[m, n]`, row-major. */
  readonly jacobian?: (x: Vector) => Vector
}

/** A sum of squares, or of a loss of them, as an objective. */
export function problemOfResiduals(
  functions: ResidualFunctions,
  size: number,
  loss: ScaledLoss,
): Problem {
  const total = (residuals: Vector): number => totalLoss(residuals, loss)
  const slopes: SumOfSquares['slopes'] = (residuals) => lossSlopes(residuals, loss)
  const squares = { ...functions, total, slopes }
  return { size, value: (x) => total(functions.residuals(x)), squares }
}

/** Residuals of users. They get a copy of each point, which they may keep. */
export function residualsOfFunctions<P extends Point>(
  residuals: Residuals<P>,
  jacobian: Jacobian<P> | undefined,
  form: PointForm<P>,
): ResidualFunctions {
  const n = form.size
  return {
    residuals: (x) => readList(residuals(form.write(x))),
    ...(jacobian && { jacobian: (x: Vector) => readRows(jacobian(form.write(x)), n) }),
  }
}

function readList(found: ArrayLike<number>): Vector {
  if (typeof found !== 'object' || !(found.length > 0)) {
    throw new ObjectiveError('the residuals are a list of numbers')
  }
  return new Float64Array(found)
}

function readRows(rows: ArrayLike<ArrayLike<number>>, n: number): Vector {
  const matrix = new Float64Array(rows.length * n)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    if (row.length !== n)
      throw new ObjectiveError(`row ${i} of the Jacobian has ${row.length} of ${n}`)
    for (let j = 0; j < n; j++) matrix[i * n + j] = row[j]!
  }
  return matrix
}

const remembered = rememberLast<ResidualFunctions>(64)

/** Residuals as formulas, with their exact derivatives. */
export function residualsOfFormulas(
  formulas: readonly Formula[],
  variables: readonly string[],
): ResidualFunctions {
  if (formulas.length === 0) throw new RangeError('there are no residuals')
  const keys = [formulas.length, ...formulas, ...variables]
  return remembered(keys, () => residualsOfExprs(formulas.map(readFormula), variables))
}

function residualsOfExprs(exprs: readonly Expr[], variables: readonly string[]): ResidualFunctions {
  const n = variables.length
  const values = compileFunction(exprs, variables)
  let rows: ((x: Vector, out: Float64Array) => Vector) | undefined
  return {
    residuals: (x) => values(x, new Float64Array(exprs.length)),
    jacobian: (x) => {
      rows ??= compileFunction(derive(exprs, variables).flat(), variables)
      return rows(x, new Float64Array(exprs.length * n))
    },
  }
}
