import { shown } from '../check-options.ts'
import { type Vector, zeros } from '../linear-algebra/vector.ts'
import { findStrange, type Point, type PointForm, type PointLike } from './point.ts'
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
  requireFunctions({ value, gradient, valueAndGradient, hessian })
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

function requireFunctions(parts: Readonly<Record<string, unknown>>): void {
  for (const [name, part] of Object.entries(parts)) {
    if (part === undefined || typeof part === 'function') continue
    throw new ObjectiveError(`\`${name}\` of the objective is ${shown(part)}, and not a function`)
  }
}

function joint<P extends Point>(
  call: NonNullable<ObjectiveFunctions<P>['valueAndGradient']>,
  form: PointForm<P>,
): NonNullable<Problem['valueAndGradient']> {
  return (x) => {
    const { value, gradient } = call(form.write(x)) ?? {}
    return { value: readNumber(value), gradient: readGradient(gradient, form) }
  }
}

function readNumber(value: unknown): number {
  if (typeof value === 'number') return value
  throw new ObjectiveError(`the objective returned ${shown(value)}, where a number is needed`)
}

function readGradient<P extends Point>(gradient: Point, form: PointForm<P>): Vector {
  if (typeof gradient !== 'object' || gradient === null) {
    throw new ObjectiveError(`the gradient is ${shown(gradient)}, where numbers are needed`)
  }
  const strange = findStrange(gradient, isNumber)
  if (strange) {
    const { name, entry } = strange
    throw new ObjectiveError(`the gradient has ${shown(entry)} at ${name}, and no number`)
  }
  try {
    return form.read(gradient)
  } catch (error) {
    throw new ObjectiveError(`the gradient does not fit the start: ${(error as Error).message}`)
  }
}

function isNumber(entry: unknown): boolean {
  return typeof entry === 'number'
}

/** Entries that differ by less than this across the diagonal, relative to them, are the same. */
const symmetry = 1e-3
/** Or by less than this, relative to the largest of all. */
const largestShare = 1e-8

function readHessian(rows: ArrayLike<ArrayLike<number>>, n: number): Vector {
  if (rows?.length !== n) {
    const what = rows?.length === undefined ? shown(rows) : `${rows.length} rows`
    throw new ObjectiveError(`the Hessian is ${what}, where ${n} rows of ${n} numbers are needed`)
  }
  const matrix = zeros(n * n)
  let largest = 0
  for (let i = 0; i < n; i++) {
    const row = rows[i]!
    if (row?.length !== n) {
      throw new ObjectiveError(`row ${i} of the Hessian has ${row?.length ?? 'none'} of ${n}`)
    }
    for (let j = 0; j < n; j++) {
      const entry: unknown = row[j]
      if (typeof entry !== 'number') {
        throw new ObjectiveError(`the Hessian has ${shown(entry)} at ${i}, ${j}, and no number`)
      }
      matrix[i * n + j] = entry
      largest = Math.max(largest, Math.abs(entry))
    }
  }
  balance(matrix, n, largest)
  return matrix
}

/** Takes means across the diagonal, where rounding or differences made entries unlike. */
function balance(matrix: Vector, n: number, largest: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [low, high] = [matrix[i * n + j]!, matrix[j * n + i]!]
      if (low === high) continue
      const gap = Math.abs(low - high)
      const size = Math.max(Math.abs(low), Math.abs(high))
      if (gap > symmetry * size && gap > largestShare * largest) {
        throw new ObjectiveError(
          `the Hessian is not symmetric: ${low} at ${i}, ${j}, and ${high} at ${j}, ${i}`,
        )
      }
      const mean = low / 2 + high / 2
      matrix[i * n + j] = mean
      matrix[j * n + i] = mean
    }
  }
}
