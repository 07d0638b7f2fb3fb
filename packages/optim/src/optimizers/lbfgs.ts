import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { wholePositive } from '../check-options.ts'
import { choose } from '../choose.ts'
import { checkHyperparameters } from '../hyperparameters.ts'
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

/** A point of the line that is searched: how far along it is, with the objective and its slope. */
interface Tried<T> {
  readonly length: T
  readonly value: T
  readonly slope: T
}

/** Vectors are of all parameters, their elements one after the other. */
interface Memory<T> {
  readonly count: T
  /** The point that the line starts from, with its gradient and value. */
  readonly point: T
  readonly gradient: T
  readonly value: T
  readonly direction: T
  /** The share of the direction that is tried next, and how many were tried before it. */
  readonly length: T
  readonly tries: T
  /** The lowest point of the line so far, and the other end of what holds a minimum: ∞ at first. */
  readonly low: Tried<T>
  readonly high: Tried<T>
  /** Oldest first; zeros where there is none yet. */
  readonly steps: readonly T[]
  readonly changes: readonly T[]
}

/** The share of the decrease that the slope promises, and of the slope that may be left. */
const armijo = 1e-4
const wolfe = 0.9
/** Curvature along a step below this share of its largest possible value is not used. */
const leastCurvature = 1e-10
/** After so many tries the lowest point of the line is taken as it is. */
const mostTries = 20
/** A value so little higher is not higher: it is the rounding of the objective. */
const rounding = 4 * 2 ** -52

/**
 * L-BFGS: steps by an inverse Hessian that the last steps with the changes of their gradients
 * approximate, with a line search for the strong Wolfe conditions. Each step is one evaluation:
 * a point of the line. One that is too high, or whose slope is still too steep, is left for
 * another of the same line, so that values between two points that were taken may rise.
 *
 * $$w \leftarrow w_k - t \, B_k g_k$$
 *
 * `update` takes the objective at the parameters, over all rows of the data, as `{ value }` in
 * its last argument. Values and gradients that are not finite count as too high. PyTorch's
 * `torch.LBFGS` calls the objective itself, as often as a step needs; its
 * `line_search_fn: 'strong_wolfe'` looks for the same points. `minimize` with the method `lbfgs`
 * has the line search of Hager and Zhang, and says when it is at a minimum.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), algorithms 3.5, 3.6 and 7.4.
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
export function lbfgs(options: LbfgsOptions = {}): GradientTransform {
  const own = { history: wholePositive }
  const { lr = 1, history = 10 } = checkHyperparameters('lbfgs', options, ['lr'], own)
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
  const none = { length: zero, value: zero, slope: zero }
  const line = { value: zero, length: zero, tries: zero, low: none, high: none }
  return { count: startCount($), ...line, ...vectors }
}

interface Evaluated<T> {
  readonly at: T
  readonly gradient: T
  readonly value: T
}

/** Starts a line from the point where it ends the last one, or tries another point of that. */
function advance<T>(
  $: TensorAlgebra<T>,
  { at, gradient, value }: Evaluated<T>,
  old: Memory<T>,
  lr: Rate,
): Memory<T> {
  const wide = arithmeticIn($, 'f64')
  const dot = (a: T, b: T): T => wide.total(wide.mul(a, b))
  const isFirst = $.eq(old.count, constantOf($, 0, 'f64'))
  const trial = { length: old.length, value, slope: dot(old.direction, gradient) }
  const search = searchOn($, wide, trial, old)
  const isTaken = $.or(isFirst, search.isTaken)
  const isNew = $.or(isTaken, search.isLost)
  const [step, change] = [wide.sub(at, old.point), wide.sub(gradient, old.gradient)]
  const largest = wide.sqrt(wide.mul(dot(step, step), dot(change, change)))
  const isCurved = $.lt(wide.mul(leastCurvature, largest), dot(step, change))
  const isKept = $.and($.and(search.isTaken, isCurved), $.not(isFirst))
  const isForgotten = $.and(search.isLost, $.not(isTaken))
  const zeros = fullLike($, at, 0)
  const remember = (list: readonly T[], fresh: T): readonly T[] =>
    list.map((entry, k) =>
      choose($, isForgotten, zeros, choose($, isKept, list[k + 1] ?? fresh, entry)),
    )
  const [steps, changes] = [remember(old.steps, step), remember(old.changes, change)]
  const here = choose($, isTaken, gradient, old.gradient)
  const base = choose($, isTaken, value, old.value)
  const along = descend($, wide, here, steps, changes)
  const zero = constantOf($, 0, 'f64')
  const start = { length: zero, value: base, slope: dot(along, here) }
  const open = { length: wide.of(Number.POSITIVE_INFINITY), value: zero, slope: zero }
  return {
    count: nextCount($, old.count),
    point: choose($, isTaken, at, old.point),
    gradient: here,
    value: base,
    direction: choose($, isNew, along, old.direction),
    length: choose($, isNew, wide.rate(lr, old.count), search.length),
    tries: choose($, isNew, zero, wide.add(old.tries, 1)),
    low: chooseTried($, isNew, start, search.low),
    high: chooseTried($, isNew, open, search.high),
    steps,
    changes,
  }
}

function chooseTried<T>(
  $: TensorAlgebra<T>,
  condition: T,
  then: Tried<T>,
  otherwise: Tried<T>,
): Tried<T> {
  const pick = (name: keyof Tried<T>): T => choose($, condition, then[name], otherwise[name])
  return { length: pick('length'), value: pick('value'), slope: pick('slope') }
}

/** What one more point of a line says: it ends it, or where the next one is. */
interface Search<T> extends Pick<Memory<T>, 'low' | 'high' | 'length'> {
  readonly isTaken: T
  /** No point of the line was lower than its start. */
  readonly isLost: T
}

function searchOn<T>(
  $: TensorAlgebra<T>,
  wide: Arithmetic<T>,
  trial: Tried<T>,
  { tries, value, low: lowest, high: end, direction, gradient }: Memory<T>,
): Search<T> {
  const number = (x: number): T => constantOf($, x, 'f64')
  const slope = wide.total(wide.mul(direction, gradient))
  const slack = wide.mul(rounding, wide.abs(value))
  const bound = wide.add(value, wide.mul(armijo, trial.length, slope), slack)
  // Comparisons with what is not a number are false, so that it counts as too high.
  const isBelow = $.and(
    $.and($.le(trial.value, bound), $.le(trial.value, wide.add(lowest.value, slack))),
    $.eq(trial.slope, trial.slope),
  )
  const isFlat = $.le(wide.abs(trial.slope), wide.mul(-wolfe, slope))
  // The line is over: this is its lowest point, evaluated again to have its gradient.
  const isLast = $.ge(tries, number(mostTries))
  const isTaken = $.and(isBelow, $.or(isFlat, isLast))
  const way = wide.sub(end.length, lowest.length)
  const isPast = $.ge(wide.mul(trial.slope, wide.sign(way)), number(0))
  const high = chooseTried($, isBelow, chooseTried($, isPast, lowest, end), trial)
  const low = chooseTried($, isBelow, trial, lowest)
  const isClosing = $.ge(wide.add(tries, 1), number(mostTries))
  const isOpen = $.eq(high.length, number(Number.POSITIVE_INFINITY))
  const further = extrapolated(wide, lowest, trial)
  const next = choose($, isOpen, further, interpolated(wide, low, high))
  const isLost = $.and($.not(isTaken), $.or(isLast, $.and(isClosing, $.eq(low.length, number(0)))))
  return { isTaken, isLost, low, high, length: choose($, isClosing, low.length, next) }
}

/** Where the cubic through two points and their slopes is least, by its share from one to the other. */
function cubicShare<T>(wide: Arithmetic<T>, from: Tried<T>, to: Tried<T>): T {
  const way = wide.sub(to.length, from.length)
  const [first, last] = [wide.mul(from.slope, way), wide.mul(to.slope, way)]
  const rise = wide.sub(to.value, from.value)
  const bend = wide.sub(wide.add(first, last), wide.mul(3, rise))
  const root = wide.sqrt(wide.sub(wide.square(bend), wide.mul(first, last)))
  return wide.sub(
    1,
    wide.div(
      wide.sub(wide.add(last, root), bend),
      wide.add(wide.sub(last, first), wide.mul(2, root)),
    ),
  )
}

/** Between the ends, a tenth of the way or more from each. */
function interpolated<T>(wide: Arithmetic<T>, low: Tried<T>, high: Tried<T>): T {
  const share = cubicShare(wide, low, high)
  const inside = wide.max(0.1, wide.min(0.9, share))
  // Beyond an end that is not finite nothing is known but that it was too far.
  const known = wide.whereEqual(share, share, inside, 0.1)
  return wide.add(low.length, wide.mul(known, wide.sub(high.length, low.length)))
}

/** Further along, at most ten times as far. */
function extrapolated<T>(wide: Arithmetic<T>, before: Tried<T>, trial: Tried<T>): T {
  const share = cubicShare(wide, before, trial)
  const guess = wide.add(before.length, wide.mul(share, wide.sub(trial.length, before.length)))
  const least = wide.mul(1.1, trial.length)
  const most = wide.mul(10, trial.length)
  return wide.whereLess(
    least,
    guess,
    wide.min(guess, most),
    wide.whereEqual(guess, guess, least, most),
  )
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
