import type { TensorAlgebra } from '@gradus/ops'
import { dtypeOf, scalarOf } from '../state.ts'
import { defineStateless, type GradientTransform, type Scalar } from '../transform.ts'

/**
 * The Euclidean norm of at least one gradient, all of them together, a single number. It is
 * infinite when a square overflows: beyond 1e154 in f64 and 1e19 in f32.
 */
export function globalNorm<T>($: TensorAlgebra<T>, gradients: readonly T[]): T {
  const squares = gradients.map((g) => {
    const square = $.mul(g, g)
    const { shape } = $.typeOf(g)
    return shape.length === 0 ? square : $.apply('sum', [square], { axes: [...shape.keys()] })
  })
  return $.sqrt(squares.reduce((total, square) => $.add(total, square)))
}

/**
 * Scales all gradients together so that their norm is at most `limit`; shorter ones stay.
 * Where the norm overflows, finite gradients become 0 and infinite ones NaN.
 *
 * Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural
 * networks" (ICML 2013), algorithm 1.
 */
export function clipByGlobalNorm(limit: Scalar): GradientTransform {
  return defineStateless(($, gradients) => {
    if (gradients.length === 0) return gradients
    const norm = globalNorm($, gradients)
    const bound = scalarOf($, limit, dtypeOf($, norm))
    // The larger of the two is positive whenever the bound is, so nothing divides by zero.
    const factor = $.div(bound, $.max(norm, bound))
    return gradients.map((g) => $.mul(factor, g))
  })
}

/** Cuts every element of the gradients to -limit … limit. */
export function clipByValue(limit: Scalar): GradientTransform {
  return defineStateless(($, gradients) =>
    gradients.map((g) => {
      const bound = scalarOf($, limit, dtypeOf($, g))
      return $.max($.neg(bound), $.min(bound, g))
    }),
  )
}
