import { type Constraint, readConstraints } from './constraints.ts'
import { type Formula, isFormula, problemOfFormula } from './formula.ts'
import { type ObjectiveFunctions, problemOfFunctions } from './from-functions.ts'
import { namesOf, type Point, type PointForm, type PointLike } from './point.ts'
import type { Problem } from './problem.ts'

/**
 * What can be minimized: a function of a point, functions with their derivatives, or a
 * formula, whose derivatives are exact.
 */
export type Objective<P extends Point> =
  | ((x: PointLike<P>) => number)
  | ObjectiveFunctions<P>
  | Formula

/** What else may be known of an objective. */
export interface ObjectiveParts<P extends Point>
  extends Pick<ObjectiveFunctions<P>, 'gradient' | 'hessian'> {
  /** Equations and inequalities, such as `"x + y = 1"` or `"x*y >= 2"`. */
  readonly constraints?: readonly Constraint<P>[]
}

/** An objective of any form as a problem. */
export function problemOf<P extends Point>(
  objective: Objective<P>,
  form: PointForm<P>,
  { gradient, hessian, constraints = [] }: ObjectiveParts<P>,
): Problem {
  const limited = constraints.length > 0 && { constraints: readConstraints(constraints, form) }
  if (isFormula(objective)) {
    return { ...problemOfFormula(objective, namesOf(form)), ...(limited || {}) }
  }
  const functions = typeof objective === 'function' ? { value: objective } : objective
  const derivatives = { ...(gradient && { gradient }), ...(hessian && { hessian }) }
  return { ...problemOfFunctions({ ...functions, ...derivatives }, form), ...(limited || {}) }
}
