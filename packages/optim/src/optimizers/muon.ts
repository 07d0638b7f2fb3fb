import { matrixProduct, type TensorAlgebra, transposeMatrix } from '@gradus/ops'
import { arithmeticOf } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { byRank } from '../parts/multi-transform.ts'
import { descend } from '../parts/scale.ts'
import { normOf } from '../parts/trust-ratio.ts'
import { defineStateless, type GradientTransform, type Rate, type Scalar } from '../transform.ts'
import { adamw } from './adam.ts'
import { asMatrix, inShapeOf, sizesOf } from './matrix.ts'
import { accumulateVelocity } from './momentum.ts'

/** What Muon takes. */
export interface MuonOptions {
  readonly lr?: Rate
  readonly momentum?: Scalar
  readonly nesterov?: boolean
  /** The strength of decoupled weight decay. */
  readonly decay?: Scalar
  /** How many Newton–Schulz steps make the velocity orthogonal. */
  readonly steps?: number
  /** What parameters with fewer than two axes get. */
  readonly others?: GradientTransform
}

/** The quintic that takes singular values from 0 … 1 into about 0.7 … 1.2 in five steps. */
const QUINTIC = [3.4445, -4.775, 2.0315] as const

/**
 * Muon: momentum whose matrices are made orthogonal, so that a step moves all directions alike.
 * Other parameters are left to AdamW with the same rate, or to `others`.
 *
 * $$v \leftarrow \beta v + g, \quad X_0 = \frac{g + \beta v}{\lVert g + \beta v \rVert_F}, \quad
 * X_{k+1} = a X_k + (b A + c A^2) X_k \text{ with } A = X_k X_k^\top, \quad
 * w \leftarrow w - \eta \left(\sqrt{\max(1, m / n)}\, X_5 + \lambda w\right)$$
 *
 * Axes before the last are rows. The author's code and PyTorch run the iteration in bfloat16;
 * here it has the dtype of the parameters. Embeddings and last layers do better with
 * `multiTransform`.
 *
 * Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024);
 * Bernstein, Newhouse, "Old optimizer, new norm" (2024), appendix A.
 *
 * ```ts
 * const optimizer = muon({ lr: 0.1, decay: 0 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function muon(options: MuonOptions = {}): GradientTransform {
  const {
    lr = 0.02,
    momentum = 0.95,
    nesterov = true,
    decay = 0.01,
    steps = 5,
    others = adamw({ lr, decay }),
  } = checkHyperparameters('muon', options, [
    'lr',
    'momentum',
    'nesterov',
    'decay',
    'steps',
    'others',
  ])
  const matrices = chain(
    accumulateVelocity({ beta: momentum, nesterov }),
    orthogonalize(steps),
    addDecayedWeights(decay),
    descend(lr),
  )
  return byRank(matrices, others)
}

/** Replaces each gradient of two axes or more by the nearest orthogonal matrix, nearly. */
export function orthogonalize(steps = 5): GradientTransform {
  return defineStateless(($, gradients) =>
    gradients.map((g) => {
      if ($.typeOf(g).shape.length < 2) return g
      const matrix = asMatrix($, g)
      const [rows, columns] = sizesOf($, matrix)
      const math = arithmeticOf($, g)
      const unit = math.div(matrix, math.add(normOf(math, matrix), 1e-7))
      const factor = Math.sqrt(Math.max(1, rows / columns))
      return inShapeOf($, g, math.mul(factor, newtonSchulz($, unit, steps)))
    }),
  )
}

/** Newton–Schulz steps from a matrix of norm 1, on the side where products are smaller. */
export function newtonSchulz<T>(
  $: TensorAlgebra<T>,
  unit: T,
  steps: number,
  [a, b, c]: readonly [Scalar, Scalar, Scalar] = QUINTIC,
): T {
  const math = arithmeticOf($, unit)
  const [rows, columns] = sizesOf($, unit)
  const isTall = rows > columns
  let x = isTall ? transposeMatrix($, unit) : unit
  for (let step = 0; step < steps; step++) {
    const gram = matrixProduct($, x, transposeMatrix($, x))
    const quadratic = math.add(math.mul(b, gram), math.mul(c, matrixProduct($, gram, gram)))
    x = math.add(math.mul(a, x), matrixProduct($, quadratic, x))
  }
  return isTall ? transposeMatrix($, x) : x
}
