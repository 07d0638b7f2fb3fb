import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { choose } from '../choose.ts'
import { constantOf, fullLike, nextCount, startCount } from '../state.ts'
import {
  type Carried,
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type State,
} from '../transform.ts'
import { asVector, fromVector } from './flat.ts'

/** What L-BFGS takes. */
export interface LbfgsOptions {
  /** The length that is tried first, of the step that the approximation asks for. */
  readonly lr?: Rate
  /** How many steps are remembered; more than 1. */
  readonly history?: number
}

/** Vectors are of all parameters, their elements one after the other. */
interface Memory<T> {
  readonly count: T
  /** The last point that was lower, with its gradient and value. */
  readonly point: T
  readonly gradient: T
  readonly value: T
  readonly direction: T
  /** The share of the direction that was tried. */
  readonly length: T
  /** Oldest first; zeros where there is none yet. */
  readonly steps: readonly T[]
  readonly changes: readonly T[]
}

/** The share of the decrease that the slope promises. */
const armijo = 1e-4
/** Curvature along a step below this share of its largest possible value is not used. */
const leastCurvature = 1e-10
/** Where so little of a direction helps, what led to it is forgotten. */
const shortest = 1e-10

/**
 * L-BFGS: steps by an inverse Hessian that the last steps with the changes of their gradients
 * approximate. Each step is one evaluation: a point that is not lower than the last one by a
 * share of what its slope promises is taken back, and a shorter way from there is tried.
 *
 * $$w \leftarrow w_k - t \, B_k g_k$$
 *
 * `update` takes the objective at the parameters, over all rows of the data, as `{ value }` in
 * its last argument. Values and gradients that are not finite count as higher. PyTorch's
 * `torch.LBFGS` calls the objective itself, and takes a full step without a line search unless
 * it is asked for one; `minimize` with the method `lbfgs` has the line search of Hager and
 * Zhang, and says when it is at a minimum.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), algorithm 7.4 and §3.5.
 *
 * ```ts
 * const optimizer = lbfgs()
 * let w = tensor([10, 10])
 * let state = optimizer.init(w)
 * for (let step = 0; step < 20; step++) {
 *   const value = w.pow(2).mul(tensor([3, 4])).sum()
 *   const next = optimizer.update(w.mul(tensor([6, 8])), state, w, { value })
 *   w = w.add(next.updates)
 *   state = next.state
 * }
 * console.log(w.abs().max().item() < 1e-6) // true
 * ```
 */
export function lbfgs({ lr = 1, history = 10 }: LbfgsOptions = {}): GradientTransform {
  if (!(Number.isInteger(history) && history > 0)) {
    throw new RangeError(`the history of L-BFGS is a whole number above 0, not ${history}`)
  }
  return defineTransform(
    <T>($: TensorAlgebra<T>): RuleOver<T> => ({
      init: (parameters) =>
        parameters.length === 0 ? {} : (begin($, parameters, history) as unknown as State<T>),
      update: (gradients, state, parameters, extras) => {
        if (gradients.length === 0) return { updates: gradients, state }
        if (!extras?.value) throw new TypeError('lbfgs needs the objective, as `{ value }`')
        const old = state as unknown as Memory<T>
        const at = asVector($, parameters)
        const value = arithmeticIn($, 'f64').of(extras.value as T & Carried)
        const next = advance($, { at, gradient: asVector($, gradients), value }, old, lr)
        const wide = arithmeticIn($, 'f64')
        const aim = wide.add(next.point, wide.mul(next.length, next.direction))
        return {
          updates: fromVector($, wide.sub(aim, at), parameters),
          state: next as unknown as State<T>,
        }
      },
    }),
  )
}

function begin<T>($: TensorAlgebra<T>, parameters: readonly T[], history: number): Memory<T> {
  const zeros = fullLike($, asVector($, parameters), 0)
  const zero = constantOf($, 0, 'f64')
  const slots = Array.from({ length: history }, () => zeros)
  const vectors = { point: zeros, gradient: zeros, direction: zeros, steps: slots, changes: slots }
  return { count: startCount($), value: zero, length: zero, ...vectors }
}

interface Evaluated<T> {
  readonly at: T
  readonly gradient: T
  readonly value: T
}

/** Takes the point if it is lower, or a shorter way from the last one. */
function advance<T>(
  $: TensorAlgebra<T>,
  { at, gradient, value }: Evaluated<T>,
  old: Memory<T>,
  lr: Rate,
): Memory<T> {
  const wide = arithmeticIn($, 'f64')
  const dot = (a: T, b: T): T => wide.total(wide.mul(a, b))
  const slope = dot(old.direction, old.gradient)
  const isFirst = $.eq(old.count, constantOf($, 0, 'f64'))
  const promised = wide.mul(armijo, old.length, slope)
  // A value that is not a number is not below anything; one that is exactly the bound is lower.
  const isLower = $.le(value, wide.add(old.value, promised))
  const isTaken = $.or(isFirst, isLower)
  const step = wide.sub(at, old.point)
  const change = wide.sub(gradient, old.gradient)
  const largest = wide.sqrt(wide.mul(dot(step, step), dot(change, change)))
  const isCurved = $.lt(wide.mul(leastCurvature, largest), dot(step, change))
  const isKept = $.and($.and(isLower, isCurved), $.not(isFirst))
  const isLost = $.and($.not(isTaken), $.lt(old.length, constantOf($, shortest, 'f64')))
  const zeros = fullLike($, at, 0)
  const remember = (list: readonly T[], fresh: T): readonly T[] =>
    list.map((entry, k) => choose($, isLost, zeros, choose($, isKept, list[k + 1] ?? fresh, entry)))
  const [steps, changes] = [remember(old.steps, step), remember(old.changes, change)]
  const here = choose($, isTaken, gradient, old.gradient)
  const isNew = $.or(isTaken, isLost)
  const along = descend($, wide, here, steps, changes)
  return {
    count: nextCount($, old.count),
    point: choose($, isTaken, at, old.point),
    gradient: here,
    value: choose($, isTaken, value, old.value),
    direction: choose($, isNew, along, old.direction),
    length: choose($, isNew, wide.rate(lr, old.count), shortened(wide, value, old, slope)),
    steps,
    changes,
  }
}

/** Where a parabola through value and slope is least, between a tenth and a half of the way. */
function shortened<T>(wide: Arithmetic<T>, value: T, old: Memory<T>, slope: T): T {
  const way = wide.mul(slope, old.length)
  const rise = wide.sub(value, wide.add(old.value, way))
  const share = wide.div(wide.neg(way), wide.mul(2, rise))
  // The order of min and max makes a share that is not a number a tenth.
  const bounded = wide.whereLess(share, 0.5, wide.max(share, 0.1), 0.5)
  return wide.mul(old.length, wide.whereEqual(rise, rise, bounded, 0.1))
}

/** The two loops over what is remembered; without it, a step no longer than 1. */
function descend<T>(
  $: TensorAlgebra<T>,
  wide: Arithmetic<T>,
  gradient: T,
  steps: readonly T[],
  changes: readonly T[],
): T {
  const dot = (a: T, b: T): T => wide.total(wide.mul(a, b))
  const curvatures = steps.map((step, k) => dot(step, changes[k]!))
  const share = (k: number, top: T): T =>
    wide.whereLess(0, curvatures[k]!, wide.div(top, curvatures[k]!), 0)
  let direction = wide.neg(gradient)
  const shares: T[] = []
  for (let k = steps.length - 1; k >= 0; k--) {
    shares[k] = share(k, dot(steps[k]!, direction))
    direction = wide.sub(direction, wide.mul(shares[k]!, changes[k]!))
  }
  const last = steps.length - 1
  const size = wide.total(wide.abs(gradient))
  const known = wide.div(curvatures[last]!, dot(changes[last]!, changes[last]!))
  const scale = wide.whereLess(0, curvatures[last]!, known, wide.div(1, wide.max(1, size)))
  direction = wide.mul(scale, direction)
  for (let k = 0; k < steps.length; k++) {
    const back = share(k, dot(changes[k]!, direction))
    direction = wide.add(direction, wide.mul(wide.sub(shares[k]!, back), steps[k]!))
  }
  const isDown = $.lt(dot(direction, gradient), constantOf($, 0, 'f64'))
  return choose($, isDown, direction, wide.mul(scale, wide.neg(gradient)))
}
