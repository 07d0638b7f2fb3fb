import { eigh } from '@gradus/graph'
import { matrixProduct, type TensorAlgebra, transposeMatrix } from '@gradus/ops'
import { bringFactorizations } from '@gradus/tensor'
import { arithmeticOf } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { chain } from '../parts/chain.ts'
import { byRank } from '../parts/multi-transform.ts'
import { descend } from '../parts/scale.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from '../transform.ts'
import { adagrad } from './adagrad.ts'
import { asMatrix, identityFor, inShapeOf, sizesOf, spread } from './matrix.ts'
import { accumulateVelocity } from './momentum.ts'

/** What Shampoo takes. */
export interface ShampooOptions {
  readonly lr?: Rate
  /** Both preconditioners start as so many times the identity. */
  readonly start?: Scalar
  /** The share of a velocity of preconditioned gradients that is kept; left out, none is. */
  readonly momentum?: Scalar
  /** What parameters with fewer than two axes get. */
  readonly others?: GradientTransform
}

type Preconditioners<T> = { readonly left: readonly T[]; readonly right: readonly T[] }

/**
 * Shampoo: full-matrix Adagrad for each axis of a matrix. Other parameters get Adagrad, which is
 * what Shampoo with a diagonal is for them, or `others`.
 *
 * $$L \leftarrow L + G G^\top, \quad R \leftarrow R + G^\top G, \quad
 * W \leftarrow W - \eta\, L^{-1/4} G R^{-1/4}$$
 *
 * Axes before the last count as one. Roots are taken in every step, by an eigendecomposition of
 * $m^3 + n^3$ operations.
 *
 * Source: Gupta, Koren, Singer, "Shampoo: preconditioned stochastic tensor optimization"
 * (ICML 2018), algorithm 1.
 *
 * ```ts
 * const optimizer = shampoo({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function shampoo(options: ShampooOptions = {}): GradientTransform {
  const {
    lr = 0.1,
    start = 1e-4,
    momentum,
    others = adagrad({ lr }),
  } = checkHyperparameters('shampoo', options, ['lr', 'start', 'momentum', 'others'])
  const velocity = momentum === undefined ? [] : [accumulateVelocity({ beta: momentum })]
  const matrices = chain(precondition(start), ...velocity, descend(lr))
  return byRank(matrices, others)
}

function precondition(start: Scalar): GradientTransform {
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: (parameters) => ({
        left: parameters.map((w) => identityFor($, asMatrix($, w), 0, start)),
        right: parameters.map((w) => identityFor($, asMatrix($, w), 1, start)),
      }),
      update: (gradients, state) => {
        const old = state as Preconditioners<T>
        const matrices = gradients.map((g) => asMatrix($, g))
        const left = matrices.map((g, i) =>
          $.add(old.left[i]!, matrixProduct($, g, transposeMatrix($, g))),
        )
        const right = matrices.map((g, i) =>
          $.add(old.right[i]!, matrixProduct($, transposeMatrix($, g), g)),
        )
        const updates = matrices.map((g, i) => {
          const half = matrixProduct($, inverseRoot($, left[i]!), g)
          return inShapeOf($, gradients[i]!, matrixProduct($, half, inverseRoot($, right[i]!)))
        })
        return { updates, state: { left, right } }
      },
    }),
  )
}

/** The inverse fourth root of a positive definite matrix. */
function inverseRoot<T>($: TensorAlgebra<T>, matrix: T): T {
  const math = arithmeticOf($, matrix)
  bringFactorizations()
  const { values, vectors } = eigh($, matrix)
  const [size] = sizesOf($, matrix)
  // Rounding can take the smallest eigenvalues of a sum of squares below 0.
  const least = size * (math.dtype === 'f32' ? 1e-12 : 1e-24)
  const roots = math.pow(math.max(values, least), -0.25)
  const { shape } = $.typeOf(matrix)
  return matrixProduct(
    $,
    math.mul(vectors, spread($, roots, shape, 1)),
    transposeMatrix($, vectors),
  )
}
