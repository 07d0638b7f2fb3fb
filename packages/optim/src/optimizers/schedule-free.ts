import type { Arithmetic } from '../arithmetic.ts'
import { checkHyperparameters, needHyperparameter } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import type { GradientTransform, Rate, Scalar } from '../transform.ts'

/** What schedule-free descent takes. */
export interface ScheduleFreeOptions {
  readonly lr: Rate
  /** How far gradients are taken from the base point towards the average. */
  readonly beta?: Scalar
  /** The rate rises in equal parts over so many steps. */
  readonly warmup?: Scalar
  /** The strength of decay, at the point where gradients are taken. */
  readonly decay?: Scalar
}

/**
 * Schedule-free descent: no schedule, but an average of points. The parameters are the points
 * $y$ where gradients are taken; evaluate the model at `average`, which the state has.
 *
 * $$z \leftarrow z - \gamma (g(y) + \lambda y), \quad x \leftarrow (1 - c)\, x + c\, z, \quad
 * y \leftarrow (1 - \beta)\, z + \beta x, \quad c = \gamma_t^2 / \textstyle\sum \gamma_i^2$$
 *
 * Source: Defazio et al., "The road less scheduled" (NeurIPS 2024), equations 3 to 5.
 *
 * ```ts
 * const optimizer = scheduleFree({ lr: 0.1, beta: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.200000
 * ```
 */
export function scheduleFree(options: ScheduleFreeOptions): GradientTransform {
  const {
    lr,
    beta = 0.9,
    warmup = 0,
    decay = 0,
  } = checkHyperparameters('scheduleFree', needHyperparameter('scheduleFree', options, 'lr'), [
    'lr',
    'beta',
    'warmup',
    'decay',
  ])
  return defineLeafwise({
    slots: { base: 'parameter', average: 'parameter' },
    kept: { weights: 0 },
    numbers: (math, count, { weights }) => {
      const gamma = math.mul(math.rate(lr, count), riseOf(math, count, warmup))
      return weigh(math, gamma, weights)
    },
    step: (math, { gradient, parameter, ...old }, { gamma, share }) => {
      const direction = math.add(gradient, math.mul(decay, parameter))
      return follow(math, { ...old, parameter }, direction, { gamma, share, beta })
    },
  })
}

/**
 * Schedule-free AdamW: the same around steps that are divided by a running root mean square.
 *
 * $$v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
 * \gamma_t = \eta \sqrt{1 - \beta_2^t} \min(1, t / t_0), \quad
 * z \leftarrow z - \gamma_t \left(\frac{g}{\sqrt v + \epsilon} + \lambda y\right)$$
 *
 * Source: Defazio et al., "The road less scheduled" (NeurIPS 2024), algorithm 1.
 *
 * ```ts
 * const optimizer = scheduleFreeAdamw({ lr: 0.1 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function scheduleFreeAdamw(
  options: Partial<ScheduleFreeOptions> & {
    readonly beta2?: Scalar
    readonly eps?: Scalar
  } = {},
): GradientTransform {
  const {
    lr = 0.0025,
    beta = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    warmup = 0,
    decay = 0,
  } = checkHyperparameters('scheduleFreeAdamw', options, [
    'lr',
    'beta',
    'beta2',
    'eps',
    'warmup',
    'decay',
  ])
  return defineLeafwise({
    slots: { base: 'parameter', average: 'parameter', nu: 0 },
    kept: { weights: 0 },
    numbers: (math, count, { weights }) => {
      const correction = math.sqrt(math.rest(math.pow(beta2, math.add(count, 1))))
      const rise = riseOf(math, count, warmup)
      return weigh(math, math.mul(math.rate(lr, count), correction, rise), weights)
    },
    step: (math, { gradient, parameter, ...old }, { gamma, share }) => {
      const nu = math.blend(beta2, old.nu, math.square(gradient))
      const scaled = math.div(gradient, math.add(math.sqrt(nu), eps))
      const direction = math.add(scaled, math.mul(decay, parameter))
      return { ...follow(math, { ...old, parameter }, direction, { gamma, share, beta }), nu }
    },
  })
}

function riseOf<T>(math: Arithmetic<T>, count: T, warmup: Scalar): T {
  // At least one step: 0 would divide by zero, and rises at once all the same.
  return math.min(1, math.div(math.add(count, 1), math.max(warmup, 1)))
}

function weigh<T>(
  math: Arithmetic<T>,
  gamma: T,
  weights: T,
): { readonly gamma: T; readonly weights: T; readonly share: T } {
  const square = math.square(gamma)
  const sum = math.add(weights, square)
  // Where all rates so far are 0, nothing moves and any share will do.
  return { gamma, weights: sum, share: math.whereEqual(sum, 0, 0, math.div(square, sum)) }
}

function follow<T>(
  math: Arithmetic<T>,
  old: { readonly base: T; readonly average: T; readonly parameter: T },
  direction: T,
  { gamma, share, beta }: { readonly gamma: T; readonly share: T; readonly beta: Scalar },
): { readonly update: T; readonly base: T; readonly average: T } {
  const base = math.sub(old.base, math.mul(gamma, direction))
  const average = math.add(old.average, math.mul(share, math.sub(base, old.average)))
  const point = math.add(base, math.mul(beta, math.sub(average, base)))
  return { update: math.sub(point, old.parameter), base, average }
}
