import {
  addScaled,
  dot,
  isFiniteVector,
  norm,
  over,
  subtract,
  type Vector,
} from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { denseLimit } from './descent.ts'
import type { Evaluator } from './evaluator.ts'
import { type KrylovState, modelAt, startKrylov, stepKrylov } from './newton-krylov.ts'
import { stuckFor, unboundedAt } from './settle.ts'
import type { Iterate, Solver } from './solver.ts'
import { steihaugStep } from './subproblem/steihaug.ts'
import { acceptedShare, nextRadius, type TrustRegionState, trustRegion } from './trust-region.ts'

/** Products with the Hessian for one step. */
const productLimit = 100
/** How often the region is made smaller for one step. */
const retryLimit = 40
/** A step that promises less than this, relative to the value, is left to the polish. */
const smallPromise = 1e-9

/** The state for many variables: vectors alone. */
interface ProductState extends Iterate {
  readonly gradient: Vector
  /** In variables that are divided by their usual sizes; 0 before the first step. */
  readonly radius: number
  /** What tells whether the end is a minimum. */
  readonly polish?: KrylovState
}

const dense = trustRegion(steihaugStep)

/**
 * A trust-region method with steps by conjugate gradients. With many variables no Hessian is
 * kept: products with it are differences of gradients, and memory is linear in the variables.
 *
 * Source: Steihaug, "The conjugate gradient method and trust regions in large scale
 * optimization" (SIAM J. Numer. Anal. 20, 1983).
 */
export function trustRegionCg(): Solver<TrustRegionState | ProductState> {
  return {
    start: (evaluator, x, settings) =>
      x.length > denseLimit ? begin(evaluator, x) : dense.start(evaluator, x, settings),
    step: (state, evaluator, settings) =>
      'progress' in state ? dense.step(state, evaluator, settings) : takeStep(state, evaluator),
  }
}

function begin(evaluator: Evaluator, x: Vector): ProductState {
  const { value, gradient } = evaluator.valueAndGradient(x)
  const state = { x, value, gradient, radius: 0, action: 'start' }
  if (Number.isFinite(value)) return state
  return { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
}

function takeStep(state: ProductState, evaluator: Evaluator): ProductState {
  if (state.polish) return follow(state, stepKrylov(state.polish, evaluator))
  const { typical, box } = evaluator
  const model = modelAt(state, evaluator)
  const slope = norm(model.gradient)
  let radius = state.radius || Math.max(norm(over(state.x, typical)), 1)
  for (let retry = 0; retry < retryLimit && slope > 0; retry++) {
    const wanted = steihaugStep({ ...model, radius }, productLimit)
    const x = project(addScaled(state.x, 1, model.unscale(wanted)), box)
    const step = over(subtract(x, state.x), typical)
    const promised = promiseOf(model.gradient, step, model.product)
    if (!(promised > smallPromise * Math.abs(state.value))) break
    const value = evaluator.value(x)
    const share = (state.value - value) / promised
    radius = nextRadius(share, radius, norm(step))
    if (share >= acceptedShare) return arrive({ ...state, radius }, x, value, evaluator)
  }
  return follow(state, startKrylov(state.x, state))
}

function promiseOf(gradient: Vector, step: Vector, product: (v: Vector) => Vector): number {
  return -dot(gradient, step) - dot(step, product(step)) / 2
}

function arrive(state: ProductState, x: Vector, value: number, evaluator: Evaluator): ProductState {
  const gradient = evaluator.gradient(x)
  if (!isFiniteVector(gradient)) return follow(state, startKrylov(state.x, state))
  const stop = unboundedAt(value, evaluator)
  return { ...state, x, value, gradient, action: 'step', ...(stop && { stop }) }
}

function follow(state: ProductState, polish: KrylovState): ProductState {
  const { x, value, gradient, stop } = polish
  const action = `polish: ${polish.action}`
  return { ...state, x, value, gradient, polish, action, ...(stop && { stop }) }
}
