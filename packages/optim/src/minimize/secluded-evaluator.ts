import type { Vector } from '../linear-algebra/vector.ts'
import type { ValueAndGradient } from '../objective/problem.ts'
import type { Evaluator } from './evaluator.ts'
import { EvaluatorOver } from './evaluator-over.ts'

/**
 * The evaluator of one local search among several: it knows of no best point, as that of
 * another search is no reason to leave a minimum.
 */
export class SecludedEvaluator extends EvaluatorOver<Evaluator> implements Evaluator {
  readonly best = undefined

  get first(): number | undefined {
    return this.base.first
  }

  value(x: Vector): number {
    return this.base.value(x)
  }

  valueAndGradient(x: Vector): ValueAndGradient {
    return this.base.valueAndGradient(x)
  }

  gradient(x: Vector): Vector {
    return this.base.gradient(x)
  }

  hessian(x: Vector): Vector {
    return this.base.hessian(x)
  }

  residuals(x: Vector): { readonly value: number; readonly residuals: Vector } {
    return this.base.residuals(x)
  }

  jacobian(x: Vector): Vector {
    return this.base.jacobian(x)
  }
}
