import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import { corrections } from './corrections.ts'

/** What Adan takes. */
export interface AdanOptions {
  readonly lr?: Rate
  /** The shares that are kept of the gradient, of its change, and of the square of both. */
  readonly beta1?: Scalar
  readonly beta2?: Scalar
  readonly beta3?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
  /** The strength of decay, which is solved for implicitly. */
  readonly decay?: Scalar
  /** Corrects the moments for starting at 0. */
  readonly biasCorrection?: boolean
}

/**
 * Adan: Nesterov's momentum by running means of gradients and of their changes.
 *
 * $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad
 * v \leftarrow \beta_2 v + (1 - \beta_2) (g - g_{old}), \quad
 * n \leftarrow \beta_3 n + (1 - \beta_3) (g + \beta_2 (g - g_{old}))^2$$
 * $$w \leftarrow \left(w - \eta \frac{m + \beta_2 v}{\sqrt n + \epsilon}\right) / (1 + \eta \lambda)$$
 *
 * The betas are what is kept, as in the authors' code, which corrects the moments, as optax
 * does; the paper writes what is let go, and corrects nothing (`biasCorrection: false`). The
 * first change is 0.
 *
 * Source: Xie et al., "Adan: adaptive Nesterov momentum algorithm" (2022), algorithm 1.
 *
 * ```ts
 * const optimizer = adan({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function adan(options: AdanOptions = {}): GradientTransform {
  const {
    lr = 0.001,
    beta1 = 0.98,
    beta2 = 0.92,
    beta3 = 0.99,
    eps = 1e-8,
    decay = 0,
    biasCorrection = true,
  } = checkHyperparameters('adan', options, [
    'lr',
    'beta1',
    'beta2',
    'beta3',
    'eps',
    'decay',
    'biasCorrection',
  ])
  return defineLeafwise({
    slots: { mu: 0, change: 0, nu: 0, previous: 0 },
    numbers: (math, count) => ({
      count,
      eta: math.rate(lr, count),
      ...corrections(math, count, beta1, beta3, biasCorrection),
      scaleChange: corrections(math, count, beta2, beta3, biasCorrection).scaleMean,
    }),
    step: (math, { gradient, parameter, ...old }, numbers) => {
      const first = math.whereEqual(numbers.count, 0, 0, 1)
      const difference = math.mul(first, math.sub(gradient, old.previous))
      const mu = math.blend(beta1, old.mu, gradient)
      const change = math.blend(beta2, old.change, difference)
      const ahead = math.add(gradient, math.mul(beta2, difference))
      const nu = math.blend(beta3, old.nu, math.square(ahead))
      const root = math.add(math.mul(math.sqrt(nu), numbers.scaleRoot), eps)
      const mean = math.mul(mu, numbers.scaleMean)
      const turn = math.mul(math.mul(beta2, numbers.scaleChange), change)
      const direction = math.add(math.div(math.add(mean, turn), root), math.mul(decay, parameter))
      const shrink = math.div(numbers.eta, math.add(1, math.mul(numbers.eta, decay)))
      const update = math.neg(math.mul(shrink, direction))
      return { update, mu, change, nu, previous: gradient }
    },
  })
}
