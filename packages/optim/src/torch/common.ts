import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { scale } from '../parts/scale.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'

/** What PyTorch's optimizers have in common; `lr` may be a schedule. */
export interface CommonOptions {
  readonly lr?: Rate
  /** An L2 penalty, added to the gradient; decoupled where the optimizer says so. */
  readonly weight_decay?: Scalar
  /** Goes uphill. */
  readonly maximize?: boolean
}

/** PyTorch's pair of betas. */
export type Betas = readonly [Scalar, Scalar]

/** What PyTorch does before a rule: turns the gradient around, then adds the L2 penalty. */
export function prepared(
  { weight_decay = 0, maximize = false }: CommonOptions,
  ...rules: readonly GradientTransform[]
): GradientTransform {
  return chain(
    ...(maximize ? [scale(-1)] : []),
    ...(weight_decay === 0 ? [] : [addDecayedWeights(weight_decay)]),
    ...rules,
  )
}
