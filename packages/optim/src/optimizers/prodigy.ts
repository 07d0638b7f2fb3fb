import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn, arithmeticOf } from '../arithmetic.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
import { constantOf, nextCount, startCount, zerosFor } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from '../transform.ts'
import type { MomentOptions } from './adam.ts'

/** What the methods without a learning rate take. */
export interface ParameterFreeOptions extends MomentOptions {
  /** A factor on the rate that is found: 1, or a schedule that falls from 1. */
  readonly lr?: Rate
  /** The first estimate of the distance to the minimum; far too small is right. */
  readonly start?: Scalar
  /** The strength of decoupled weight decay. */
  readonly decay?: Scalar
}

interface Memory<T> {
  readonly count: T
  readonly distance: T
  readonly numerator: T
  readonly mu: readonly T[]
  readonly nu: readonly T[]
  readonly sum: readonly T[]
  readonly origin?: readonly T[]
}

/**
 * Prodigy: Adam that finds its learning rate, from how far the parameters have to go.
 *
 * $$r \leftarrow \sqrt{\beta_2}\, r + (1 - \sqrt{\beta_2})\, \gamma d^2 \langle g, w_0 - w \rangle, \quad
 * s \leftarrow \sqrt{\beta_2}\, s + (1 - \sqrt{\beta_2})\, \gamma d^2 g, \quad
 * d \leftarrow \max(d, r / \lVert s \rVert_1)$$
 * $$m \leftarrow \beta_1 m + (1 - \beta_1)\, d\, g, \quad
 * v \leftarrow \beta_2 v + (1 - \beta_2)\, d^2 g^2, \quad
 * w \leftarrow w - \gamma d \frac{m}{\sqrt v + d \epsilon}$$
 *
 * A step uses the estimate from before it. Decay is decoupled, at the rate of the step.
 *
 * Source: Mishchenko, Defazio, "Prodigy: an expeditiously adaptive parameter-free learner"
 * (ICML 2024), algorithm 4.
 *
 * ```ts
 * const optimizer = prodigy({ start: 0.01, eps: 0 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.031623
 * ```
 */
export function prodigy(options: ParameterFreeOptions = {}): GradientTransform {
  const {
    lr = 1,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    start = 1e-6,
    decay = 0,
  } = checkHyperparameters('prodigy', options, ['lr', 'beta1', 'beta2', 'eps', 'start', 'decay'])
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const wide = arithmeticIn($, 'f64')
    return {
      init: (parameters) => ({ ...begin($, wide, parameters, start), origin: parameters }),
      update: (gradients, state, parameters) => {
        const old = state as unknown as Memory<T>
        const d = old.distance
        const gamma = wide.rate(lr, old.count)
        const keep = wide.sqrt(beta2)
        const weight = wide.mul(wide.sub(1, keep), gamma, wide.square(d))
        const leaves = gradients.map((g, i) => {
          const math = arithmeticOf($, g)
          const w = parameters[i]!
          const mu = math.blend(beta1, old.mu[i]!, math.mul(d, g))
          const nu = math.blend(beta2, old.nu[i]!, math.square(math.mul(d, g)))
          const sum = math.add(math.mul(keep, old.sum[i]!), math.mul(weight, g))
          const root = math.add(math.sqrt(nu), math.mul(d, eps))
          const direction = math.add(math.div(mu, root), math.mul(decay, w))
          const update = math.neg(math.mul(wide.mul(gamma, d), direction))
          const way = math.total(math.mul(g, math.sub(old.origin![i]!, w)))
          return { update, mu, nu, sum, way, size: math.total(math.abs(sum)) }
        })
        const { way, size, updates, moments } = collect(wide, leaves)
        const numerator = wide.add(wide.mul(keep, old.numerator), wide.mul(weight, way))
        const distance = grown(wide, d, numerator, size)
        const count = nextCount($, old.count)
        return { updates, state: { count, numerator, distance, ...moments, origin: old.origin! } }
      },
    }
  })
}

/**
 * D-Adaptation for Adam: finds its learning rate from the sum of steps so far.
 *
 * $$m \leftarrow \beta_1 m + (1 - \beta_1)\, d \gamma g, \quad
 * v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2, \quad
 * w \leftarrow w - \frac{m}{\sqrt v + \epsilon}$$
 * $$r \leftarrow \sqrt{\beta_2}\, r + (1 - \sqrt{\beta_2})\, d \gamma
 * \left\langle g, \frac{s}{\sqrt v + \epsilon}\right\rangle, \quad
 * s \leftarrow \sqrt{\beta_2}\, s + (1 - \sqrt{\beta_2})\, d \gamma g, \quad
 * d \leftarrow \max\left(d, \frac{r}{(1 - \sqrt{\beta_2}) \lVert s \rVert_1}\right)$$
 *
 * Source: Defazio, Mishchenko, "Learning-rate-free learning by D-adaptation" (ICML 2023),
 * algorithm 5.
 *
 * ```ts
 * const optimizer = dAdaptation({ start: 0.01, eps: 0 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.031623
 * ```
 */
export function dAdaptation(options: ParameterFreeOptions = {}): GradientTransform {
  const {
    lr = 1,
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    start = 1e-6,
    decay = 0,
  } = checkHyperparameters('dAdaptation', options, [
    'lr',
    'beta1',
    'beta2',
    'eps',
    'start',
    'decay',
  ])
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const wide = arithmeticIn($, 'f64')
    return {
      init: (parameters) => begin($, wide, parameters, start),
      update: (gradients, state, parameters) => {
        const old = state as unknown as Memory<T>
        const d = old.distance
        const gamma = wide.mul(d, wide.rate(lr, old.count))
        const keep = wide.sqrt(beta2)
        const rest = wide.sub(1, keep)
        const weight = wide.mul(rest, gamma)
        const leaves = gradients.map((g, i) => {
          const math = arithmeticOf($, g)
          const mu = math.blend(beta1, old.mu[i]!, math.mul(gamma, g))
          const nu = math.blend(beta2, old.nu[i]!, math.square(g))
          const root = math.add(math.sqrt(nu), eps)
          const shrunk = math.mul(math.mul(gamma, decay), parameters[i]!)
          const update = math.neg(math.add(math.div(mu, root), shrunk))
          // A gradient that was 0 all along has a sum of 0 over a root of 0.
          const scaled = math.whereEqual(root, 0, 0, math.div(old.sum[i]!, root))
          const sum = math.add(math.mul(keep, old.sum[i]!), math.mul(weight, g))
          const way = math.total(math.mul(g, scaled))
          return { update, mu, nu, sum, way, size: math.total(math.abs(sum)) }
        })
        const { way, size, updates, moments } = collect(wide, leaves)
        const numerator = wide.add(wide.mul(keep, old.numerator), wide.mul(weight, way))
        const distance = grown(wide, d, numerator, wide.mul(rest, size))
        return {
          updates,
          state: { count: nextCount($, old.count), numerator, distance, ...moments },
        }
      },
    }
  })
}

function begin<T>(
  $: TensorAlgebra<T>,
  wide: Arithmetic<T>,
  parameters: readonly T[],
  start: Scalar,
): Omit<Memory<T>, 'origin'> & Record<string, T | readonly T[]> {
  return {
    count: startCount($),
    distance: wide.of(start),
    numerator: constantOf($, 0, 'f64'),
    mu: zerosFor($, parameters),
    nu: zerosFor($, parameters),
    sum: zerosFor($, parameters),
  }
}

/** The estimate after a step; without any gradient there is nothing to divide by. */
function grown<T>(wide: Arithmetic<T>, distance: T, numerator: T, size: T): T {
  const estimate = wide.div(numerator, size)
  return wide.whereEqual(size, 0, distance, wide.max(distance, estimate))
}

/** What the step of one parameter gives. */
interface Leaf<T> {
  readonly update: T
  readonly mu: T
  readonly nu: T
  readonly sum: T
  /** The parameter's part of the numerator. */
  readonly way: T
  /** The parameter's part of the norm of sums. */
  readonly size: T
}

/** The parts of all parameters: added up, or listed. */
function collect<T>(wide: Arithmetic<T>, leaves: readonly Leaf<T>[]) {
  const list = (name: keyof Leaf<T>): readonly T[] => leaves.map((leaf) => leaf[name])
  return {
    way: wide.add(0, ...list('way')),
    size: wide.add(0, ...list('size')),
    updates: list('update'),
    moments: { mu: list('mu'), nu: list('nu'), sum: list('sum') },
  }
}
