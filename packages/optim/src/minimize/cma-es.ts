import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { dot, multiply, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import type { Evaluator } from './evaluator.ts'
import { drawsOf } from './random.ts'
import { stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { exactStep } from './subproblem/exact.ts'
import { type TrustRegionState, trustRegion } from './trust-region.ts'

/** The first standard deviation, relative to the size of each variable or of its bounds. */
const firstDeviation = 0.3
/** A run ends when its deviations are this small, in the same units. */
const smallest = 1e-9
const turnLimit = 10_000

interface CmaState extends Iterate {
  /** The unit of each variable: its bounds, or its usual size. */
  readonly units: Vector
  readonly mean: Vector
  readonly deviation: number
  /** `[n, n]` */
  readonly covariance: Vector
  readonly covariancePath: Vector
  readonly deviationPath: Vector
  readonly turn: number
  readonly polish?: TrustRegionState
}

/** The strategy parameters for a number of variables. */
interface Strategy {
  readonly size: number
  readonly weights: Vector
  readonly selected: number
  readonly pathRate: number
  readonly deviationRate: number
  readonly rankOne: number
  readonly rankMany: number
  readonly damping: number
  /** The mean length of a normal vector. */
  readonly expected: number
}

const newton = trustRegion(exactStep)

/**
 * CMA-ES: points are drawn from a normal distribution whose mean, size and shape follow the
 * better half of them, so that results depend on the order of values only, and not on the
 * coordinates. At the end differences of values tell whether it is a minimum.
 *
 * Source: Hansen, "The CMA evolution strategy: a tutorial" (2016), figure 6 and table 1; in a
 * box, values are those of the nearest point inside, raised by its distance.
 */
export function cmaEs(): Solver<CmaState> {
  return {
    start: (evaluator, x) => {
      const n = x.length
      const covariance = new Float64Array(n * n)
      for (let i = 0; i < n; i++) covariance[i * n + i] = 1
      const none = new Float64Array(n)
      const paths = { covariancePath: none, deviationPath: none }
      const value = evaluator.value(x)
      const units = unitsOf(evaluator)
      const own = {
        x,
        value,
        units,
        mean: x,
        deviation: firstDeviation,
        covariance,
        ...paths,
        turn: 0,
      }
      const isKnown = Number.isFinite(value)
      return {
        ...own,
        action: 'start',
        ...(!isKnown && { stop: stuckFor(evaluator, Number.NaN, 0) }),
      }
    },
    step: (state, evaluator, settings) => {
      if (state.polish) return follow(state, newton.step(state.polish, evaluator, settings))
      if (isOver(state)) {
        const { x, value } = state
        const gradient = evaluator.gradient(x)
        return follow(state, newton.start(evaluator, x, settings, { value, gradient }))
      }
      return generation(state, evaluator, settings)
    },
  }
}

function follow(state: CmaState, polish: TrustRegionState): CmaState {
  const { x, value, stop, action } = polish
  return { ...state, x, value, polish, action: `differences: ${action}`, ...(stop && { stop }) }
}

function unitsOf({ typical, box }: Evaluator): Vector {
  return typical.map((size, i) => {
    const span = box ? box.upper[i]! - box.lower[i]! : Number.POSITIVE_INFINITY
    return Number.isFinite(span) && span > 0 ? span : size
  })
}

function isOver({ deviation, covariance, turn }: CmaState): boolean {
  const n = Math.round(Math.sqrt(covariance.length))
  let widest = 0
  for (let i = 0; i < n; i++) widest = Math.max(widest, Math.sqrt(covariance[i * n + i]!))
  return !(deviation * widest > smallest) || turn >= turnLimit
}

function strategyOf(n: number): Strategy {
  const size = 4 + Math.floor(3 * Math.log(n))
  const half = Math.floor(size / 2)
  const raw = Float64Array.from(
    { length: half },
    (_, i) => Math.log((size + 1) / 2) - Math.log(i + 1),
  )
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  const weights = raw.map((weight) => weight / total)
  const selected = 1 / dot(weights, weights)
  const rankOne = 2 / ((n + 1.3) ** 2 + selected)
  const many = (2 * (selected - 2 + 1 / selected)) / ((n + 2) ** 2 + selected)
  const deviationRate = (selected + 2) / (n + selected + 5)
  const spread = Math.max(0, Math.sqrt((selected - 1) / (n + 1)) - 1)
  return {
    size,
    weights,
    selected,
    pathRate: (4 + selected / n) / (n + 4 + (2 * selected) / n),
    deviationRate,
    rankOne,
    rankMany: Math.min(1 - rankOne, many),
    damping: 1 + 2 * spread + deviationRate,
    expected: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  }
}

/** A drawn point: its step from the mean in units of the deviation, and its value. */
interface Sample {
  readonly step: Vector
  readonly value: number
}

function generation(state: CmaState, evaluator: Evaluator, { seed }: Settings): CmaState {
  const n = state.mean.length
  const strategy = strategyOf(n)
  const draws = drawsOf(seed, state.turn + 1)
  const { values, vectors } = symmetricEigen(state.covariance, n)
  const roots = values.map((value) => Math.sqrt(Math.max(value, 1e-300)))
  const samples = Array.from({ length: strategy.size }, (): Sample => {
    const normal = Float64Array.from({ length: n }, (_, k) => roots[k]! * draws.normal())
    const step = multiply(vectors, normal, n)
    return { step, value: penalizedValue(state, step, evaluator) }
  })
  const rank = ({ value }: Sample): number =>
    Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
  samples.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
  const { x, value } = evaluator.best!
  return { ...update(state, strategy, samples, { roots, vectors }), x, value, action: 'generation' }
}

function penalizedValue(
  { mean, deviation, units }: CmaState,
  step: Vector,
  evaluator: Evaluator,
): number {
  const drawn = mean.map((entry, i) => entry + deviation * units[i]! * step[i]!)
  const x = project(drawn, evaluator.box)
  const value = evaluator.value(x)
  let distance = 0
  for (let i = 0; i < x.length; i++) distance += ((drawn[i]! - x[i]!) / units[i]!) ** 2
  return value + distance * Math.max(Math.abs(value), 1e-300)
}

interface Axes {
  readonly roots: Vector
  readonly vectors: Vector
}

function update(
  state: CmaState,
  strategy: Strategy,
  samples: readonly Sample[],
  { roots, vectors }: Axes,
): CmaState {
  const n = state.mean.length
  const { weights, selected, deviationRate, damping, expected, pathRate } = strategy
  const way = new Float64Array(n)
  weights.forEach((weight, k) => {
    for (let i = 0; i < n; i++) way[i]! += weight * samples[k]!.step[i]!
  })
  const whitened = whiten(way, roots, vectors)
  const deviationPath = mixPath(state.deviationPath, deviationRate, selected, whitened)
  const length = Math.sqrt(dot(deviationPath, deviationPath))
  const age = 1 - (1 - deviationRate) ** (2 * (state.turn + 1))
  const isModest = length / Math.sqrt(age) < (1.4 + 2 / (n + 1)) * expected
  const covariancePath = mixPath(state.covariancePath, pathRate, isModest ? selected : 0, way)
  const covariance = reshape(state, strategy, samples, { path: covariancePath, isModest })
  const mean = state.mean.map((entry, i) => entry + state.deviation * state.units[i]! * way[i]!)
  const change = (deviationRate / damping) * (length / expected - 1)
  const deviation = state.deviation * Math.exp(Math.min(change, 1))
  return {
    ...state,
    mean,
    deviation,
    deviationPath,
    covariancePath,
    covariance,
    turn: state.turn + 1,
  }
}

/** `C^-½ v` */
function whiten(v: Vector, roots: Vector, vectors: Vector): Vector {
  const n = v.length
  const along = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) along[k]! += vectors[i * n + k]! * v[i]!
    along[k]! /= roots[k]!
  }
  return multiply(vectors, along, n)
}

function mixPath(path: Vector, rate: number, selected: number, way: Vector): Vector {
  const share = Math.sqrt(rate * (2 - rate) * selected)
  return path.map((entry, i) => (1 - rate) * entry + share * way[i]!)
}

function reshape(
  { covariance }: CmaState,
  { weights, rankOne, rankMany, pathRate }: Strategy,
  samples: readonly Sample[],
  { path, isModest }: { readonly path: Vector; readonly isModest: boolean },
): Vector {
  const n = path.length
  const lost = isModest ? 0 : rankOne * pathRate * (2 - pathRate)
  const next = covariance.map((entry) => (1 - rankOne - rankMany + lost) * entry)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = rankOne * path[i]! * path[j]!
      weights.forEach((weight, k) => {
        const { step } = samples[k]!
        sum += rankMany * weight * step[i]! * step[j]!
      })
      next[i * n + j]! += sum
    }
  }
  return next
}
