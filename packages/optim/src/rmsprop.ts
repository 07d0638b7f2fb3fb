import type { TensorAlgebra } from '@gradus/ops'
import { chain } from './chain.ts'
import { blend } from './moments.ts'
import { descend } from './scale.ts'
import { dtypeOf, scalarOf, zerosFor } from './state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from './transform.ts'

export interface RmspropOptions {
  readonly lr: Rate
  /** The share of the running mean square that is kept. */
  readonly beta?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
}

/**
 * Divides each gradient by a running root mean square that starts at 0:
 * `s ← beta·s + (1 - beta)·g²`, `w ← w - lr·g / (√s + eps)`.
 *
 * Source: Tieleman, Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
 */
export function rmsprop({ lr, beta = 0.9, eps = 1e-8 }: RmspropOptions): GradientTransform {
  return chain(scaleByRootMeanSquare(beta, eps), descend(lr))
}

function scaleByRootMeanSquare(beta: Scalar, eps: Scalar): GradientTransform {
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: (parameters) => ({ nu: zerosFor($, parameters) }),
      update: (gradients, state: { readonly nu: readonly T[] }) => {
        const nu = gradients.map((g, i) => blend($, beta, state.nu[i]!, $.mul(g, g)))
        const updates = gradients.map((g, i) =>
          $.div(g, $.add($.sqrt(nu[i]!), scalarOf($, eps, dtypeOf($, g)))),
        )
        return { updates, state: { nu } }
      },
    }),
  )
}
