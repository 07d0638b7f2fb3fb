import { checkHyperparameters } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import type { GradientTransform, Scalar } from '../transform.ts'

/** What Rprop takes. */
export interface RpropOptions {
  /** The size of the first step of each element. */
  readonly lr?: Scalar
  /** What a size is multiplied by where the gradient changed its sign. */
  readonly shrink?: Scalar
  /** What it is multiplied by where the sign stayed. */
  readonly grow?: Scalar
  /** The smallest size. */
  readonly least?: Scalar
  /** The largest size. */
  readonly most?: Scalar
}

/**
 * Rprop: steps by the sign of the gradient alone, with a size for each element that grows while
 * signs agree. Meant for whole data sets: noise in the gradient changes signs.
 *
 * $$\delta \leftarrow \begin{cases} \eta^+ \delta & g\, g_{old} > 0 \\
 * \eta^- \delta & g\, g_{old} < 0 \text{, and } g := 0 \\ \delta & \text{else}\end{cases}, \quad
 * w \leftarrow w - \delta \operatorname{sign}(g)$$
 *
 * This is the form without backtracking, iRprop⁻, as in PyTorch; Riedmiller and Braun take the
 * last step back where the sign changed. The least size of the paper is 1e-6 as well.
 *
 * Sources: Riedmiller, Braun, "A direct adaptive method for faster backpropagation learning"
 * (1993); Igel, Hüsken, "Improving the Rprop learning algorithm" (2000), algorithm 4.
 *
 * ```ts
 * const optimizer = rprop({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(20), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function rprop(options: RpropOptions = {}): GradientTransform {
  const {
    lr = 0.01,
    shrink = 0.5,
    grow = 1.2,
    least = 1e-6,
    most = 50,
  } = checkHyperparameters('rprop', options, ['lr', 'shrink', 'grow', 'least', 'most'])
  return defineLeafwise({
    slots: { size: lr, previous: 0 },
    step: (math, { gradient, ...old }) => {
      const agreement = math.mul(gradient, old.previous)
      const kept = math.whereLess(agreement, 0, shrink, 1)
      const factor = math.whereLess(0, agreement, grow, kept)
      const size = math.min(math.max(math.mul(old.size, factor), least), most)
      const previous = math.whereLess(agreement, 0, 0, gradient)
      return { update: math.neg(math.mul(math.sign(previous), size)), size, previous }
    },
  })
}
