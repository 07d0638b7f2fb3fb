import { randomKey, randomStream, type TensorAlgebra } from '@gradus/ops'
import { randomOp } from '@gradus/tensor'
import { arithmeticIn } from '../arithmetic.ts'
import { wholeNumber } from '../check-options.ts'
import { checkArguments, checkHyperparameters, ruleOf } from '../hyperparameters.ts'
import { castTo, constantOf, dtypeOf, nextCount, startCount } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type RuleOver,
  type Scalar,
} from '../transform.ts'

/** What noise takes. */
export interface NoiseOptions {
  /** The variance in the first step. */
  readonly variance: Scalar
  /** The power with which the variance falls: `variance / (1 + step)^power`. */
  readonly power?: Scalar
  readonly seed?: number
}

/**
 * Adds normal noise to gradients, whose variance falls over the steps. The same seed gives the
 * same noise in each step, whatever ran before.
 *
 * Source: Neelakantan et al., "Adding gradient noise improves learning for very deep networks"
 * (2015), §3.
 */
export function addNoise(options: NoiseOptions): GradientTransform {
  const rules = { variance: ruleOf.fromZero, seed: wholeNumber }
  const given = checkHyperparameters('addNoise', options, ['power'], rules)
  const { variance, power = 0.55, seed = 0 } = given
  checkArguments('addNoise', { variance }, { variance: ruleOf.fromZero })
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const math = arithmeticIn($, 'f64')
    return {
      init: () => ({ count: startCount($) }),
      update: (gradients, state) => {
        const { count } = state as { readonly count: T }
        const falling = math.pow(math.add(1, count), power)
        const deviation = math.sqrt(math.div(variance, falling))
        const updates = gradients.map((g, i) => {
          const noise = math.mul(deviation, drawNormal($, g, i, seed, count))
          return $.add(g, castTo($, noise, dtypeOf($, g)))
        })
        return { updates, state: { count: nextCount($, count) } }
      },
    }
  })
}

/** Normal draws shaped like a value, by Box and Muller from two uniform ones. */
function drawNormal<T>($: TensorAlgebra<T>, like: T, place: number, seed: number, count: T): T {
  const math = arithmeticIn($, 'f64')
  const { shape } = $.typeOf(like)
  const stream = randomKey(randomStream('optim', 'noise'), place)
  const inputs = [constantOf($, seed, 'f64'), castTo($, count, 'i32')]
  const [first, second] = ([0, 1] as const).map((half) =>
    $.apply(randomOp(), inputs, { stream, half, shape }),
  )
  const radius = math.sqrt(math.mul(-2, $.log1p($.neg(first!))))
  return math.mul(radius, math.cos(math.mul(2 * Math.PI, second!)))
}
