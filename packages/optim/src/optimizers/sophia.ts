import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'

/** What Sophia takes. */
export interface SophiaOptions {
  readonly lr?: Rate
  readonly beta1?: Scalar
  readonly beta2?: Scalar
  /** Scales the curvature: larger values clip fewer elements. */
  readonly rho?: Scalar
  /** The least curvature that is divided by. */
  readonly eps?: Scalar
  /** The strength of decoupled weight decay. */
  readonly decay?: Scalar
  /** The curvature is read in every so many steps, from the first. */
  readonly every?: Scalar
  /** Multiplies squared gradients where no curvature is given: the size of the batch. */
  readonly batch?: Scalar
}

/**
 * Sophia: Newton's method by a diagonal, with each element of the step clipped to the rate.
 *
 * $$h \leftarrow \beta_2 h + (1 - \beta_2) \hat h \text{ in every k-th step}, \quad
 * w \leftarrow w - \eta \lambda w - \eta \operatorname{clip}\left(\frac{m}{\max(\rho h, \epsilon)}, 1\right)$$
 *
 * `update` takes an estimate of the diagonal of the Hessian, such as that of
 * `estimateCurvature`, as `{ curvature }` in its last argument; without one, the estimate is
 * `batch · g²`, the Gauss–Newton–Bartlett form with the labels of the data.
 *
 * Source: Liu et al., "Sophia: a scalable stochastic second-order optimizer for language model
 * pre-training" (ICLR 2024), algorithm 3.
 *
 * ```ts
 * const optimizer = sophia({ lr: 0.1, beta1: 0, beta2: 0, rho: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(4), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.050000
 * ```
 */
export function sophia(options: SophiaOptions = {}): GradientTransform {
  const {
    lr = 1e-4,
    beta1 = 0.965,
    beta2 = 0.99,
    rho = 0.04,
    eps = 1e-12,
    decay = 0,
    every = 10,
    batch = 1,
  } = checkHyperparameters('sophia', options, [
    'lr',
    'beta1',
    'beta2',
    'rho',
    'eps',
    'decay',
    'every',
    'batch',
  ])
  return defineLeafwise({
    slots: { mu: 0, curvature: 0 },
    numbers: (math, count) => ({ eta: math.rate(lr, count), turn: math.mod(count, every) }),
    step: (math, { gradient, parameter, mu: velocity, curvature: old }, { eta, turn }, given) => {
      const mu = math.blend(beta1, velocity, gradient)
      const estimate = given ?? math.mul(batch, math.square(gradient))
      const curvature = math.whereEqual(turn, 0, math.blend(beta2, old, estimate), old)
      const newton = math.div(mu, math.max(math.mul(rho, curvature), eps))
      const clipped = math.max(-1, math.min(1, newton))
      const direction = math.add(clipped, math.mul(decay, parameter))
      return { update: math.neg(math.mul(eta, direction)), mu, curvature }
    },
  })
}
