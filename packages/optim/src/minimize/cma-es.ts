import { factorize } from '../linear-algebra/cholesky.ts'
import { addScaledTo, dot, multiply, type Vector, zeros } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import type { Evaluator } from './evaluator.ts'
import { count, endOfSearch, type Tally } from './local-search.ts'
import { drawsOf } from './random.ts'
import { searchSpace } from './search-space.ts'
import { SecludedEvaluator } from './secluded-evaluator.ts'
import { stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { isConverged } from './stop.ts'
import { exactStep } from './subproblem/exact.ts'
import { type TrustRegionState, trustRegion } from './trust-region.ts'

/** The first standard deviation, relative to the size of each variable or of its bounds. */
const firstDeviation = 0.3
/** A run ends when its deviations are this small, in the same units. */
const smallest = 1e-9
/** From here on differences may tell already whether it is a minimum. */
const close = 1e-5
const turnLimit = 10_000
/** So many turns in a row in which all values are the same show a plateau. */
const levelLimit = 10
/** So many turns in a row without a finite value show that there are none to be found. */
const lostLimit = 10
/** So many runs have to end at the lowest value. */
const hitsNeeded = 3

interface CmaState extends Iterate {
  /** The unit of each variable: its bounds, or its usual size. */
  readonly units: Vector
  readonly mean: Vector
  readonly deviation: number
  /** `[n, n]` */
  readonly covariance: Vector
  readonly covariancePath: Vector
  readonly deviationPath: Vector
  /** Over all runs: the draws of a turn are its own. */
  readonly turn: number
  readonly origin: Vector
  /** The turn that the run began with. */
  readonly runStart: number
  /** How many times the usual number of points are drawn in a turn. */
  readonly share: number
  /** The best point of the run; none before its first turn. */
  readonly own?: Pick<Iterate, 'x' | 'value'>
  /** Turns in a row with one value alone, and with no finite one. */
  readonly level: number
  readonly lost: number
  /** Whether differences were tried once without an end. */
  readonly isTried: boolean
  readonly polish?: TrustRegionState
  readonly tally?: Tally
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
 * coordinates. When they are close, differences of values tell whether it is a minimum. Then
 * another run begins at a random point, with twice as many points a turn, until three have
 * come to the same lowest value.
 *
 * Source: Hansen, "The CMA evolution strategy: a tutorial" (2016), figure 6 and table 1, with
 * the restarts of Auger and Hansen, "A restart CMA evolution strategy with increasing
 * population size" (CEC 2005); the root of the covariance is its Cholesky factor, as in
 * Krause, Arbonès and Igel, "CMA-ES with optimal covariance update" (NIPS 2016). In a box,
 * values are those of the nearest point inside, raised by its distance.
 */
export function cmaEs(): Solver<CmaState> {
  return {
    start: (evaluator, x) => {
      const value = evaluator.value(x)
      const run = { units: unitsOf(evaluator), origin: x, turn: 0, share: 1 }
      const stop = Number.isFinite(value) ? undefined : stuckFor(evaluator, Number.NaN, 0)
      return { ...newRun(run, x), x, value, action: 'start', ...(stop && { stop }) }
    },
    step: (state, evaluator, settings) => {
      const { own, polish } = state
      if (polish?.stop) return endRun(state, polish, evaluator, settings)
      if (!polish && (!own || !isOver(state))) return generation(state, evaluator, settings)
      const secluded = new SecludedEvaluator(evaluator)
      if (polish) return follow(state, newton.step(polish, secluded, settings), evaluator)
      const known = { ...own!, gradient: evaluator.gradient(own!.x) }
      return follow(state, newton.start(secluded, own!.x, settings, known), evaluator)
    },
  }
}

/** A run that has drawn no point yet. */
function newRun(
  {
    units,
    origin,
    turn,
    share,
    tally,
  }: Pick<CmaState, 'units' | 'origin' | 'turn' | 'share' | 'tally'>,
  mean: Vector,
): Omit<CmaState, keyof Iterate> {
  const n = mean.length
  const covariance = new Float64Array(n * n)
  for (let i = 0; i < n; i++) covariance[i * n + i] = 1
  const none = new Float64Array(n)
  return {
    units,
    origin,
    mean,
    deviation: firstDeviation,
    covariance,
    covariancePath: none,
    deviationPath: none,
    turn,
    runStart: turn,
    share,
    level: 0,
    lost: 0,
    isTried: false,
    ...(tally && { tally }),
  }
}

function follow(state: CmaState, polish: TrustRegionState, evaluator: Evaluator): CmaState {
  return withBest({ ...state, polish }, evaluator, `differences: ${polish.action}`)
}

/** The state at the best point seen. */
function withBest(
  state: Omit<CmaState, 'x' | 'value' | 'action'>,
  { best }: Evaluator,
  action: string,
): CmaState {
  const { x, value } = best!
  return { ...state, x, value, action }
}

/** Goes on with the run where differences could not tell, or begins another one. */
function endRun(
  state: CmaState,
  { x, value, stop }: TrustRegionState,
  evaluator: Evaluator,
  { seed }: Settings,
): CmaState {
  const { polish: _, ...rest } = state
  const isEnd = isConverged(stop!) || stop!.code === 'unbounded' || widthOf(state) <= smallest
  if (!isEnd && state.level < levelLimit && !state.isTried) {
    return withBest({ ...rest, own: { x, value }, isTried: true }, evaluator, 'go on')
  }
  const tally = count(state.tally, { x, value, stop: stop! })
  if (tally.hits >= hitsNeeded || stop!.code === 'unbounded') {
    return { ...withBest({ ...rest, tally }, evaluator, 'end'), stop: endOfSearch(tally) }
  }
  const { lower, upper } = searchSpace(state.origin, evaluator.typical, evaluator.box)
  const draws = drawsOf(seed, state.turn + 1)
  const mean = lower.map((low, i) => low + (upper[i]! - low) * draws.uniform())
  const turn = state.turn + 1
  const run = { units: state.units, origin: state.origin, turn, share: 2 * state.share, tally }
  return withBest(newRun(run, mean), evaluator, 'new run')
}

function unitsOf({ typical, box }: Evaluator): Vector {
  return typical.map((size, i) => {
    const span = box ? box.upper[i]! - box.lower[i]! : Number.POSITIVE_INFINITY
    return Number.isFinite(span) && span > 0 ? span : size
  })
}

/** Whether a run has come to its end, or close enough for differences. */
function isOver(state: CmaState): boolean {
  const isLong = state.turn - state.runStart >= turnLimit || state.level >= levelLimit
  return isLong || !(widthOf(state) > (state.isTried ? smallest : close))
}

/** The largest standard deviation of a variable, in its unit. */
function widthOf({ deviation, covariance }: CmaState): number {
  const n = Math.round(Math.sqrt(covariance.length))
  let widest = 0
  for (let i = 0; i < n; i++) widest = Math.max(widest, Math.sqrt(covariance[i * n + i]!))
  return deviation * widest
}

function strategyOf(n: number, share: number): Strategy {
  const size = share * (4 + Math.floor(3 * Math.log(n)))
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
  /** Numbers of the standard normal distribution, and the step that they make. */
  readonly normal: Vector
  readonly step: Vector
  /** With the penalty of a point outside the box. */
  readonly value: number
  /** The nearest point inside, and its value. */
  readonly inside: Pick<Iterate, 'x' | 'value'>
}

function generation(state: CmaState, evaluator: Evaluator, { seed }: Settings): CmaState {
  const n = state.mean.length
  const strategy = strategyOf(n, state.share)
  const draws = drawsOf(seed, state.turn + 1)
  const root = rootOf(state.covariance, n)
  const samples = Array.from({ length: strategy.size }, (): Sample => {
    const normal = Float64Array.from({ length: n }, () => draws.normal())
    return sampleAt(state, { normal, step: multiply(root, normal, n) }, evaluator)
  })
  samples.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
  const next = update(state, strategy, samples)
  return endIfLost(
    withBest({ ...next, ...remember(state, samples) }, evaluator, 'generation'),
    evaluator,
  )
}

/** NaN is worse than any number. */
function rank({ value }: Pick<Iterate, 'value'>): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
}

/** The best point of the run, and whether its values still tell anything. */
function remember(
  { own, level, lost }: CmaState,
  samples: readonly Sample[],
): Pick<CmaState, 'own' | 'level' | 'lost'> {
  let best = own ?? samples[0]!.inside
  for (const { inside } of samples) if (rank(inside) < rank(best)) best = inside
  const isLevel = rank(samples.at(-1)!) === rank(samples[0]!)
  const isLost = samples.every(({ value }) => !Number.isFinite(value))
  return { own: best, level: isLevel ? level + 1 : 0, lost: isLost ? lost + 1 : 0 }
}

function endIfLost(state: CmaState, evaluator: Evaluator): CmaState {
  if (state.lost < lostLimit) return state
  return { ...state, stop: stuckFor(evaluator, Number.NaN, 0) }
}

/** The factor of the covariance, which may have lost its last digits. */
function rootOf(covariance: Vector, n: number): Vector {
  let trace = 0
  for (let i = 0; i < n; i++) trace += covariance[i * n + i]!
  let found = factorize(covariance, n)
  for (let shift = Number.EPSILON * trace; !found.isPositive && shift < trace; shift *= 10) {
    found = factorize(covariance, n, shift)
  }
  return found.factor
}

function sampleAt(
  { mean, deviation, units }: CmaState,
  { normal, step }: Pick<Sample, 'normal' | 'step'>,
  evaluator: Evaluator,
): Sample {
  const drawn = mean.map((entry, i) => entry + deviation * units[i]! * step[i]!)
  const x = project(drawn, evaluator.box)
  const value = evaluator.value(x)
  let distance = 0
  for (let i = 0; i < x.length; i++) distance += ((drawn[i]! - x[i]!) / units[i]!) ** 2
  const penalty = distance * Math.max(Math.abs(value), 1e-300)
  return { normal, step, value: value + penalty, inside: { x, value } }
}

function update(state: CmaState, strategy: Strategy, samples: readonly Sample[]): CmaState {
  const n = state.mean.length
  const { weights, selected, deviationRate, damping, expected, pathRate } = strategy
  const [way, drawn] = [zeros(n), zeros(n)]
  weights.forEach((weight, k) => {
    addScaledTo(way, weight, samples[k]!.step)
    addScaledTo(drawn, weight, samples[k]!.normal)
  })
  const deviationPath = mixPath(state.deviationPath, deviationRate, selected, drawn)
  const length = Math.sqrt(dot(deviationPath, deviationPath))
  const age = 1 - (1 - deviationRate) ** (2 * (state.turn - state.runStart + 1))
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
  const lost = isModest ? 0 : rankOne * pathRate * (2 - pathRate)
  const next = covariance.map((entry) => (1 - rankOne - rankMany + lost) * entry)
  addProduct(next, rankOne, path)
  weights.forEach((weight, k) => {
    addProduct(next, rankMany * weight, samples[k]!.step)
  })
  return next
}

/** Adds `factor·v vᵀ` to a matrix, in place. */
function addProduct(matrix: Vector, factor: number, v: Vector): void {
  const n = v.length
  for (let i = 0, at = 0; i < n; i++) {
    const row = factor * v[i]!
    for (let j = 0; j < n; j++) matrix[at++]! += row * v[j]!
  }
}
