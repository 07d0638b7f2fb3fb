import { ShapeError, type TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticOf } from '../arithmetic.ts'
import { defineLeafwise } from '../leafwise.ts'
import { sizesOf } from '../optimizers/matrix.ts'
import { newtonSchulz } from '../optimizers/muon.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { descend } from '../parts/scale.ts'
import { normOf } from '../parts/trust-ratio.ts'
import { defineStateless, type GradientTransform, type Rate, type Scalar } from '../transform.ts'
import { checkTorch } from './rules.ts'

/** What `torch.Muon` takes. */
export interface TorchMuonOptions {
  readonly lr?: Rate
  readonly weight_decay?: Scalar
  readonly momentum?: Scalar
  readonly nesterov?: boolean
  readonly ns_coefficients?: readonly [Scalar, Scalar, Scalar]
  /** The least norm that a velocity is divided by. */
  readonly eps?: Scalar
  readonly ns_steps?: number
  /** How the rate depends on the shape: `√max(1, m/n)`, or `0.2 √max(m, n)` to match AdamW. */
  readonly adjust_lr_fn?: 'original' | 'match_rms_adamw' | null
}

/**
 * `torch.optim.Muon`, for matrices alone: other parameters get their own optimizer by
 * `multiTransform`. PyTorch rounds to bfloat16 in its Newton–Schulz steps; here they have the
 * dtype of the parameters, so that both agree to two or three digits of a step.
 *
 * Throws `ShapeError` for a parameter that is no matrix.
 */
export function Muon(options: TorchMuonOptions = {}): GradientTransform {
  const {
    lr = 1e-3,
    weight_decay = 0.1,
    momentum = 0.95,
    nesterov = true,
    ns_coefficients = [3.4445, -4.775, 2.0315],
    eps = 1e-7,
    ns_steps = 5,
    adjust_lr_fn = null,
  } = checkTorch('Muon', options, [
    'lr',
    'weight_decay',
    'momentum',
    'nesterov',
    'ns_coefficients',
    'eps',
    'ns_steps',
    'adjust_lr_fn',
  ])
  const velocity = defineLeafwise({
    slots: { velocity: 0 },
    step: (math, { gradient, ...old }) => {
      const fresh = math.blend(momentum, old.velocity, gradient)
      return { update: nesterov ? math.blend(momentum, fresh, gradient) : fresh, velocity: fresh }
    },
  })
  const turned = defineStateless(<T>($: TensorAlgebra<T>, gradients: readonly T[]) =>
    gradients.map((g) => {
      const { shape } = $.typeOf(g)
      if (shape.length !== 2) {
        throw new ShapeError(
          `Muon takes matrices, not a parameter with ${shape.length} axes; give others another optimizer by \`multiTransform\``,
        )
      }
      const math: Arithmetic<T> = arithmeticOf($, g)
      const unit = math.div(g, math.max(normOf(math, g), eps))
      const factor = shapeFactor(adjust_lr_fn, sizesOf($, g))
      return math.mul(factor, newtonSchulz($, unit, ns_steps, ns_coefficients))
    }),
  )
  return chain(velocity, turned, addDecayedWeights(weight_decay), descend(lr))
}

function shapeFactor(
  kind: TorchMuonOptions['adjust_lr_fn'],
  [rows, columns]: readonly [number, number],
): number {
  return kind === 'match_rms_adamw'
    ? 0.2 * Math.sqrt(Math.max(rows, columns))
    : Math.sqrt(Math.max(1, rows / columns))
}
