import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import type { MomentOptions } from './adam.ts'

/** What NAdam takes. */
export interface NadamOptions extends MomentOptions {
  readonly lr?: Rate
  /** How fast the momentum rises to `beta1`. */
  readonly momentumDecay?: Scalar
}

/**
 * NAdam: Adam with Nesterov's look ahead and a momentum that rises over the steps.
 *
 * $$\mu_t = \beta_1 (1 - \tfrac12\, 0.96^{t \psi}), \quad
 * w \leftarrow w - \frac{\eta}{\sqrt{\hat v} + \epsilon}
 * \left(\frac{(1 - \mu_t)\, g}{1 - \prod_{i \le t} \mu_i} +
 * \frac{\mu_{t+1}\, m}{1 - \prod_{i \le t+1} \mu_i}\right)$$
 *
 * PyTorch (from 2.0 on) and Keras have this form with these defaults but for Keras' `lr` and
 * `eps`; optax keeps momentum constant, which is `adam({ nesterov: true })` here.
 *
 * Source: Dozat, "Incorporating Nesterov momentum into Adam" (ICLR workshop 2016), algorithm 2.
 *
 * ```ts
 * const optimizer = nadam({ lr: 0.1, beta1: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.113338
 * ```
 */
export function nadam(options: NadamOptions = {}): GradientTransform {
  const {
    lr = 0.002,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    momentumDecay = 0.004,
  } = checkHyperparameters('nadam', options, ['lr', 'beta1', 'beta2', 'eps', 'momentumDecay'])
  const rule = defineLeafwise({
    slots: { mu: 0, nu: 0 },
    kept: { product: 1 },
    numbers: (math, count, kept) => {
      const t = math.add(count, 1)
      const share = (step: typeof t): typeof t => {
        const rise = math.pow(0.96, math.mul(step, momentumDecay))
        return math.mul(beta1, math.sub(1, math.mul(0.5, rise)))
      }
      const [now, next] = [share(t), share(math.add(t, 1))]
      const product = math.mul(kept.product, now)
      return {
        product,
        fresh: math.div(math.sub(1, now), math.sub(1, product)),
        carried: math.div(next, math.sub(1, math.mul(product, next))),
        scaleRoot: math.div(1, math.sqrt(math.rest(math.pow(beta2, t)))),
      }
    },
    step: (math, { gradient, ...old }, { fresh, carried, scaleRoot }) => {
      const mu = math.blend(beta1, old.mu, gradient)
      const nu = math.blend(beta2, old.nu, math.square(gradient))
      const root = math.add(math.mul(math.sqrt(nu), scaleRoot), eps)
      const direction = math.add(math.mul(fresh, gradient), math.mul(carried, mu))
      return { update: math.div(direction, root), mu, nu }
    },
  })
  return chain(rule, descend(lr))
}
