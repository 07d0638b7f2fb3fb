import type { Arithmetic } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import { accumulateVelocity } from './momentum.ts'

/** What RMSProp takes. */
export interface RmspropOptions {
  readonly lr?: Rate
  /** The share of the running mean square that is kept. */
  readonly beta?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
  /** Added to the mean square, inside the root. */
  readonly epsInside?: Scalar
  /** Divides by a running standard deviation instead of the root mean square. */
  readonly centered?: boolean
  /** The share of a velocity of scaled gradients that is kept; left out, there is none. */
  readonly momentum?: Scalar
}

/**
 * RMSProp: divides each gradient by a running root mean square that starts at 0.
 *
 * $$s \leftarrow \beta s + (1 - \beta) g^2, \quad
 * w \leftarrow w - \eta \frac{g}{\sqrt s + \epsilon}$$
 *
 * With `centered`, $s - m^2$ stands for $s$, $m$ being a running mean of the gradient, and a
 * difference that rounding made negative counts as 0. PyTorch has `beta` 0.99; Keras has
 * `eps` inside the root (`epsInside: 1e-7, eps: 0`), optax either.
 *
 * Sources: Tieleman, Hinton, "Neural networks for machine learning", lecture 6.5 (2012);
 * Graves, "Generating sequences with recurrent neural networks" (2013), equation 38, centred.
 *
 * ```ts
 * const optimizer = rmsprop({ lr: 0.1, beta: 0.75 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.200000
 * ```
 */
export function rmsprop(options: RmspropOptions = {}): GradientTransform {
  const {
    lr = 0.01,
    momentum,
    ...rest
  } = checkHyperparameters('rmsprop', options, [
    'lr',
    'beta',
    'eps',
    'epsInside',
    'centered',
    'momentum',
  ])
  const velocity = momentum === undefined ? [] : [accumulateVelocity({ beta: momentum })]
  return chain(scaleByRootMeanSquare(rest), ...velocity, descend(lr))
}

function scaleByRootMeanSquare({
  beta = 0.9,
  eps = 1e-8,
  epsInside = 0,
  centered = false,
}: Omit<RmspropOptions, 'lr' | 'momentum'>): GradientTransform {
  const divide = <T>(math: Arithmetic<T>, gradient: T, square: T): T => {
    const inside = epsInside === 0 ? square : math.add(square, epsInside)
    return math.div(gradient, math.add(math.sqrt(inside), eps))
  }
  if (centered) {
    return defineLeafwise({
      slots: { nu: 0, mean: 0 },
      step: (math, { gradient, ...old }) => {
        const nu = math.blend(beta, old.nu, math.square(gradient))
        const mean = math.blend(beta, old.mean, gradient)
        const variance = math.max(math.sub(nu, math.square(mean)), 0)
        return { update: divide(math, gradient, variance), nu, mean }
      },
    })
  }
  return defineLeafwise({
    slots: { nu: 0 },
    step: (math, { gradient, ...old }) => {
      const nu = math.blend(beta, old.nu, math.square(gradient))
      return { update: divide(math, gradient, nu), nu }
    },
  })
}
