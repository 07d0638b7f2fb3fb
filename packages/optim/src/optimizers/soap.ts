import { qr } from '@gradus/graph'
import { matrixProduct, type TensorAlgebra, transposeMatrix } from '@gradus/ops'
import { bringFactorizations } from '@gradus/tensor'
import { type Arithmetic, arithmeticIn, arithmeticOf } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { byRank } from '../parts/multi-transform.ts'
import { descend } from '../parts/scale.ts'
import { nextCount, startCount, zerosFor } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from '../transform.ts'
import { adamw, type MomentOptions } from './adam.ts'
import { corrections } from './corrections.ts'
import { asMatrix, identityFor, inShapeOf } from './matrix.ts'

/** What SOAP takes. */
export interface SoapOptions extends MomentOptions {
  readonly lr?: Rate
  /** The share of both preconditioners that is kept. */
  readonly keep?: Scalar
  /** The strength of decoupled weight decay. */
  readonly decay?: Scalar
  /** What parameters with fewer than two axes get. */
  readonly others?: GradientTransform
}

interface Memory<T> {
  readonly count: T
  readonly mu: readonly T[]
  readonly nu: readonly T[]
  readonly left: readonly T[]
  readonly right: readonly T[]
  readonly leftBasis: readonly T[]
  readonly rightBasis: readonly T[]
}

/**
 * SOAP: Adam in the eigenbasis of Shampoo's preconditioners. Other parameters get AdamW, which
 * SOAP without rotations is, or `others`.
 *
 * $$L \leftarrow \beta L + (1 - \beta) G G^\top, \quad
 * R \leftarrow \beta R + (1 - \beta) G^\top G, \quad
 * Q_L \leftarrow \operatorname{qr}(L Q_L), \quad Q_R \leftarrow \operatorname{qr}(R Q_R)$$
 * $$W \leftarrow W - \eta\, Q_L \left(\frac{\hat M'}{\sqrt{\hat V} + \epsilon}\right) Q_R^\top
 * \text{ with } M' = Q_L^\top M Q_R, \; V \text{ the mean square of } Q_L^\top G Q_R$$
 *
 * The bases start at the identity and follow in every step, by one power iteration; the
 * authors' code starts them by an eigendecomposition and refreshes them in every tenth step.
 *
 * Source: Vyas et al., "SOAP: improving and stabilizing Shampoo using Adam" (2024), algorithm 3.
 *
 * ```ts
 * const optimizer = soap({ lr: 0.1, decay: 0 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function soap(options: SoapOptions = {}): GradientTransform {
  const {
    lr = 0.003,
    decay = 0.01,
    others = adamw({ lr, decay }),
    ...rest
  } = checkHyperparameters('soap', options, [
    'lr',
    'decay',
    'beta1',
    'beta2',
    'eps',
    'keep',
    'others',
  ])
  const matrices = chain(rotate(rest), addDecayedWeights(decay), descend(lr))
  return byRank(matrices, others)
}

function rotate({
  beta1 = 0.95,
  beta2 = 0.95,
  eps = 1e-8,
  keep = 0.95,
}: Omit<SoapOptions, 'lr' | 'decay' | 'others'>): GradientTransform {
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const wide = arithmeticIn($, 'f64')
    return {
      init: (parameters) => {
        const matrices = parameters.map((w) => asMatrix($, w))
        const square = (axis: 0 | 1, value: number): readonly T[] =>
          matrices.map((w) => identityFor($, w, axis, value))
        return {
          count: startCount($),
          mu: zerosFor($, matrices),
          nu: zerosFor($, matrices),
          left: square(0, 0),
          right: square(1, 0),
          leftBasis: square(0, 1),
          rightBasis: square(1, 1),
        }
      },
      update: (gradients, state) => {
        const old = state as unknown as Memory<T>
        const scales = corrections(wide, old.count, beta1, beta2)
        const leaves = gradients.map((gradient, i) => {
          const g = asMatrix($, gradient)
          const math = arithmeticOf($, g)
          const bases = [old.leftBasis[i]!, old.rightBasis[i]!] as const
          const mu = math.blend(beta1, old.mu[i]!, g)
          const square = math.square(into($, g, bases))
          const nu = math.blend(beta2, old.nu[i]!, square)
          const root = math.add(math.mul(math.sqrt(nu), scales.scaleRoot), eps)
          const mean = math.mul(into($, mu, bases), scales.scaleMean)
          const found = outOf($, math.div(mean, root), bases)
          const [gramLeft, gramRight] = grams($, g)
          const left = math.blend(keep, old.left[i]!, gramLeft)
          const right = math.blend(keep, old.right[i]!, gramRight)
          const leftBasis = turn($, math, left, bases[0])
          const rightBasis = turn($, math, right, bases[1])
          const update = inShapeOf($, gradient, found)
          return { update, mu, nu, left, right, leftBasis, rightBasis }
        })
        return {
          updates: leaves.map(({ update }) => update),
          state: {
            count: nextCount($, old.count),
            mu: leaves.map((leaf) => leaf.mu),
            nu: leaves.map((leaf) => leaf.nu),
            left: leaves.map((leaf) => leaf.left),
            right: leaves.map((leaf) => leaf.right),
            leftBasis: leaves.map((leaf) => leaf.leftBasis),
            rightBasis: leaves.map((leaf) => leaf.rightBasis),
          },
        }
      },
    }
  })
}

function grams<T>($: TensorAlgebra<T>, g: T): readonly [T, T] {
  const transposed = transposeMatrix($, g)
  return [matrixProduct($, g, transposed), matrixProduct($, transposed, g)]
}

function into<T>($: TensorAlgebra<T>, x: T, [left, right]: readonly [T, T]): T {
  return matrixProduct($, matrixProduct($, transposeMatrix($, left), x), right)
}

function outOf<T>($: TensorAlgebra<T>, x: T, [left, right]: readonly [T, T]): T {
  return matrixProduct($, matrixProduct($, left, x), transposeMatrix($, right))
}

/** One power iteration; where there was no gradient yet, the basis stays. */
function turn<T>($: TensorAlgebra<T>, math: Arithmetic<T>, gram: T, basis: T): T {
  bringFactorizations()
  const { q } = qr($, matrixProduct($, gram, basis))
  return $.select($.gt(math.total(math.abs(gram)), math.of(0)), q, basis)
}
