import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn, arithmeticOf } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { nextCount, startCount, zerosFor } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from '../transform.ts'
import { asMatrix, inShapeOf, sizesOf, spread } from './matrix.ts'

/** What Adafactor takes. */
export interface AdafactorOptions {
  /** The largest relative step; the rate falls as `1 / √t` below it. */
  readonly lr?: Rate
  /** The second moment keeps `1 - t^-power` of itself. */
  readonly power?: Scalar
  /** Added to squared gradients. */
  readonly eps?: Scalar
  /** Parameters count as at least so large. */
  readonly least?: Scalar
  /** The largest root mean square of a step before its rate. */
  readonly clip?: Scalar
  /** The strength of decay, at the rate of the step. */
  readonly decay?: Scalar
}

interface Memory<T> {
  readonly count: T
  readonly rows: readonly T[]
  readonly columns: readonly T[]
}

/**
 * Adafactor: Adam without a first moment, whose second moment of a matrix is kept as its row and
 * column means alone, and whose steps are relative to the size of the parameters.
 *
 * $$\hat\beta_t = 1 - t^{-0.8}, \quad
 * R \leftarrow \hat\beta_t R + (1 - \hat\beta_t) \operatorname{rows}(G^2 + \epsilon)$$
 * $$C \leftarrow \hat\beta_t C + (1 - \hat\beta_t) \operatorname{columns}(G^2 + \epsilon), \quad
 * \hat V = \frac{R\, C}{\operatorname{mean}(R)}$$
 * $$U = \frac{G}{\sqrt{\hat V}}, \quad
 * W \leftarrow W - \max(\epsilon_2, \operatorname{rms}(W)) \min(\eta, 1 / \sqrt t)\,
 * \frac{U}{\max(1, \operatorname{rms}(U) / d)}$$
 *
 * Parameters with fewer than two axes keep the whole moment; axes before the last count as one.
 * PyTorch bounds the moment from below instead of adding `eps`, and decays at the rate `lr`.
 *
 * Source: Shazeer, Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (ICML
 * 2018), algorithms 4 and 5.
 *
 * ```ts
 * const optimizer = adafactor({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.500000
 * ```
 */
export function adafactor(options: AdafactorOptions = {}): GradientTransform {
  checkHyperparameters('adafactor', options, ['lr', 'power', 'eps', 'least', 'clip', 'decay'])
  const { lr = 0.01, power = 0.8 } = options
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const wide = arithmeticIn($, 'f64')
    return {
      init: (parameters) => ({
        count: startCount($),
        rows: zerosFor($, parameters).map((zero) => meanAlong($, zero, 1)),
        columns: zerosFor($, parameters).map((zero) =>
          isLine($, zero) ? wide.of(0) : meanAlong($, zero, 0),
        ),
      }),
      update: (gradients, state, parameters) => {
        const old = state as unknown as Memory<T>
        const t = wide.add(old.count, 1)
        const share = wide.sub(1, wide.pow(t, wide.neg(power)))
        const rate = wide.min(wide.rate(lr, old.count), wide.div(1, wide.sqrt(t)))
        const leaves = gradients.map((g, i) => {
          const memory = { rows: old.rows[i]!, columns: old.columns[i]! }
          return stepOf($, { g, w: parameters[i]!, ...memory }, { share, rate }, options)
        })
        return {
          updates: leaves.map(({ update }) => update),
          state: {
            count: nextCount($, old.count),
            rows: leaves.map(({ rows }) => rows),
            columns: leaves.map(({ columns }) => columns),
          },
        }
      },
    }
  })
}

function stepOf<T>(
  $: TensorAlgebra<T>,
  { g, w, ...old }: { readonly g: T; readonly w: T; readonly rows: T; readonly columns: T },
  { share, rate }: { readonly share: T; readonly rate: T },
  { eps = 1e-30, least = 1e-3, clip = 1, decay = 0 }: AdafactorOptions,
): { readonly update: T; readonly rows: T; readonly columns: T } {
  const math = arithmeticOf($, g)
  const square = math.add(math.square(g), eps)
  const rows = math.blend(share, old.rows, meanAlong($, square, 1))
  const columns = isLine($, g)
    ? old.columns
    : math.blend(share, old.columns, meanAlong($, square, 0))
  const moment = isLine($, g) ? rows : joined($, math, g, rows, columns)
  const direction = math.div(g, math.sqrt(moment))
  const excess = math.max(1, math.div(rootMeanSquare($, math, direction), clip))
  const size = math.mul(rate, math.max(least, rootMeanSquare($, math, w)))
  const whole = math.add(math.div(direction, excess), math.mul(decay, w))
  return { update: math.neg(math.mul(size, whole)), rows, columns }
}

function isLine<T>($: TensorAlgebra<T>, value: T): boolean {
  return $.typeOf(value).shape.length < 2
}

/** The mean of each row (along axis 1) or column of a matrix; a line is its own. */
function meanAlong<T>($: TensorAlgebra<T>, value: T, axis: 0 | 1): T {
  if (isLine($, value)) return value
  const matrix = asMatrix($, value)
  const sum = $.apply('sum', [matrix], { axes: [axis] })
  return arithmeticOf($, value).div(sum, sizesOf($, matrix)[axis])
}

function joined<T>($: TensorAlgebra<T>, math: Arithmetic<T>, g: T, rows: T, columns: T): T {
  const matrix = asMatrix($, g)
  const [count] = sizesOf($, matrix)
  const { shape } = $.typeOf(matrix)
  const shares = math.div(rows, math.div(math.total(rows), count))
  const outer = math.mul(spread($, shares, shape, 0), spread($, columns, shape, 1))
  return inShapeOf($, g, outer)
}

function rootMeanSquare<T>($: TensorAlgebra<T>, math: Arithmetic<T>, x: T): T {
  const count = $.typeOf(x).shape.reduce((product, { size }) => product * size, 1)
  return math.sqrt(math.div(math.total(math.square(x)), count))
}
