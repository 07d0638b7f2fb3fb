import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import type { MomentOptions } from './adam.ts'
import { corrections } from './corrections.ts'

/** What Yogi takes. */
export interface YogiOptions extends MomentOptions {
  readonly lr?: Rate
  /** Both moments before the first step are 0; the second may start higher. */
  readonly start?: Scalar
  /** Corrects both moments for their start, as Adam does. */
  readonly biasCorrection?: boolean
}

/**
 * Yogi: Adam whose second moment moves by a bounded amount, whatever its size.
 *
 * $$v \leftarrow v - (1 - \beta_2) \operatorname{sign}(v - g^2)\, g^2, \quad
 * w \leftarrow w - \eta \frac{m}{\sqrt v + \epsilon}$$
 *
 * The paper corrects nothing; optax and TensorFlow Addons do, and start both moments at 1e-6
 * and the second at 0.1.
 *
 * Source: Zaheer et al., "Adaptive methods for nonconvex optimization" (NeurIPS 2018),
 * algorithm 2.
 *
 * ```ts
 * const optimizer = yogi({ lr: 0.1, beta1: 0, beta2: 0.75, eps: 0 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.200000
 * ```
 */
export function yogi(options: YogiOptions = {}): GradientTransform {
  const {
    lr = 0.01,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-3,
    start = 0,
    biasCorrection = false,
  } = checkHyperparameters('yogi', options, [
    'lr',
    'beta1',
    'beta2',
    'eps',
    'start',
    'biasCorrection',
  ])
  const rule = defineLeafwise({
    slots: { mu: 0, nu: start },
    numbers: (math, count) => corrections(math, count, beta1, beta2, biasCorrection),
    step: (math, { gradient, ...old }, { scaleMean, scaleRoot }) => {
      const square = math.square(gradient)
      const mu = math.blend(beta1, old.mu, gradient)
      const change = math.mul(math.rest(beta2), math.sign(math.sub(old.nu, square)), square)
      const nu = math.sub(old.nu, change)
      const root = math.add(math.mul(math.sqrt(nu), scaleRoot), eps)
      return { update: math.div(math.mul(mu, scaleMean), root), mu, nu }
    },
  })
  return chain(rule, descend(lr))
}
