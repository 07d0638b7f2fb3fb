import { checkArguments, checkHyperparameters, ruleOf } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import type { GradientTransform, Scalar } from '../transform.ts'

/**
 * Replaces gradients by their running mean, `m ← beta·m + (1 - beta)·g`, corrected for its start
 * at 0 with `biasCorrection`.
 */
export function ema(
  beta: Scalar,
  { biasCorrection = false }: { readonly biasCorrection?: boolean } = {},
): GradientTransform {
  checkArguments('ema', { beta }, { beta: ruleOf.share })
  return defineLeafwise({
    slots: { mean: 0 },
    numbers: (math, count) => ({
      correction: biasCorrection
        ? math.div(1, math.rest(math.pow(beta, math.add(count, 1))))
        : math.of(1),
    }),
    step: (math, { gradient, ...old }, { correction }) => {
      const mean = math.blend(beta, old.mean, gradient)
      return { update: math.mul(correction, mean), mean }
    },
  })
}

/**
 * Keeps a running mean of the parameters, which the state has as `average`: the last part of a
 * chain. Without `beta` it is the mean of all points after `from` steps.
 *
 * Sources: Polyak, Juditsky, "Acceleration of stochastic approximation by averaging" (1992);
 * Izmailov et al., "Averaging weights leads to wider optima" (UAI 2018).
 */
export function averageParameters(
  options: { readonly beta?: Scalar; readonly from?: Scalar } = {},
): GradientTransform {
  const own = { from: ruleOf.length }
  const { beta, from = 0 } = checkHyperparameters('averageParameters', options, ['beta'], own)
  return defineLeafwise({
    slots: { average: 'parameter' },
    numbers: (math, count) => {
      const points = math.max(1, math.add(math.sub(count, from), 1))
      const share = beta === undefined ? math.div(1, points) : math.rest(beta)
      return { share: math.whereLess(count, from, 1, share) }
    },
    step: (math, { gradient, parameter, ...old }, { share }) => {
      const moved = math.add(parameter, gradient)
      const average = math.add(old.average, math.mul(share, math.sub(moved, old.average)))
      return { update: gradient, average }
    },
  })
}
