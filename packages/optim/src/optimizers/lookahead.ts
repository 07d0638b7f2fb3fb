import type { TensorAlgebra } from '@gradus/ops'
import { arithmeticOf } from '../arithmetic.ts'
import { chooseAll } from '../choose.ts'
import { checkArguments, checkTransform, ruleOf } from '../hyperparameters.ts'
import { constantOf, nextCount, scalarOf, startCount } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type RuleOver,
  type Scalar,
  type State,
} from '../transform.ts'

type LookaheadState<T> = {
  readonly count: T
  readonly slow: readonly T[]
  readonly inner: State<T>
}

/**
 * Lookahead: after every so many steps of an optimizer, goes back part of the way to where they
 * began. The state has the slow weights as `slow`.
 *
 * $$\phi \leftarrow \phi + \alpha (w - \phi), \quad w \leftarrow \phi
 * \text{ after every k-th step}$$
 *
 * Source: Zhang, Lucas, Hinton, Ba, "Lookahead optimizer: k steps forward, 1 step back"
 * (NeurIPS 2019), algorithm 1.
 *
 * ```ts
 * const optimizer = lookahead(sgd({ lr: 0.1 }), { every: 1, share: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function lookahead(
  optimizer: GradientTransform,
  { every = 5, share = 0.5 }: { readonly every?: Scalar; readonly share?: Scalar } = {},
): GradientTransform {
  checkTransform('lookahead', optimizer)
  checkArguments('lookahead', { every, share }, { every: ruleOf.period, share: ruleOf.part })
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const inner = optimizer.over($)
    return {
      init: (parameters) => ({
        count: startCount($),
        slow: parameters,
        inner: inner.init(parameters),
      }),
      update: (gradients, state, parameters, extras) => {
        const old = state as LookaheadState<T>
        const count = nextCount($, old.count)
        const step = inner.update(gradients, old.inner, parameters, extras)
        const isTurn = $.eq($.mod(count, scalarOf($, every, 'f64')), constantOf($, 0, 'f64'))
        const moved = step.updates.map((update, i) => {
          const math = arithmeticOf($, update)
          const slow = old.slow[i]!
          const ahead = math.sub(math.add(parameters[i]!, update), slow)
          return math.add(slow, math.mul(share, ahead))
        })
        const back = moved.map((slow, i) => $.sub(slow, parameters[i]!))
        return {
          updates: chooseAll($, isTurn, back, step.updates),
          state: { count, slow: chooseAll($, isTurn, moved, old.slow), inner: step.state },
        }
      },
    }
  })
}
