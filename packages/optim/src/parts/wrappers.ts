import type { TensorAlgebra } from '@gradus/ops'
import { arithmeticIn, arithmeticOf, totalOf } from '../arithmetic.ts'
import { chooseAll, chooseState } from '../choose.ts'
import { checkArguments, checkTransform, isSchedule, ruleOf } from '../hyperparameters.ts'
import { constantOf, fullLike, nextCount, scalarOf, startCount, zerosFor } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type RuleOver,
  type Scalar,
  type Schedule,
  type State,
} from '../transform.ts'

/**
 * Lets an optimizer step once for so many gradients, with their mean; the updates in between
 * are 0.
 */
export function accumulate(optimizer: GradientTransform, every: Scalar): GradientTransform {
  checkTransform('accumulate', optimizer)
  checkArguments('accumulate', { every }, { every: ruleOf.period })
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const inner = optimizer.over($)
    return {
      init: (parameters) => ({
        count: startCount($),
        mean: zerosFor($, parameters),
        inner: inner.init(parameters),
      }),
      update: (gradients, state, parameters, extras) => {
        const old = state as { count: T; mean: readonly T[]; inner: State<T> }
        const seen = nextCount($, old.count)
        // The mean so far, which has no sum that could overflow.
        const mean = gradients.map((g, i) => {
          const math = arithmeticOf($, g)
          return math.add(old.mean[i]!, math.div(math.sub(g, old.mean[i]!), seen))
        })
        const isTurn = $.ge(seen, scalarOf<T>($, every, 'f64'))
        const zeros = gradients.map((g) => fullLike($, g, 0))
        const step = inner.update(mean, old.inner, parameters, extras)
        return {
          updates: chooseAll($, isTurn, step.updates, zeros),
          state: {
            count: $.select(isTurn, startCount($), seen),
            mean: chooseAll($, isTurn, zeros, mean),
            inner: chooseState($, isTurn, step.state, old.inner),
          },
        }
      },
    }
  })
}

/**
 * Leaves out steps with a gradient that is infinite or not a number: parameters and the state of
 * the optimizer stay. The state counts them as `skipped`.
 */
export function skipNotFinite(optimizer: GradientTransform): GradientTransform {
  checkTransform('skipNotFinite', optimizer)
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const inner = optimizer.over($)
    return {
      init: (parameters) => ({ skipped: startCount($), inner: inner.init(parameters) }),
      update: (gradients, state, parameters, extras) => {
        const old = state as { skipped: T; inner: State<T> }
        const bad = gradients.map((g) => {
          const math = arithmeticOf($, g)
          const isBounded = $.lt($.abs(g), math.of(Number.POSITIVE_INFINITY))
          const flags = $.select(isBounded, fullLike($, g, 0), fullLike($, g, 1))
          return arithmeticIn($, 'f64').of(totalOf($, flags))
        })
        const none = constantOf($, 0, 'f64')
        const isGood = $.eq(
          bad.reduce((sum, each) => $.add(sum, each), none),
          none,
        )
        const step = inner.update(gradients, old.inner, parameters, extras)
        const zeros = gradients.map((g) => fullLike($, g, 0))
        return {
          updates: chooseAll($, isGood, step.updates, zeros),
          state: {
            skipped: $.select(isGood, old.skipped, nextCount($, old.skipped)),
            inner: chooseState($, isGood, step.state, old.inner),
          },
        }
      },
    }
  })
}

/**
 * Keeps the elements of an optimizer's update that go downhill by the gradient of this step,
 * and makes them larger by as much as others are left out.
 *
 * Source: Liang, Chen, Liu, Liu, "Cautious optimizers" (2024), algorithm 1.
 */
export function cautious(optimizer: GradientTransform): GradientTransform {
  checkTransform('cautious', optimizer)
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const inner = optimizer.over($)
    return {
      init: inner.init,
      update: (gradients, state, parameters, extras) => {
        const step = inner.update(gradients, state, parameters, extras)
        const updates = step.updates.map((update, i) => {
          const math = arithmeticOf($, update)
          const mask = math.whereLess(
            math.mul(update, gradients[i]!),
            0,
            fullLike($, update, 1),
            fullLike($, update, 0),
          )
          const count = $.typeOf(update).shape.reduce((product, { size }) => product * size, 1)
          const kept = math.max(math.total(mask), 1)
          return math.mul(math.div(count, kept), mask, update)
        })
        return { updates, state: step.state }
      },
    }
  })
}

/**
 * An optimizer whose hyperparameters follow schedules, such as a momentum that is cycled.
 *
 * ```ts
 * const optimizer = scheduled({ beta: linear(0.5, 0.9, 2) }, ({ beta }) => heavyBall({ lr: 1, beta }))
 * let state = optimizer.init(tensor(0))
 * for (let step = 0; step < 2; step++) ({ state } = optimizer.update(tensor(1), state, tensor(0)))
 * const { updates } = optimizer.update(tensor(0), state, tensor(0))
 * console.log(updates.item().toFixed(2)) // -1.53
 * ```
 *
 * @param make Makes the optimizer from the hyperparameters of one step. It is called in every
 *   step, so its state must not depend on them.
 */
export function scheduled<K extends string>(
  schedules: Readonly<Record<K, Schedule>>,
  make: (hyperparameters: Readonly<Record<K, Scalar>>) => GradientTransform,
): GradientTransform {
  const names = Object.keys(schedules) as K[]
  for (const name of names) {
    if (isSchedule(schedules[name])) continue
    throw new TypeError(`scheduled: \`${name}\` is no schedule: take a number by \`constant\``)
  }
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const at = (count: T): RuleOver<T> => {
      const values = names.map((name) => [name, schedules[name].over($, count)])
      return make(Object.fromEntries(values) as Readonly<Record<K, Scalar>>).over($)
    }
    return {
      init: (parameters) => ({ count: startCount($), inner: at(startCount($)).init(parameters) }),
      update: (gradients, state, parameters, extras) => {
        const old = state as { count: T; inner: State<T> }
        const step = at(old.count).update(gradients, old.inner, parameters, extras)
        const next = { count: nextCount($, old.count), inner: step.state }
        return { updates: step.updates, state: next }
      },
    }
  })
}
