import type { Vector } from '../linear-algebra/vector.ts'
import type { Box } from '../objective/bounds.ts'
import type { Evaluator, Failure } from './evaluator.ts'

/** What an evaluator that asks another one knows from it. */
export abstract class EvaluatorOver<E extends Evaluator> {
  protected readonly base: E

  constructor(base: E) {
    this.base = base
  }

  get typical(): Vector {
    return this.base.typical
  }

  get box(): Box | undefined {
    return this.base.box
  }

  get hasHessian(): boolean {
    return this.base.hasHessian
  }

  get gradientError(): number {
    return this.base.gradientError
  }

  get hessianError(): number {
    return this.base.hessianError
  }

  get failure(): Failure | undefined {
    return this.base.failure
  }
}
