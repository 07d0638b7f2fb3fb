import { symmetricEigen } from './linear-algebra/symmetric-eigen.ts'
import type { Vector } from './linear-algebra/vector.ts'
import { LoggedEvaluator } from './minimize/logged-evaluator.ts'
import { formOf, type Point, toArray } from './objective/point.ts'
import { type Objective, type ObjectiveParts, problemOf } from './objective/problem-of.ts'

/** What the second derivatives at a point say about steps of gradient descent there. */
export interface Curvature {
  /** Of the Hessian, in ascending order. */
  readonly eigenvalues: number[]
  /** The largest over the smallest magnitude of an eigenvalue. */
  readonly conditionNumber: number
  /** Learning rates above `2 / λmax` make the value grow; infinite where nothing curves up. */
  readonly stabilityLimit: number
  /** `2 / (λmin + λmax)`: the rate that shrinks the slowest direction most; NaN at a saddle. */
  readonly bestRate: number
  /** Says what a rate does, such as "lr 0.12 is above 2/curvature ≈ 0.111". */
  readonly describeRate: (rate: number) => string
}

/**
 * Measures the curvature of an objective: the limit of stable learning rates, the best rate
 * for a quadratic, and the condition number, which bounds how fast gradient descent can be.
 *
 * Source: Nesterov, "Introductory lectures on convex optimization" (2004), theorem 2.1.15.
 */
export function measureCurvature<P extends Point>(
  objective: Objective<P>,
  at: P,
  options: Omit<ObjectiveParts<P>, 'constraints'> & { readonly variables?: readonly string[] } = {},
): Curvature {
  const form = formOf(at, options.variables)
  const x = form.read(at)
  const typical = x.map((entry) => Math.abs(entry) || 1)
  const limits = { maxEvaluations: Number.POSITIVE_INFINITY }
  const space = { typical, box: undefined }
  const evaluator = new LoggedEvaluator(problemOf(objective, form, options), space, limits)
  return curvatureOf(evaluator.hessian(x), form.size)
}

function curvatureOf(hessian: Vector, n: number): Curvature {
  const { values } = symmetricEigen(hessian, n)
  const sizes = values.map(Math.abs)
  const [least, most] = [values[0]!, values[n - 1]!]
  const stabilityLimit = most > 0 ? 2 / most : Number.POSITIVE_INFINITY
  return {
    eigenvalues: toArray(values),
    conditionNumber: Math.max(...sizes) / Math.min(...sizes),
    stabilityLimit,
    bestRate: least > 0 ? 2 / (least + most) : Number.NaN,
    describeRate: (rate) => {
      const relation = rate > stabilityLimit ? 'above' : 'below'
      return `lr ${rate} is ${relation} 2/curvature ≈ ${Number(stabilityLimit.toPrecision(3))}`
    },
  }
}
