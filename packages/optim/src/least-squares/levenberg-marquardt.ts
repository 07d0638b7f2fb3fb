import {
  addScaled,
  dot,
  isFiniteVector,
  multiply,
  norm,
  subtract,
  type Vector,
} from '../linear-algebra/vector.ts'
import type { Evaluator } from '../minimize/evaluator.ts'
import { fallback } from '../minimize/fallback.ts'
import type { Iterate, Solver } from '../minimize/solver.ts'
import { type Box, findFree, project, roomAlong } from '../objective/bounds.ts'
import { dampedStep, gaussNewtonStep, type LinearModel, linearModel } from './damped-step.ts'
import { doglegStep } from './dogleg-step.ts'
import { forgetsFar, type ScaledLoss, totalLoss, weigh } from './loss.ts'
import { newtonSolver } from './newton.ts'
import { prove } from './prove.ts'
import { type LeastSquaresState, located, startAt } from './state.ts'

/** A step is taken where it gives at least this share of the decrease that was promised. */
const acceptedShare = 1e-4
const retryLimit = 60
/** A step that a box cuts to less than this share of it is none. */
const leastRoom = 0.3
/** The trust region ends where a step promises less than this share of the value. */
const promiseTolerance = 1e-14
/** And where it moves no variable by more than this share of its size. */
const stepTolerance = 1e-12
/** A method that lowers the value by less than this share in fifty iterations crawls. */
const crawlShare = 0.3

/** How a step inside the region is chosen. */
type ChooseStep = (model: LinearModel, radius: number) => Vector

/** The methods by name. */
const stepChoices = {
  'levenberg-marquardt': dampedStep,
  dogleg: doglegStep,
} as const satisfies Readonly<Record<string, ChooseStep>>

/** The methods for sums of squares. */
export type LeastSquaresMethod = keyof typeof stepChoices

/** Their names. */
export const leastSquaresMethods: readonly string[] = Object.keys(stepChoices)

/** A method of its own, or by default one with others to fall back on. */
export function solverFor(
  method: LeastSquaresMethod | undefined,
  loss: ScaledLoss,
): Solver<Iterate> {
  if (method) return leastSquaresSolver(stepChoices[method], loss)
  const solvers = [
    leastSquaresSolver(dampedStep, loss),
    leastSquaresSolver(doglegStep, loss),
    newtonSolver(loss),
  ]
  return fallback(solvers, crawlShare)
}

/**
 * Levenberg-Marquardt as a trust region: steps come from QR factors of the Jacobian, whose
 * columns give the units, so results depend neither on the units of the variables nor on
 * squared condition numbers. The end is polished by Gauss-Newton steps on relative changes of
 * the variables, since the sum of squares itself is flat to half the digits there.
 *
 * Source: Moré, "The Levenberg-Marquardt algorithm: implementation and theory" (1978).
 */
function leastSquaresSolver(choose: ChooseStep, loss: ScaledLoss): Solver<LeastSquaresState> {
  return {
    start: (evaluator, x) => {
      const state = startAt(x, evaluator, loss)
      return forgetsFar(loss) && !state.stop ? { ...state, phase: 'approach' } : state
    },
    step: (state, evaluator, settings) => {
      if (state.phase === 'approach') return approach(state, evaluator, choose, loss)
      if (state.phase === 'search') return search(state, evaluator, choose, loss)
      if (state.phase === 'polish') return polish(state, evaluator, loss)
      return prove(state, evaluator, settings, loss)
    },
  }
}

/**
 * A step on a loss that no residual is lost to, until such steps end: from far away most
 * residuals are large, and a loss that forgets these would show the way to few of them.
 */
function approach(
  state: LeastSquaresState,
  evaluator: Evaluator,
  choose: ChooseStep,
  loss: ScaledLoss,
): LeastSquaresState {
  const next = search(state, evaluator, choose, { name: 'soft-l1', scale: loss.scale })
  if (next.phase === 'search') return { ...next, phase: 'approach' }
  return located({ ...state, loss }, undefined)
}

/** The model of the free variables, in their units. */
function modelAt(
  { x, residuals, jacobian, gradient, units }: LeastSquaresState,
  evaluator: Evaluator,
  loss: ScaledLoss,
): { readonly model: LinearModel; readonly free: readonly number[] } {
  const n = x.length
  const free = findFree(x, gradient, evaluator.box)
  const weighted = weigh(residuals, jacobian, loss)
  const m = residuals.length
  const part = new Float64Array(m * free.length)
  for (let i = 0, at = 0; i < m; i++) {
    for (const j of free) part[at++] = weighted.jacobian[i * n + j]! / units[j]!
  }
  return { model: linearModel(part, weighted.residuals, free.length), free }
}

/** A step of the free variables among all, in their own units again. */
function spread(step: Vector, free: readonly number[], units: Vector): Vector {
  const all = new Float64Array(units.length)
  free.forEach((j, place) => {
    all[j] = step[place]! / units[j]!
  })
  return all
}

function search(
  state: LeastSquaresState,
  evaluator: Evaluator,
  choose: ChooseStep,
  loss: ScaledLoss,
): LeastSquaresState {
  const { model, free } = modelAt(state, evaluator, loss)
  const from = totalLoss(state.residuals, loss)
  let { radius } = state
  for (let retry = 0; retry < retryLimit; retry++) {
    const x = inside(state, spread(choose(model, radius), free, state.units), evaluator.box, loss)
    const step = subtract(x, state.x)
    const promised = promiseOf(state, step, loss)
    const length = norm(step.map((entry, j) => entry * state.units[j]!))
    if (isEnd(promised, step, { ...state, value: from }))
      return { ...state, phase: 'polish', action: 'close' }
    const { value, residuals } = evaluator.residuals(x)
    const to = totalLoss(residuals, loss)
    const share = (from - to) / promised
    // The first radius only bounds the first step.
    if (state.action === 'start') radius = Math.min(radius, length)
    if (share >= 0.75) radius = 2 * length
    else if (!(share >= 0.25)) radius = shrunk(radius, length, to < 100 * from)
    if (!(share >= acceptedShare) || !Number.isFinite(value)) continue
    const jacobian = evaluator.jacobian(x)
    if (!isFiniteVector(jacobian)) continue
    return located({ x, value, residuals, jacobian, loss }, { ...state, radius })
  }
  return { ...state, phase: 'polish', action: 'no lower point' }
}

/**
 * The end of a step in a box: projected, if that still leads down in the model, or as far as the
 * box allows. Where that is next to nothing the step ends where it begins.
 */
function inside(
  state: LeastSquaresState,
  step: Vector,
  box: Box | undefined,
  loss: ScaledLoss,
): Vector {
  const whole = plus(state.x, step)
  const x = project(whole, box)
  const isWhole = !box || x.every((entry, j) => entry === whole[j])
  if (isWhole || promiseOf(state, subtract(x, state.x), loss) > 0) return x
  const room = roomAlong(state.x, step, box)
  return room < leastRoom ? state.x : project(addScaled(state.x, room, step), box)
}

function shrunk(radius: number, length: number, isNear: boolean): number {
  return (isNear ? 0.5 : 0.1) * Math.min(radius, 10 * length)
}

function plus(x: Vector, step: Vector): Vector {
  return x.map((entry, j) => entry + step[j]!)
}

/** How much a step lowers the weighted linear model. */
function promiseOf(
  { residuals, jacobian }: LeastSquaresState,
  step: Vector,
  loss: ScaledLoss,
): number {
  const weighted = weigh(residuals, jacobian, loss)
  const image = multiply(weighted.jacobian, step, residuals.length)
  return -2 * dot(image, weighted.residuals) - dot(image, image)
}

function isEnd(promised: number, step: Vector, { x, value, largest }: LeastSquaresState): boolean {
  if (!(promised > 0)) return true
  const isSmall = step.every(
    (entry, j) => Math.abs(entry) <= stepTolerance * Math.max(Math.abs(x[j]!), largest[j]!),
  )
  return isSmall || promised <= promiseTolerance * value
}

const polishLimit = 1e-15
/** A step of the polish is no longer than this share of the point and its residuals. */
const nearShare = 0.1

/**
 * One Gauss-Newton step, kept as long as the next one is shorter. The value cannot judge here:
 * near the minimum it stays the same to the last digit over half the digits of the variables.
 */
function polish(
  state: LeastSquaresState,
  evaluator: Evaluator,
  loss: ScaledLoss,
): LeastSquaresState {
  const { model, free } = modelAt(state, evaluator, loss)
  const step = spread(gaussNewtonStep(model), free, state.units)
  const x = project(plus(state.x, step), evaluator.box)
  const length = norm(subtract(x, state.x).map((entry, j) => entry * state.units[j]!))
  const size = norm(state.x.map((entry, j) => entry * state.units[j]!))
  // Where the model has lost a direction a step may lead anywhere.
  const isFar = length > nearShare * (size + norm(state.residuals))
  const isDone = length <= polishLimit * size || isFar || !(length < 0.9 * state.lastLength)
  if (isDone) return { ...state, phase: 'prove', action: 'polished' }
  const { value, residuals } = evaluator.residuals(x)
  const jacobian = evaluator.jacobian(x)
  if (!(value <= state.value * (1 + 1e-6)) || !isFiniteVector(jacobian)) {
    return { ...state, phase: 'prove', action: 'polished' }
  }
  const next = located({ x, value, residuals, jacobian, loss }, state)
  return { ...next, units: state.units, phase: 'polish', lastLength: length, action: 'polish' }
}
