import { isFiniteVector, scaled, type Vector } from '../linear-algebra/vector.ts'
import type { ValueAndGradient } from '../objective/problem.ts'
import type { ConstrainedEvaluator, Evaluator } from './evaluator.ts'
import { EvaluatorOver } from './evaluator-over.ts'

/** Multipliers and penalties of an augmented Lagrangian. */
export interface Weights {
  readonly multipliers: Vector
  /** One for each constraint, so that their units do not matter. */
  readonly penalties: Vector
  /** Present where the violation alone is minimized: what it was at first. */
  readonly restored?: number
}

/**
 * The augmented Lagrangian as an objective: the value plus `½ μ (c + λ/μ)²` for each equation,
 * and for each inequality where that lies above 0.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), §17.3 and §17.4.
 */
export class AugmentedEvaluator extends EvaluatorOver<ConstrainedEvaluator> implements Evaluator {
  readonly #weights: Weights
  readonly #values = new WeakMap<Vector, number>()

  constructor(base: ConstrainedEvaluator, weights: Weights) {
    super(base)
    this.#weights = weights
  }

  get first(): number | undefined {
    return this.#weights.restored ?? this.base.first
  }

  get best(): Evaluator['best'] {
    return this.base.best
  }

  get #share(): number {
    return this.#weights.restored === undefined ? 1 : 0
  }

  /** The objective itself at a point that was just evaluated. */
  plainValue(x: Vector): number | undefined {
    return this.#values.get(x)
  }

  value(x: Vector): number {
    const { value, constraints } = this.base.constrained(x)
    this.#values.set(x, value)
    const { multipliers, penalties } = this.#weights
    // A value that is no number is avoided all the same.
    let sum = this.#share * value
    for (let k = 0; k < constraints.length; k++) {
      const pull = this.#pull(constraints[k]!, k)
      // As products: differences of squares lose the digits of a small constraint.
      const gap = (pull - multipliers[k]!) / penalties[k]!
      sum += ((pull + multipliers[k]!) * gap) / 2
    }
    return sum
  }

  /** `λ + μ c`, cut off at 0 for an inequality: the next multiplier. */
  #pull(constraint: number, k: number): number {
    const { multipliers, penalties } = this.#weights
    const pull = multipliers[k]! + penalties[k]! * constraint
    return this.base.isEquality[k] ? pull : Math.max(pull, 0)
  }

  valueAndGradient(x: Vector): ValueAndGradient {
    const value = this.value(x)
    if (!Number.isFinite(value)) return { value, gradient: x.map(() => Number.NaN) }
    const gradient = this.gradient(x)
    return { value: isFiniteVector(gradient) ? value : Number.NaN, gradient }
  }

  gradient(x: Vector): Vector {
    const { constraints } = this.base.constrained(x)
    const { gradient, jacobian } = this.base.constrainedGradient(x)
    const n = x.length
    const sum = scaled(gradient, this.#share)
    constraints.forEach((constraint, k) => {
      const pull = this.#pull(constraint, k)
      for (let j = 0; j < n; j++) sum[j]! += pull * jacobian[k * n + j]!
    })
    return sum
  }

  hessian(x: Vector): Vector {
    const { constraints } = this.base.constrained(x)
    const { jacobian } = this.base.constrainedGradient(x)
    const pulls = constraints.map((constraint, k) => this.#pull(constraint, k))
    const hessian = Float64Array.from(this.base.lagrangianHessian(x, pulls, this.#share))
    const n = x.length
    pulls.forEach((pull, k) => {
      if (pull === 0 && !this.base.isEquality[k]) return
      for (let i = 0; i < n; i++) {
        const share = this.#weights.penalties[k]! * jacobian[k * n + i]!
        for (let j = 0; j < n; j++) hessian[i * n + j]! += share * jacobian[k * n + j]!
      }
    })
    return hessian
  }

  residuals(x: Vector): ReturnType<Evaluator['residuals']> {
    return this.base.residuals(x)
  }

  jacobian(x: Vector): Vector {
    return this.base.jacobian(x)
  }
}
