import { type Vector, zeros } from '../linear-algebra/vector.ts'
import type { Point, PointForm, PointLike } from './point.ts'
import type { Problem } from './problem.ts'

/** An objective as functions of a point, with the derivatives that are known. */
export interface ObjectiveFunctions<P extends Point> {
  /** May be left out where `valueAndGradient` is given. */
  readonly value?: (x: PointLike<P>) => number
  readonly gradient?: (x: PointLike<P>) => Point
  /** One call for both. */
  readonly valueAndGradient?: (x: PointLike<P>) => {
    readonly value: number
    readonly gradient: Point
  }
  /** Rows of second derivatives, in the order of the start. */
  readonly hessian?: (x: PointLike<P>) => ArrayLike<ArrayLike<number>>
}

/** Thrown for functions that return something else than they have to. */
export class ObjectiveError extends TypeError {
  override readonly name = 'ObjectiveError'
}

/** Functions of users as a problem. They get a copy of each point, which they may keep. */
export function problemOfFunctions<P extends Point>(
  functions: ObjectiveFunctions<P>,
  form: PointForm<P>,
): Problem {
  const { value, gradient, valueAndGradient, hessian } = functions
  if (!value && !valueAndGradient) {
    throw new ObjectiveError('the objective is a function, a formula, or an object with `value`')
  }
  const both = valueAndGradient && joint(valueAndGradient, form)
  return {
    size: form.size,
    value: value ? (x) => readNumber(value(form.write(x))) : (x) => both!(x).value,
    ...(gradient && { gradient: (x: Vector) => readGradient(gradient(form.write(x)), form) }),
    ...(both && { valueAndGradient: both }),
    ...(hessian && { hessian: (x: Vector) => readHessian(hessian(form.write(x)), form.size) }),
    isJoint: !value,
  }
}

function joint<P extends Point>(
  call: NonNullable<ObjectiveFunctions<P>['valueAndGradient']>,
  form: PointForm<P>,
): NonNullable<Problem['valueAndGradient']> {
  return (x) => {
    const { value, gradient } = call(form.write(x))
    return { value: readNumber(value), gradient: readGradient(gradient, form) }
  }
}

function readNumber(value: unknown): number {
  if (typeof value === 'number') return value
  throw new ObjectiveError(`the objective returned ${typeof value}, where a number is needed`)
}

function readGradient<P extends Point>(gradient: Point, form: PointForm<P>): Vector {
  try {
    return form.read(gradient)
  } catch (error) {
    throw new ObjectiveError(`the gradient does not fit the start: ${(error as Error).message}`)
  }
}

function readHessian(rows: ArrayLike<ArrayLike<number>>, n: number): Vector {
  const matrix = zeros(n * n)
  if (rows.length !== n) throw new ObjectiveError(`the Hessian has ${rows.length} rows of ${n}`)
  for (let i = 0; i < n; i++) {
    const row = rows[i]!
    if (row.length !== n)
      throw new ObjectiveError(`row ${i} of the Hessian has ${row.length} of ${n}`)
    for (let j = 0; j < n; j++) matrix[i * n + j] = row[j]!
  }
  return matrix
}
