import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'
import { corrections } from './corrections.ts'

/** What rules with two moments take. */
export interface MomentOptions {
  /** The share of the first moment that is kept. */
  readonly beta1?: Scalar
  /** The share of the second moment that is kept. */
  readonly beta2?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
}

/** What Adam takes. */
export interface AdamOptions extends MomentOptions {
  readonly lr?: Rate
  /** Added to the second moment, inside the root. */
  readonly epsInside?: Scalar
  /** Looks ahead: the first moment is blended with the gradient once more. */
  readonly nesterov?: boolean
}

/**
 * Adam: a running mean of the gradient over the root of a running mean of its square, both
 * corrected for starting at 0.
 *
 * $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,
 * \quad w \leftarrow w - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}$$
 *
 * PyTorch and Keras agree, up to Keras' `eps` of 1e-7. The text of the paper's section 2 has a
 * variant whose `eps` is scaled by the correction, which TensorFlow 1 used. With `nesterov` it
 * is Dozat's NAdam without a schedule of its own for momentum, as in optax.
 *
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1.
 *
 * ```ts
 * const optimizer = adam({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function adam(options: AdamOptions = {}): GradientTransform {
  const { lr = 0.001, ...moments } = checkHyperparameters('adam', options, [
    'lr',
    'beta1',
    'beta2',
    'eps',
    'epsInside',
    'nesterov',
  ])
  return chain(scaleByAdam(moments), descend(lr))
}

/**
 * AdamW: Adam with weight decay that the moments do not see.
 *
 * $$w \leftarrow w - \eta \left(\frac{\hat m}{\sqrt{\hat v} + \epsilon} + \lambda w\right)$$
 *
 * PyTorch shrinks the weights before the step instead, which is the same; the paper has the
 * decay outside the learning rate and multiplies both by a schedule.
 *
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (ICLR 2019), algorithm 2.
 *
 * ```ts
 * const optimizer = adamw({ lr: 0.1, decay: 0.5 })
 * const w = tensor(4)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.300000
 * ```
 */
export function adamw(options: AdamOptions & { readonly decay?: Scalar } = {}): GradientTransform {
  const {
    lr = 0.001,
    decay = 0.01,
    ...moments
  } = checkHyperparameters('adamw', options, [
    'lr',
    'decay',
    'beta1',
    'beta2',
    'eps',
    'epsInside',
    'nesterov',
  ])
  return chain(scaleByAdam(moments), addDecayedWeights(decay), descend(lr))
}

/**
 * AMSGrad: Adam whose second moment never shrinks.
 *
 * $$\bar v \leftarrow \max(\bar v, v), \quad
 * w \leftarrow w - \eta \frac{\hat m}{\sqrt{\bar v / (1 - \beta_2^t)} + \epsilon}$$
 *
 * The maximum is that of the moment as it is, and corrected afterwards, as in PyTorch and
 * Keras; optax takes the maximum of corrected moments. With `biasCorrection: false` nothing is
 * corrected, as in the paper.
 *
 * Source: Reddi, Kale, Kumar, "On the convergence of Adam and beyond" (ICLR 2018), algorithm 2.
 *
 * ```ts
 * const optimizer = amsgrad({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function amsgrad(
  options: MomentOptions & {
    readonly lr?: Rate
    readonly biasCorrection?: boolean
  } = {},
): GradientTransform {
  const {
    lr = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    biasCorrection = true,
  } = checkHyperparameters('amsgrad', options, ['lr', 'beta1', 'beta2', 'eps', 'biasCorrection'])
  const rule = defineLeafwise({
    slots: { mu: 0, nu: 0, nuMax: 0 },
    numbers: (math, count) => corrections(math, count, beta1, beta2, biasCorrection),
    step: (math, { gradient, ...old }, { scaleMean, scaleRoot }) => {
      const mu = math.blend(beta1, old.mu, gradient)
      const nu = math.blend(beta2, old.nu, math.square(gradient))
      const nuMax = math.max(old.nuMax, nu)
      const root = math.add(math.mul(math.sqrt(nuMax), scaleRoot), eps)
      return { update: math.div(math.mul(mu, scaleMean), root), mu, nu, nuMax }
    },
  })
  return chain(rule, descend(lr))
}

/** The direction of Adam, without a learning rate. */
export function scaleByAdam(options: Omit<AdamOptions, 'lr'> = {}): GradientTransform {
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    epsInside = 0,
    nesterov = false,
  } = checkHyperparameters('scaleByAdam', options, [
    'beta1',
    'beta2',
    'eps',
    'epsInside',
    'nesterov',
  ])
  return defineLeafwise({
    slots: { mu: 0, nu: 0 },
    numbers: (math, count) => {
      const t = math.add(count, 1)
      return {
        ...corrections(math, count, beta1, beta2),
        ahead: math.div(1, math.rest(math.pow(beta1, math.add(t, 1)))),
      }
    },
    step: (math, { gradient, ...old }, { scaleMean, scaleRoot, ahead }) => {
      const mu = math.blend(beta1, old.mu, gradient)
      const nu = math.blend(beta2, old.nu, math.square(gradient))
      const mean = nesterov
        ? math.add(
            math.mul(math.mul(beta1, ahead), mu),
            math.mul(math.mul(math.rest(beta1), scaleMean), gradient),
          )
        : math.mul(mu, scaleMean)
      const root =
        epsInside === 0
          ? math.mul(math.sqrt(nu), scaleRoot)
          : math.sqrt(math.add(math.mul(nu, scaleRoot, scaleRoot), epsInside))
      return { update: math.div(mean, math.add(root, eps)), mu, nu }
    },
  })
}
