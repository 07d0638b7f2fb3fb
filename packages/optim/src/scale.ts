import type { Node } from '@gradus/graph'
import { nextCount, rateNode, scalarNode, startCount } from './state.ts'
import type { GradientTransform, Rate, Scalar, Schedule } from './transform.ts'

/** Multiplies updates by a factor. */
export function scale(factor: Scalar): GradientTransform {
  return {
    init: () => ({}),
    update: (builder, gradients, state) => ({
      updates: gradients.map((g) => builder.mul(scalarNode(builder, factor, g.dtype), g)),
      state,
    }),
  }
}

/** Multiplies updates by minus a learning rate, which may follow a schedule of the step. */
export function descend(rate: Rate): GradientTransform {
  return typeof rate === 'function' ? followSchedule(rate) : scaleDown(rate)
}

function scaleDown(rate: Scalar): GradientTransform {
  return {
    init: () => ({}),
    update: (builder, gradients, state) => {
      const updates = gradients.map((g) =>
        builder.neg(builder.mul(scalarNode(builder, rate, g.dtype), g)),
      )
      return { updates, state }
    },
  }
}

function followSchedule(rate: Schedule): GradientTransform<{ readonly count: Node }> {
  return {
    init: (builder) => ({ count: startCount(builder) }),
    update: (builder, gradients, { count }) => {
      const updates = gradients.map((g) =>
        builder.neg(builder.mul(rateNode(builder, rate, count, g.dtype), g)),
      )
      return { updates, state: { count: nextCount(builder, count) } }
    },
  }
}
