import type { Vector } from '../linear-algebra/vector.ts'
import type { Box } from '../objective/bounds.ts'
import type { ValueAndGradient } from '../objective/problem.ts'
import type { Evaluator, Failure } from './evaluator.ts'

/**
 * The evaluator of one local search among several: it knows of no best point, as that of
 * another search is no reason to leave a minimum.
 */
export class SecludedEvaluator implements Evaluator {
  readonly best = undefined
  readonly #base: Evaluator

  constructor(base: Evaluator) {
    this.#base = base
  }

  get typical(): Vector {
    return this.#base.typical
  }

  get box(): Box | undefined {
    return this.#base.box
  }

  get hasHessian(): boolean {
    return this.#base.hasHessian
  }

  get gradientError(): number {
    return this.#base.gradientError
  }

  get hessianError(): number {
    return this.#base.hessianError
  }

  get first(): number | undefined {
    return this.#base.first
  }

  get failure(): Failure | undefined {
    return this.#base.failure
  }

  value(x: Vector): number {
    return this.#base.value(x)
  }

  valueAndGradient(x: Vector): ValueAndGradient {
    return this.#base.valueAndGradient(x)
  }

  gradient(x: Vector): Vector {
    return this.#base.gradient(x)
  }

  hessian(x: Vector): Vector {
    return this.#base.hessian(x)
  }

  residuals(x: Vector): { readonly value: number; readonly residuals: Vector } {
    return this.#base.residuals(x)
  }

  jacobian(x: Vector): Vector {
    return this.#base.jacobian(x)
  }
}
