import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'

/** What Adagrad takes. */
export interface AdagradOptions {
  readonly lr?: Rate
  /** The sum of squares before the first step. */
  readonly start?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
  /** The rate falls as `1 / (1 + lrDecay · step)` besides. */
  readonly lrDecay?: Scalar
}

/**
 * Adagrad: each element is divided by the root of the sum of its squares so far.
 *
 * $$s \leftarrow s + g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt s + \epsilon}$$
 *
 * PyTorch's defaults are these, with `lr` 0.01 as well; Keras and optax start at 0.1 and optax
 * has `eps` inside the root. The decay of the rate is PyTorch's own.
 *
 * Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and
 * stochastic optimization" (JMLR 2011), figure 1, with a diagonal matrix.
 *
 * ```ts
 * const optimizer = adagrad({ lr: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(-3), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // 0.500000
 * ```
 */
export function adagrad(options: AdagradOptions = {}): GradientTransform {
  const {
    lr = 0.01,
    start = 0,
    eps = 1e-10,
    lrDecay = 0,
  } = checkHyperparameters('adagrad', options, ['lr', 'start', 'eps', 'lrDecay'])
  const rule = defineLeafwise({
    slots: { sum: start },
    numbers: (math, count) => ({ damping: math.add(1, math.mul(lrDecay, count)) }),
    step: (math, { gradient, ...old }, { damping }) => {
      const sum = math.add(old.sum, math.square(gradient))
      const root = math.add(math.sqrt(sum), eps)
      const update = math.div(gradient, lrDecay === 0 ? root : math.mul(damping, root))
      return { update, sum }
    },
  })
  return chain(rule, descend(lr))
}
