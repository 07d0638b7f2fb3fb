import { arithmeticOf } from '../arithmetic.ts'
import { checkArguments, checkHyperparameters, ruleOf } from '../hyperparameters.ts'
import { dtypeOf, scalarOf } from '../state.ts'
import { defineStateless, type GradientTransform, type Scalar } from '../transform.ts'

/**
 * Adds `strength · w` to each gradient. Before an adaptive method this is an L2 penalty;
 * after it, just before the learning rate, it is decoupled weight decay.
 *
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (ICLR 2019), §2.
 */
export function addDecayedWeights(strength: Scalar): GradientTransform {
  checkArguments('addDecayedWeights', { strength }, { strength: ruleOf.fromZero })
  if (strength === 0) return defineStateless((_, gradients) => gradients)
  return defineStateless(($, gradients, parameters) =>
    gradients.map((g, i) => $.add(g, $.mul(scalarOf($, strength, dtypeOf($, g)), parameters[i]!))),
  )
}

/** What a penalty takes. */
export interface PenaltyOptions {
  /** The strength of `½‖w‖²`. */
  readonly l2?: Scalar
  /** The strength of `‖w‖₁`. */
  readonly l1?: Scalar
}

/**
 * Adds the gradient of `l2·½‖w‖² + l1·‖w‖₁` to each gradient, as if the objective had the
 * penalty. It goes before an adaptive method; decoupled decay goes after it.
 */
export function penalize(options: PenaltyOptions): GradientTransform {
  const rules = { l2: ruleOf.fromZero, l1: ruleOf.fromZero }
  const { l2 = 0, l1 = 0 } = checkHyperparameters('penalize', options, [], rules)
  return defineStateless(($, gradients, parameters) =>
    gradients.map((g, i) => {
      const math = arithmeticOf($, g)
      const w = parameters[i]!
      return math.add(g, math.mul(l2, w), math.mul(l1, math.sign(w)))
    }),
  )
}
