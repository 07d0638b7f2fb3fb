import type { TensorAlgebra } from '@gradus/ops'
import { checkArguments, ruleOf } from '../hyperparameters.ts'
import { dtypeOf, nextCount, rateOf, scalarOf, startCount } from '../state.ts'
import {
  defineStateless,
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
  type Schedule,
} from '../transform.ts'
import { chain } from './chain.ts'

/** Multiplies updates by a factor. */
export function scale(factor: Scalar): GradientTransform {
  checkArguments('scale', { factor }, { factor: ruleOf.finite })
  return defineStateless(($, gradients) =>
    gradients.map((g) => $.mul(scalarOf($, factor, dtypeOf($, g)), g)),
  )
}

/** Multiplies updates by minus a learning rate, which may follow a schedule of the step. */
export function descend(rate: Rate): GradientTransform {
  checkArguments('descend', { rate }, { rate: ruleOf.rate })
  return typeof rate === 'function' ? followSchedule(rate) : scaleDown(rate)
}

/** Multiplies updates by a schedule of the step. */
export function scaleBySchedule(schedule: Schedule): GradientTransform {
  return chain(descend(schedule), scale(-1))
}

function scaleDown(rate: Scalar): GradientTransform {
  return defineStateless(($, gradients) =>
    gradients.map((g) => $.neg($.mul(scalarOf($, rate, dtypeOf($, g)), g))),
  )
}

function followSchedule(rate: Schedule): GradientTransform {
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: () => ({ count: startCount($) }),
      update: (gradients, { count }: { readonly count: T }) => ({
        updates: gradients.map((g) => $.neg($.mul(rateOf($, rate, count, dtypeOf($, g)), g))),
        state: { count: nextCount($, count) },
      }),
    }),
  )
}
