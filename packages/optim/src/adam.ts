import type { DType, TensorAlgebra } from '@gradus/ops'
import { chain } from './chain.ts'
import { addDecayedWeights } from './decay.ts'
import { blend } from './moments.ts'
import { descend } from './scale.ts'
import { castTo, constantOf, dtypeOf, nextCount, scalarOf, startCount, zerosFor } from './state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from './transform.ts'

export interface AdamOptions {
  readonly lr?: Rate
  /** The share of the first moment that is kept. */
  readonly beta1?: Scalar
  /** The share of the second moment that is kept. */
  readonly beta2?: Scalar
  /** Added to the root, outside it. */
  readonly eps?: Scalar
}

/**
 * Adam: a running mean of the gradient over the root of a running mean of its square, both
 * corrected for starting at 0; `w ← w - lr·m̂ / (√v̂ + eps)`.
 *
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1.
 */
export function adam({ lr = 0.001, ...moments }: AdamOptions = {}): GradientTransform {
  return chain(scaleByAdam(moments), descend(lr))
}

/**
 * AdamW: Adam with weight decay that the second moment does not see;
 * `w ← w - lr·(m̂ / (√v̂ + eps) + decay·w)`.
 *
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (ICLR 2019), algorithm 2.
 */
export function adamw({
  lr = 0.001,
  decay = 0.01,
  ...moments
}: AdamOptions & { readonly decay?: Scalar } = {}): GradientTransform {
  return chain(scaleByAdam(moments), addDecayedWeights(decay), descend(lr))
}

type AdamState<T> = {
  readonly count: T
  readonly mu: readonly T[]
  readonly nu: readonly T[]
}

function scaleByAdam({
  beta1 = 0.9,
  beta2 = 0.999,
  eps = 1e-8,
}: Omit<AdamOptions, 'lr'>): GradientTransform {
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: (parameters) => ({
        count: startCount($),
        mu: zerosFor($, parameters),
        nu: zerosFor($, parameters),
      }),
      update: (gradients, state: AdamState<T>) => {
        const count = nextCount($, state.count)
        const mu = gradients.map((g, i) => blend($, beta1, state.mu[i]!, g))
        const nu = gradients.map((g, i) => blend($, beta2, state.nu[i]!, $.mul(g, g)))
        const updates = gradients.map((g, i) => {
          const dtype = dtypeOf($, g)
          const mean = $.div(mu[i]!, correction($, beta1, count, dtype))
          const square = $.div(nu[i]!, correction($, beta2, count, dtype))
          return $.div(mean, $.add($.sqrt(square), scalarOf($, eps, dtype)))
        })
        return { updates, state: { count, mu, nu } }
      },
    }),
  )
}

/** 1 - betaᵗ, computed in f64: in f32 it would lose half its digits at the first step. */
function correction<T>($: TensorAlgebra<T>, beta: Scalar, count: T, dtype: DType): T {
  const power = $.pow(scalarOf($, beta, 'f64'), count)
  return castTo($, $.sub(constantOf($, 1, 'f64'), power), dtype)
}
