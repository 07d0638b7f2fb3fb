import { compileFunction, type Expr, gradient, hessian } from '@gradus/symbolic'
import { shown } from '../check-options.ts'
import type { Vector } from '../linear-algebra/vector.ts'
import { type Formula, isFormula, readFormula } from './formula.ts'
import { ObjectiveError } from './from-functions.ts'
import type { Point, PointForm, PointLike } from './point.ts'
import { namesOf } from './point.ts'
import type { ConstraintFunctions } from './problem.ts'
import { rememberLast } from './remember-last.ts'

/** A function or formula with what it has to be: exactly one of the three is given. */
export interface ConstraintSpec<P extends Point> {
  readonly value: ((x: PointLike<P>) => number) | Formula
  /** For a function; by differences where it is not given. */
  readonly gradient?: (x: PointLike<P>) => Point
  readonly equals?: number
  readonly atLeast?: number
  readonly atMost?: number
}

/** A constraint: `"x + y = 1"`, `"x^2 + y^2 <= 4"`, or a function with its side. */
export type Constraint<P extends Point> = string | ConstraintSpec<P>

/** One constraint in the form `c(x) = 0` or `c(x) ≤ 0`. */
interface Row {
  readonly isEquality: boolean
  readonly value: (x: Vector) => number
  readonly gradient?: (x: Vector) => Vector
  readonly hessian?: (x: Vector) => Vector
}

/**
 * Reads constraints. Throws an `ExpressionError` for a side that is no formula, and a
 * RangeError for a text without exactly one of `=`, `<=` and `>=`, or a spec without one side.
 */
export function readConstraints<P extends Point>(
  constraints: readonly Constraint<P>[],
  form: PointForm<P>,
): ConstraintFunctions {
  const rows = constraints.map((constraint) => readRow(constraint, form))
  const n = form.size
  const stack = (part: (row: Row) => (x: Vector) => Vector, length: number) => (x: Vector) => {
    const all = new Float64Array(rows.length * length)
    rows.forEach((row, k) => {
      all.set(part(row)(x), k * length)
    })
    return all
  }
  return {
    isEquality: rows.map(({ isEquality }) => isEquality),
    values: (x) => Float64Array.from(rows, (row) => row.value(x)),
    ...(rows.every((row) => row.gradient) && { jacobian: stack((row) => row.gradient!, n) }),
    ...(rows.every((row) => row.hessian) && { hessians: stack((row) => row.hessian!, n * n) }),
  }
}

function readRow<P extends Point>(constraint: Constraint<P>, form: PointForm<P>): Row {
  if (typeof constraint === 'string') return rowOfText(constraint, form)
  const { value, equals, atLeast, atMost } = requireSpec(constraint)
  const given = [equals, atLeast, atMost].filter((side) => side !== undefined)
  if (given.length !== 1) {
    throw new RangeError('a constraint has one of `equals`, `atLeast` and `atMost`')
  }
  const side = given[0]!
  const sign = (atLeast === undefined ? 1 : -1) / Math.max(1, Math.abs(side))
  const isEquality = equals !== undefined
  if (isFormula(value)) return rowOfExpr(readFormula(value).sub(side).mul(sign), isEquality, form)
  const slopes = constraint.gradient
  return {
    isEquality,
    value: (x) => sign * (readNumber(value(form.write(x))) - side),
    ...(slopes && {
      gradient: (x: Vector) => form.read(slopes(form.write(x))).map((entry) => sign * entry),
    }),
  }
}

function requireSpec<P extends Point>(constraint: ConstraintSpec<P>): ConstraintSpec<P> {
  if (typeof constraint !== 'object' || constraint === null) {
    throw new TypeError(`a constraint is ${shown(constraint)}, where a text or an object is needed`)
  }
  const { value, equals, atLeast, atMost } = constraint
  if (typeof value !== 'function' && !isFormula(value)) {
    throw new TypeError(`\`value\` of a constraint is ${shown(value)}, and no function or formula`)
  }
  for (const side of [equals, atLeast, atMost]) {
    if (side === undefined || Number.isFinite(side)) continue
    throw new RangeError(
      `a constraint has ${shown(side)} on its other side, where a number is needed`,
    )
  }
  return constraint
}

function readNumber(value: unknown): number {
  if (typeof value === 'number') return value
  throw new ObjectiveError(`a constraint returned ${shown(value)}, where a number is needed`)
}

function rowOfText<P extends Point>(text: string, form: PointForm<P>): Row {
  const [, left, relation, right] = /^([^<>=]+)(<=|>=|=)([^<>=]+)$/.exec(text) ?? []
  if (left === undefined || right === undefined) {
    throw new RangeError(
      `"${text}" is no constraint: it needs one of =, <= and >= between two sides`,
    )
  }
  const difference = readFormula(left).sub(readFormula(right))
  const expr = relation === '>=' ? difference.neg() : difference
  return rowOfExpr(expr, relation === '=', form)
}

function rowOfExpr<P extends Point>(expr: Expr, isEquality: boolean, form: PointForm<P>): Row {
  const names = namesOf(form)
  return remembered([expr, isEquality, ...names], () => compileRow(expr, isEquality, names))
}

const remembered = rememberLast<Row>(64)

function compileRow(expr: Expr, isEquality: boolean, names: readonly string[]): Row {
  const n = names.length
  const slopes = compileFunction(gradient(expr, names), names)
  const bends = compileFunction(hessian(expr, names).flat(), names)
  return {
    isEquality,
    value: compileFunction(expr, names),
    gradient: (x) => slopes(x, new Float64Array(n)),
    hessian: (x) => bends(x, new Float64Array(n * n)),
  }
}
