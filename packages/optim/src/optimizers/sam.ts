import type { TensorAlgebra } from '@gradus/ops'
import { arithmeticOf } from '../arithmetic.ts'
import { chooseAll, chooseState } from '../choose.ts'
import { checkArguments, checkTransform, ruleOf } from '../hyperparameters.ts'
import { globalNorm } from '../parts/clip.ts'
import { constantOf, nextCount, startCount, zerosFor } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type RuleOver,
  type Scalar,
  type State,
} from '../transform.ts'

type SamState<T> = {
  readonly count: T
  readonly ascent: readonly T[]
  readonly inner: State<T>
}

/**
 * SAM: takes the gradient where the objective is largest nearby. Each step is two calls of
 * `update`, with a gradient at the parameters in between: the first call goes uphill by `rho`,
 * the second comes back and lets the optimizer step, with the gradient from up there. After an
 * even number of calls the parameters are those to evaluate.
 *
 * $$w \leftarrow w - \eta\, g\left(w + \rho \frac{g(w)}{\lVert g(w) \rVert}\right)$$
 *
 * Source: Foret, Kleiner, Mobahi, Neyshabur, "Sharpness-aware minimization for efficiently
 * improving generalization" (ICLR 2021), algorithm 1.
 *
 * ```ts
 * const optimizer = sam(sgd({ lr: 0.1 }), { rho: 0.05 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // 0.050000
 * ```
 */
export function sam(
  optimizer: GradientTransform,
  { rho = 0.05 }: { readonly rho?: Scalar } = {},
): GradientTransform {
  checkTransform('sam', optimizer)
  checkArguments('sam', { rho }, { rho: ruleOf.fromZero })
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const inner = optimizer.over($)
    return {
      init: (parameters) => ({
        count: startCount($),
        ascent: zerosFor($, parameters),
        inner: inner.init(parameters),
      }),
      update: (gradients, state, parameters, extras) => {
        const old = state as SamState<T>
        if (gradients.length === 0) return { updates: gradients, state }
        const two = constantOf($, 2, 'f64')
        const isFirst = $.eq($.mod(old.count, two), constantOf($, 0, 'f64'))
        const norm = globalNorm($, gradients)
        const uphill = gradients.map((g) => {
          const math = arithmeticOf($, g)
          // A gradient of 0 shows no way uphill.
          const length = math.whereEqual(norm, 0, 0, math.div(rho, norm))
          return math.mul(length, g)
        })
        const base = parameters.map((w, i) => $.sub(w, old.ascent[i]!))
        const step = inner.update(gradients, old.inner, base, extras)
        const down = step.updates.map((update, i) => $.sub(update, old.ascent[i]!))
        return {
          updates: chooseAll($, isFirst, uphill, down),
          state: {
            count: nextCount($, old.count),
            ascent: chooseAll($, isFirst, uphill, zerosFor($, parameters)),
            inner: chooseState($, isFirst, old.inner, step.state),
          },
        }
      },
    }
  })
}
