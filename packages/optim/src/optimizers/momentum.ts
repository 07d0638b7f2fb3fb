import type { TensorAlgebra } from '@gradus/ops'
import { checkHyperparameters, needHyperparameter, ruleOf } from '../hyperparameters.ts'
import { defineLeafwise } from '../leafwise.ts'
import { chain } from '../parts/chain.ts'
import { descend } from '../parts/scale.ts'
import {
  constantOf,
  dtypeOf,
  nextCount,
  remainderOf,
  scalarOf,
  startCount,
  zerosFor,
} from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
} from '../transform.ts'

export interface TraceOptions {
  /** The share of the velocity that is kept, from 0 up to, but not, 1. */
  readonly beta: Scalar
  /** The share of the gradient that is left out of the velocity. */
  readonly dampening?: Scalar
  /** Looks ahead: the update is `g + beta · v` instead of `v`. */
  readonly nesterov?: boolean
  /** The first velocity is the whole first gradient, undampened, as in PyTorch. */
  readonly torch?: boolean
}

type TraceState<T> = {
  readonly velocity: readonly T[]
  /** How many steps were taken; only the first step of PyTorch's rule asks. */
  readonly count?: T
}

/** Accumulates gradients into a velocity that starts at 0: `v ← beta·v + (1 - dampening)·g`. */
export function accumulateVelocity(options: TraceOptions): GradientTransform {
  const {
    beta,
    dampening = 0,
    nesterov = false,
    torch = false,
  } = checkHyperparameters('accumulateVelocity', options, ['dampening', 'nesterov', 'torch'], {
    // PyTorch takes any momentum of 0 or more.
    beta: ruleOf.fromZero,
  })
  // Without dampening both starts are the same, and nothing needs to be counted.
  const counts = torch && dampening !== 0
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: (parameters) => ({
        velocity: zerosFor($, parameters),
        ...(counts && { count: startCount($) }),
      }),
      update: (gradients, { velocity: old, count }: TraceState<T>) => {
        const keep = (value: T): T => $.mul(scalarOf($, beta, dtypeOf($, value)), value)
        const velocity = gradients.map((g, i) =>
          $.flush($.add(keep(old[i]!), dampen($, g, dampening, count))),
        )
        const updates = nesterov ? gradients.map((g, i) => $.add(g, keep(velocity[i]!))) : velocity
        return {
          updates,
          state: { velocity, ...(count !== undefined && { count: nextCount($, count) }) },
        }
      },
    }),
  )
}

/** The part of a gradient that a velocity takes up; all of it where `count` is 0. */
function dampen<T>($: TensorAlgebra<T>, g: T, dampening: Scalar, count: T | undefined): T {
  if (dampening === 0) return g
  const dtype = dtypeOf($, g)
  const share = remainderOf($, dampening, dtype)
  if (count === undefined) return $.mul(share, g)
  const isFirst = $.eq(count, constantOf($, 0, 'f64'))
  return $.mul($.select(isFirst, constantOf($, 1, dtype), share), g)
}

/**
 * Momentum with dampening.
 *
 * $$v \leftarrow \beta v + (1 - \tau) g, \quad w \leftarrow w - \eta v$$
 *
 * With `torch`, the first velocity is the whole first gradient, as in PyTorch. Keras keeps the
 * rate in the velocity, which differs as soon as the rate changes.
 *
 * Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964).
 *
 * ```ts
 * const optimizer = momentum({ lr: 0.1, beta: 0.9, dampening: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.100000
 * ```
 */
export function momentum(
  options: Partial<TraceOptions> & { readonly lr: Rate },
): GradientTransform {
  const {
    lr,
    beta = 0.9,
    ...rest
  } = checkHyperparameters('momentum', needHyperparameter('momentum', options, 'lr'), [
    'lr',
    'beta',
    'dampening',
    'nesterov',
    'torch',
  ])
  return chain(accumulateVelocity({ ...rest, beta }), descend(lr))
}

/**
 * Polyak's heavy ball: momentum without dampening, which keeps what it was given.
 *
 * $$v \leftarrow \beta v + g, \quad w \leftarrow w - \eta v$$
 *
 * Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964).
 *
 * ```ts
 * const optimizer = heavyBall({ lr: 0.1, beta: 0.9 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.200000
 * ```
 */
export function heavyBall(options: {
  readonly lr: Rate
  readonly beta?: Scalar
}): GradientTransform {
  checkHyperparameters('heavyBall', needHyperparameter('heavyBall', options, 'lr'), ['lr', 'beta'])
  return momentum(options)
}

/**
 * Momentum whose velocity is a running mean of gradients.
 *
 * $$v \leftarrow \beta v + (1 - \beta) g, \quad w \leftarrow w - \eta v$$
 *
 * It is the heavy ball at $1 - \beta$ times the rate, and what Adam's first moment is before its
 * correction. PyTorch gives it as `dampening = momentum`, apart from the first step.
 *
 * Source: Kingma, Ba, "Adam" (ICLR 2015), §2, for the mean; Polyak (1964) for the method.
 *
 * ```ts
 * const optimizer = averagedMomentum({ lr: 0.1, beta: 0.75 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.050000
 * ```
 */
export function averagedMomentum(options: {
  readonly lr: Rate
  readonly beta?: Scalar
}): GradientTransform {
  const { lr, beta = 0.9 } = checkHyperparameters(
    'averagedMomentum',
    needHyperparameter('averagedMomentum', options, 'lr'),
    ['lr', 'beta'],
  )
  return momentum({ lr, beta, dampening: beta })
}

/**
 * Nesterov's momentum, in the form in which the gradient stays at the parameters.
 *
 * $$v \leftarrow \beta v + g, \quad w \leftarrow w - \eta (g + \beta v)$$
 *
 * This is PyTorch's and, with the rate inside the velocity, Keras' form; Nesterov evaluates
 * the gradient at $w - \eta \beta v$ instead, and sees the same points one substitution later.
 *
 * Sources: Nesterov (1983); Sutskever, Martens, Dahl, Hinton, "On the importance of
 * initialization and momentum in deep learning" (ICML 2013), §2 and appendix A.1.
 *
 * ```ts
 * const optimizer = nesterov({ lr: 0.1, beta: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(2), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.300000
 * ```
 */
export function nesterov(options: {
  readonly lr: Rate
  readonly beta?: Scalar
}): GradientTransform {
  const { lr, beta = 0.9 } = checkHyperparameters(
    'nesterov',
    needHyperparameter('nesterov', options, 'lr'),
    ['lr', 'beta'],
  )
  return momentum({ lr, beta, nesterov: true })
}

/**
 * Quasi-hyperbolic momentum: a blend of plain descent and averaged momentum.
 *
 * $$v \leftarrow \beta v + (1 - \beta) g, \quad w \leftarrow w - \eta ((1 - \nu) g + \nu v)$$
 *
 * Source: Ma, Yarats, "Quasi-hyperbolic momentum and Adam for deep learning" (ICLR 2019),
 * algorithm 1.
 *
 * ```ts
 * const optimizer = quasiHyperbolic({ lr: 0.1, beta: 0.5, share: 0.5 })
 * const w = tensor(5)
 * const { updates } = optimizer.update(tensor(4), optimizer.init(w), w)
 * console.log(updates.item().toFixed(6)) // -0.300000
 * ```
 */
export function quasiHyperbolic(options: {
  readonly lr: Rate
  readonly beta?: Scalar
  /** The share of the velocity in the step. */
  readonly share?: Scalar
}): GradientTransform {
  const {
    lr,
    beta = 0.999,
    share = 0.7,
  } = checkHyperparameters(
    'quasiHyperbolic',
    needHyperparameter('quasiHyperbolic', options, 'lr'),
    ['lr', 'beta', 'share'],
  )
  const rule = defineLeafwise({
    slots: { velocity: 0 },
    step: (math, { gradient, ...old }) => {
      const velocity = math.blend(beta, old.velocity, gradient)
      const update = math.add(math.mul(math.rest(share), gradient), math.mul(share, velocity))
      return { update, velocity }
    },
  })
  return chain(rule, descend(lr))
}
