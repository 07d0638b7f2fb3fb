import type { Builder, Node } from '@gradus/graph'
import { scalarNode } from './state.ts'
import type { GradientTransform, Scalar } from './transform.ts'

/**
 * The Euclidean norm of at least one gradient, all of them together, a single number. It is
 * infinite when a square overflows: beyond 1e154 in f64 and 1e19 in f32.
 */
export function globalNorm(builder: Builder, gradients: readonly Node[]): Node {
  const squares = gradients.map((g) => {
    const square = builder.mul(g, g)
    return g.shape.length === 0
      ? square
      : builder.apply('sum', [square], { axes: [...g.shape.keys()] })
  })
  return builder.sqrt(squares.reduce((total, square) => builder.add(total, square)))
}

/**
 * Scales all gradients together so that their norm is at most `limit`; shorter ones stay.
 * Where the norm overflows, finite gradients become 0 and infinite ones NaN.
 *
 * Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural
 * networks" (ICML 2013), algorithm 1.
 */
export function clipByGlobalNorm(limit: Scalar): GradientTransform {
  return {
    init: () => ({}),
    update: (builder, gradients, state) => {
      if (gradients.length === 0) return { updates: gradients, state }
      const norm = globalNorm(builder, gradients)
      const bound = scalarNode(builder, limit, norm.dtype)
      // The larger of the two is positive whenever the bound is, so nothing divides by zero.
      const factor = builder.div(bound, builder.max(norm, bound))
      return { updates: gradients.map((g) => builder.mul(factor, g)), state }
    },
  }
}

/** Cuts every element of the gradients to -limit … limit. */
export function clipByValue(limit: Scalar): GradientTransform {
  return {
    init: () => ({}),
    update: (builder, gradients, state) => {
      const updates = gradients.map((g) => {
        const bound = scalarNode(builder, limit, g.dtype)
        return builder.max(builder.neg(bound), builder.min(bound, g))
      })
      return { updates, state }
    },
  }
}
