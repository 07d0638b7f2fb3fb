import type { GradientTransform, State } from './transform.ts'

/**
 * Runs transformations one after the other: the updates of each are the gradients of the
 * next. The empty chain gives gradients back unchanged.
 */
export function chain(...transforms: readonly GradientTransform[]): GradientTransform {
  return {
    init: (builder, parameters) =>
      Object.fromEntries(transforms.map((each, i) => [i, each.init(builder, parameters)])),
    update: (builder, gradients, state, parameters) => {
      let updates = gradients
      const next: Record<string, State> = {}
      for (const [i, each] of transforms.entries()) {
        const result = each.update(builder, updates, state[i] as State, parameters)
        updates = result.updates
        next[i] = result.state
      }
      return { updates, state: next }
    },
  }
}
