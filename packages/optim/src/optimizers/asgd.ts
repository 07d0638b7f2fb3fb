import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'

/** What averaged descent takes. */
export interface AsgdOptions {
  readonly lr?: Rate
  /** The strength of the decay, which also slows the rate. */
  readonly decay?: Scalar
  /** The power with which the rate falls. */
  readonly power?: Scalar
  /** The step from which on points are averaged. */
  readonly averageFrom?: Scalar
}

/**
 * Averaged stochastic descent: falling rates, decay, and the mean of the points so far, which
 * the state has as `average`: evaluate the model there, train at the parameters.
 *
 * $$\eta_t = \frac{\eta}{(1 + \lambda \eta t)^\alpha}, \quad
 * w \leftarrow (1 - \lambda \eta_t)\, w - \eta_t\, g, \quad
 * \bar w \leftarrow \bar w + \frac{w - \bar w}{\max(1, t - t_0)}$$
 *
 * Names and defaults of PyTorch: `lambd` is `decay`, `alpha` is `power`, `t0` is `averageFrom`.
 *
 * Sources: Polyak, Juditsky, "Acceleration of stochastic approximation by averaging" (1992);
 * Bottou, "Stochastic gradient descent tricks" (2012), §5.
 *
 * ```ts
 * const optimizer = asgd({ lr: 0.1, decay: 0.01 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.205000
 * ```
 */
export function asgd(options: AsgdOptions = {}): GradientTransform {
  const {
    lr = 0.01,
    decay = 1e-4,
    power = 0.75,
    averageFrom = 1e6,
  } = checkHyperparameters('asgd', options, ['lr', 'decay', 'power', 'averageFrom'])
  return defineLeafwise({
    slots: { average: 'parameter' },
    numbers: (math, count) => {
      const rate = math.rate(lr, count)
      const slowed = math.pow(math.add(1, math.mul(decay, rate, count)), power)
      const share = math.div(1, math.max(1, math.sub(count, averageFrom)))
      return { eta: math.div(rate, slowed), share }
    },
    step: (math, { gradient, parameter, ...old }, { eta, share }) => {
      const shrunk = math.mul(decay, eta, parameter)
      const update = math.neg(math.add(shrunk, math.mul(eta, gradient)))
      const moved = math.add(parameter, update)
      const average = math.add(old.average, math.mul(share, math.sub(moved, old.average)))
      return { update, average }
    },
  })
}
