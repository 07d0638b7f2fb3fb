import type { TensorAlgebra } from '@gradus/ops'
import { arithmeticOf } from '../arithmetic.ts'
import { checkHyperparameters, needHyperparameter } from '../hyperparameters.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import { normOf } from '../parts/trust-ratio.ts'
import { defineStateless, type GradientTransform, type Rate, type Scalar } from '../transform.ts'
import { accumulateVelocity } from './momentum.ts'

/** What LARS takes. */
export interface LarsOptions {
  readonly lr: Rate
  readonly momentum?: Scalar
  /** The strength of the L2 penalty. */
  readonly decay?: Scalar
  /** How much of its norm a parameter may move at a rate of 1. */
  readonly trust?: Scalar
}

/**
 * LARS: momentum with a rate of its own for each parameter, by its norm and that of its gradient.
 *
 * $$\gamma = \tau \frac{\lVert w \rVert}{\lVert g \rVert + \lambda \lVert w \rVert}, \quad
 * v \leftarrow \beta v + \eta \gamma (g + \lambda w), \quad w \leftarrow w - v$$
 *
 * The rate is inside the velocity, as in the paper, and \gamma is 1 where \lVert w \rVert or its
 * denominator is 0. optax divides by the norm of g + \lambda w.
 *
 * Source: You, Gitman, Ginsburg, "Large batch training of convolutional networks" (2017),
 * algorithm 1.
 *
 * ```ts
 * const optimizer = lars({ lr: 1, trust: 0.01 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.050000
 * ```
 */
export function lars(options: LarsOptions): GradientTransform {
  const {
    lr,
    momentum = 0.9,
    decay = 0,
    trust = 0.001,
  } = checkHyperparameters('lars', needHyperparameter('lars', options, 'lr'), [
    'lr',
    'momentum',
    'decay',
    'trust',
  ])
  return chain(adaptLayers(trust, decay), descend(lr), accumulateVelocity({ beta: momentum }))
}

function adaptLayers(trust: Scalar, decay: Scalar): GradientTransform {
  return defineStateless(
    <T>($: TensorAlgebra<T>, gradients: readonly T[], parameters: readonly T[]) =>
      gradients.map((g, i) => {
        const math = arithmeticOf($, g)
        const w = parameters[i]!
        const size = normOf(math, w)
        const length = math.add(normOf(math, g), math.mul(decay, size))
        const ratio = math.div(math.mul(trust, size), length)
        const local = math.whereEqual(math.mul(size, length), 0, 1, ratio)
        return math.mul(local, math.add(g, math.mul(decay, w)))
      }),
  )
}
