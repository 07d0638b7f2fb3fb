import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { clipByValue, globalNorm } from '../parts/clip.ts'
import { dtypeOf } from '../state.ts'
import { defineStateless, type GradientTransform, type Scalar } from '../transform.ts'

/**
 * `torch.nn.utils.clip_grad_norm_`: multiplies gradients by `max_norm / (norm + 1e-6)` where
 * that is less than 1. `norm_type` is the power of the norm, or infinity.
 */
export function clip_grad_norm(max_norm: Scalar, norm_type = 2): GradientTransform {
  return defineStateless(<T>($: TensorAlgebra<T>, gradients: readonly T[]) => {
    if (gradients.length === 0) return gradients
    const math = arithmeticIn($, dtypeOf($, gradients[0]!))
    const norm = norm_type === 2 ? globalNorm($, gradients) : normOf($, math, gradients, norm_type)
    const factor = math.min(1, math.div(max_norm, math.add(norm, 1e-6)))
    return gradients.map((g) => $.mul(factor, g))
  })
}

function normOf<T>(
  $: TensorAlgebra<T>,
  math: Arithmetic<T>,
  gradients: readonly T[],
  power: number,
): T {
  if (power === Number.POSITIVE_INFINITY) {
    const largest = gradients.map((g) => {
      const axes = [...$.typeOf(g).shape.keys()]
      return axes.length === 0 ? $.abs(g) : $.apply('reduce_max', [$.abs(g)], { axes })
    })
    return largest.reduce((most, each) => $.max(most, each))
  }
  const sums = gradients.map((g) => math.total(math.pow(math.abs(g), power)))
  return math.pow(
    sums.reduce((sum, each) => math.add(sum, each)),
    1 / power,
  )
}

/** `torch.nn.utils.clip_grad_value_`: cuts each element to -limit … limit. */
export function clip_grad_value(clip_value: Scalar): GradientTransform {
  return clipByValue(clip_value)
}
