import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticOf } from '../arithmetic.ts'
import { fullLike } from '../state.ts'
import { defineStateless, type GradientTransform, type Scalar } from '../transform.ts'
import { globalNorm } from './clip.ts'
import { normOf } from './trust-ratio.ts'

/** Replaces each element of the gradients by its sign: -1, 0 or 1; NaN stays NaN. */
export function takeSigns(): GradientTransform {
  return defineStateless(($, gradients) => gradients.map((g) => signOf(arithmeticOf($, g), g)))
}

/** The sign of a value, of NaN itself: the op gives 0 there, and a parameter would just stand still. */
export function signOf<T>(math: Arithmetic<T>, x: T): T {
  return math.whereEqual(x, x, math.sign(x), x)
}

/**
 * Divides all gradients by their common norm, or each by its own with `each`; a norm of 0 leaves
 * them at 0.
 */
export function normalize({ each = false }: { readonly each?: boolean } = {}): GradientTransform {
  return defineStateless(<T>($: TensorAlgebra<T>, gradients: readonly T[]) => {
    if (gradients.length === 0) return gradients
    const common = globalNorm($, gradients)
    return gradients.map((g) => {
      const math = arithmeticOf($, g)
      const norm = each ? normOf(math, g) : math.of(common)
      return math.mul(math.whereEqual(norm, 0, 0, math.div(1, norm)), g)
    })
  })
}

/**
 * Takes the mean over all axes but the last from gradients of two axes or more.
 *
 * Source: Yong, Huang, Hua, Zhang, "Gradient centralization" (ECCV 2020), equation 1; the last
 * axis counts units, as in `x @ W`.
 */
export function centralize(): GradientTransform {
  return defineStateless(<T>($: TensorAlgebra<T>, gradients: readonly T[]) =>
    gradients.map((g) => {
      const { shape } = $.typeOf(g)
      if (shape.length < 2) return g
      const math = arithmeticOf($, g)
      const axes = [...shape.keys()].slice(0, -1)
      const count = axes.reduce((product, axis) => product * shape[axis]!.size, 1)
      const mean = math.div($.apply('sum', [g], { axes }), count)
      return math.sub(g, $.apply('broadcast', [mean], { shape, into: [shape.length - 1] }))
    }),
  )
}

/** Replaces gradients of every parameter by 0: parameters with it stay as they are. */
export function freeze(): GradientTransform {
  return defineStateless(($, gradients) => gradients.map((g) => fullLike($, g, 0)))
}

/** Replaces elements that are not a number by 0. */
export function zeroNans(): GradientTransform {
  return defineStateless(($, gradients) =>
    gradients.map((g) => $.select($.eq(g, g), g, fullLike($, g, 0))),
  )
}

/** Shortens updates so that no parameter falls below a limit: the last part of a chain. */
export function keepAbove(limit: Scalar = 0): GradientTransform {
  return defineStateless(($, gradients, parameters) =>
    gradients.map((g, i) => {
      const math = arithmeticOf($, g)
      return math.max(g, math.sub(limit, parameters[i]!))
    }),
  )
}
