import type { TensorAlgebra } from '@gradus/ops'
import { checkArguments, ruleOf } from '../hyperparameters.ts'
import { rateOf, scalarOf } from '../state.ts'
import { defineSchedule, type Rate, type Scalar, type Schedule } from '../transform.ts'

/**
 * Rises from 0 in equal parts over the first `steps` steps, then follows `rate`, whose own
 * steps begin after the rise.
 *
 * Source: Goyal et al., "Accurate, large minibatch SGD" (2017), §2.2.
 */
export function warmup(rate: Rate, steps: Scalar): Schedule {
  checkArguments('warmup', { rate, steps }, { rate: ruleOf.rate, steps: ruleOf.length })
  return defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const length = scalarOf<T>($, steps, 'f64')
    const share = $.min($.div($.add(step, $.constant(1)), length), $.constant(1))
    const since = $.max($.sub(step, length), $.constant(0))
    return $.mul(share, rateOf($, rate, since, 'f64'))
  })
}
