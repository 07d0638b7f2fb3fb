import type { TensorAlgebra } from '@gradus/ops'
import { checkTransform } from '../hyperparameters.ts'
import { defineTransform, type GradientTransform, type RuleOver, type State } from '../transform.ts'

/**
 * Runs transformations one after the other: the updates of each are the gradients of the
 * next. The empty chain gives gradients back unchanged.
 */
export function chain(...transforms: readonly GradientTransform[]): GradientTransform {
  for (const each of transforms) checkTransform('chain', each)
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const parts = transforms.map((each) => each.over($))
    return {
      init: (parameters) => Object.fromEntries(parts.map((each, i) => [i, each.init(parameters)])),
      update: (gradients, state, parameters, extras) => {
        let updates = gradients
        const next: Record<string, State<T>> = {}
        for (const [i, each] of parts.entries()) {
          const result = each.update(updates, state[i] as State<T>, parameters, extras)
          updates = result.updates
          next[i] = result.state
        }
        return { updates, state: next }
      },
    }
  })
}
