import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticOf, totalOf } from '../arithmetic.ts'
import { checkArguments, ruleOf } from '../hyperparameters.ts'
import { dtypeOf, scalarOf } from '../state.ts'
import { defineStateless, type GradientTransform, type Scalar } from '../transform.ts'

/**
 * The Euclidean norm of at least one gradient, all of them together, a single number. It is
 * infinite when a square overflows: beyond 1e154 in f64 and 1e19 in f32.
 */
export function globalNorm<T>($: TensorAlgebra<T>, gradients: readonly T[]): T {
  const squares = gradients.map((g) => totalOf($, $.mul(g, g)))
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
  checkArguments('clipByGlobalNorm', { limit }, { limit: ruleOf.fromZero })
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
  checkArguments('clipByValue', { limit }, { limit: ruleOf.fromZero })
  return defineStateless(($, gradients) =>
    gradients.map((g) => {
      const bound = scalarOf($, limit, dtypeOf($, g))
      return $.max($.neg(bound), $.min(bound, g))
    }),
  )
}

/**
 * Scales each gradient alone so that its norm is at most `limit`.
 *
 * Source: as for `clipByGlobalNorm`, layer by layer.
 */
export function clipByNorm(limit: Scalar): GradientTransform {
  checkArguments('clipByNorm', { limit }, { limit: ruleOf.fromZero })
  return defineStateless(($, gradients) =>
    gradients.map((g) => {
      const math = arithmeticOf($, g)
      const norm = math.sqrt(math.total(math.square(g)))
      return math.mul(math.div(limit, math.max(norm, limit)), g)
    }),
  )
}

/**
 * Clips the gradient of each unit to a share of the norm of its weights, which counts as at
 * least `eps`. The last axis counts units, as in `x @ W`; lines and single numbers are one unit.
 *
 * Source: Brock, De, Smith, Simonyan, "High-performance large-scale image recognition without
 * normalization" (ICML 2021), equation 3.
 */
export function clipAdaptively(limit: Scalar = 0.01, eps: Scalar = 1e-3): GradientTransform {
  const { fromZero, positive } = ruleOf
  checkArguments('clipAdaptively', { limit, eps }, { limit: fromZero, eps: positive })
  return defineStateless(
    <T>($: TensorAlgebra<T>, gradients: readonly T[], parameters: readonly T[]) =>
      gradients.map((g, i) => {
        const math = arithmeticOf($, g)
        const most = math.mul(limit, math.max(unitNorm($, math, parameters[i]!), eps))
        const norm = unitNorm($, math, g)
        const factor = math.div(most, math.max(norm, most))
        return math.mul(spreadUnits($, g, factor), g)
      }),
  )
}

function unitNorm<T>($: TensorAlgebra<T>, math: Arithmetic<T>, value: T): T {
  const { shape } = $.typeOf(value)
  const square = math.square(value)
  if (shape.length < 2) return math.sqrt(math.total(square))
  const axes = [...shape.keys()].slice(0, -1)
  return math.sqrt($.apply('sum', [square], { axes }))
}

function spreadUnits<T>($: TensorAlgebra<T>, like: T, units: T): T {
  const { shape } = $.typeOf(like)
  if (shape.length < 2) return units
  return $.apply('broadcast', [units], { shape, into: [shape.length - 1] })
}
