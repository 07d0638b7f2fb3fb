import {
  addScaled,
  dot,
  multiply,
  norm,
  over,
  scaled,
  type Vector,
} from '../linear-algebra/vector.ts'
import { project, roomAlong } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import {
  type Candidate,
  flatDirections,
  leastCurved,
  modesOf,
  slopeErrors,
  type Verdict,
} from './certificate.ts'
import type { Evaluator } from './evaluator.ts'
import {
  candidateOf,
  errorTolerance,
  type Located,
  nilRatio,
  unboundedAt,
  vanishedRatio,
} from './settle.ts'
import type { Stop } from './stop.ts'
import { descendWalls, type Floor, wallStepper } from './valley.ts'

/** A point with its value. */
export interface Probe {
  readonly x: Vector
  readonly value: number
}

/** A lower point, or the reason why there is no telling. */
export interface ProbeResult {
  readonly lower?: Probe
  readonly stop?: Stop
}

/** A change of the value that is more than rounding for almost every objective, relative to it. */
export const change = 1e-12
/** How much lower a probe has to lie, relative to the value. */
export const fall = 1e-9
/** The rise that the model has to promise for a first look, in changes. */
const clearRise = 10
/** A first look goes so many Newton steps away, beyond what errors of the model can hide. */
const beyond = 10
/** Where the model promises no clear rise, looks begin at this share of the size of the variables. */
const nearest = 0.04
/** They go on to that size, and where all is flat beyond it. */
const farthest = 30
const growth = 5
/** So many directions without curvature are looked along, and along their sums. */
const flatLimit = 2
const followLimit = 40
/** A variable with so little of the largest curvature has none to speak of. */
const flatAxis = 1e-7
/** Directions whose cosine is above this are one. */
const same = 0.999
/** For more variables the least curved direction is one of about the least curvature. */
const modesLimit = 100
/** A rise of more than this many times what the model promises is not that of the valley. */
const steep = 4

/** What the value does on one side of a point. */
type Side = 'rises' | 'flat' | 'blocked' | 'border' | Probe

/** A direction whose longest entry is 1, relative to the size of its variable. */
export interface Way {
  readonly direction: Vector
  /** `dᵀ H d`, or 0 where that may be nothing but errors. */
  readonly curvature: number
  /** `gᵀ d`, or 0 where that may be nothing but errors. */
  readonly slope?: number
}

/** Where the value is looked at. */
export interface Look {
  /** How far the Newton step goes, and the one before it went, relative to each variable. */
  readonly newtonLength: number
  readonly lastLength?: number
  /** Whether there is too little curvature along some direction to be trusted. */
  readonly isFlat?: boolean
  /** What the Newton step would lower the value by. */
  readonly decrease?: number
  /** The floor of the valley next to a point on its walls; another search, if the first fails. */
  readonly floorsAt?: ((probe: Probe, way: Way) => Iterable<Floor>) | undefined
}

/**
 * Looks to both sides of a point that seems to be a minimum: along the Newton step, which on a
 * tail points along it, and along directions of least curvature. Derivatives at one point
 * cannot tell a minimum from an inflection or a tail on which all that is left is rounding
 * errors; a minimum is where the value rises on both sides. Where it rises on neither, up to
 * the size of the variables and beyond, points are equally good; where it rises on one side
 * only, it goes down for ever on the other, more slowly than numbers can tell. Where it rises
 * by more than the model promises, the point may lie on the wall of a valley that turns, and
 * its floor is looked at instead.
 */
export function lookBothWays(
  at: Located,
  verdict: Verdict,
  evaluator: Evaluator,
  which: 'softest' | 'all' = 'all',
): ProbeResult {
  const { x, hessian, gradient } = at
  const errors = slopeErrors(candidateOf(at, evaluator))
  const ways = directionsAt(at, verdict, evaluator, which).map((direction): Way => {
    const curvature = dot(direction, multiply(hessian, direction, x.length))
    const error = curvatureError(at, direction, evaluator)
    const slope = dot(gradient, direction)
    const slopeError = direction.reduce((sum, entry, i) => sum + Math.abs(entry * errors[i]!), 0)
    return {
      direction,
      curvature: curvature > 2 * error ? curvature : 0,
      slope: Math.abs(slope) > errorTolerance * slopeError ? slope : 0,
    }
  })
  const look: Look = {
    newtonLength: relativeLength(verdict.step, x, evaluator),
    lastLength: at.progress.promisedStep ?? 0,
    decrease: verdict.decrease,
    isFlat: verdict.isFlat,
    floorsAt: floorFinder(at, verdict, evaluator),
  }
  return lookAlong(ways, look, at, evaluator)
}

function curvatureError(
  { x, value, hessian }: Located,
  direction: Vector,
  evaluator: Evaluator,
): number {
  const n = direction.length
  let sum = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sum += Math.abs(hessian[i * n + j]! * direction[i]! * direction[j]!)
  }
  const { hessianError, gradientError, typical } = evaluator
  if (gradientError <= Number.EPSILON) return sum * hessianError
  // Second differences of values divide their rounding errors by the squares of small steps.
  const reach = direction.reduce(
    (most, entry, i) => most + Math.abs(entry) / sizeAt(x, i, typical),
    0,
  )
  return sum * hessianError + 4 * Math.sqrt(Number.EPSILON) * Math.abs(value) * reach * reach
}

function floorFinder(at: Located, { free }: Verdict, evaluator: Evaluator): Look['floorsAt'] {
  // Differences are too rough to find it, but next to 0 they are all that tells.
  const isRough = evaluator.gradientError > Number.EPSILON && !isNilFor(at.value, evaluator)
  if (free.length < 2 || isRough) return undefined
  const enough = Number.EPSILON * Math.abs(at.value)
  const candidate = candidateOf(at, evaluator)
  return function* ({ x }, { direction }) {
    const stepFor = wallStepper(candidate, free, direction)
    if (!stepFor) return
    yield descendWalls(x, (here) => stepFor(evaluator.gradient(here)), enough, evaluator)
    // Far up, walls may be steeper than they are next to the point.
    const stepAnew = (here: Vector) => {
      const hessian = evaluator.hessian(here)
      return wallStepper({ ...candidate, hessian }, free, direction)?.(evaluator.gradient(here))
    }
    yield descendWalls(x, stepAnew, enough, evaluator)
  }
}

/** The same along given directions. */
export function lookAlong(
  ways: readonly Way[],
  look: Look,
  at: Probe,
  evaluator: Evaluator,
): ProbeResult {
  const { x, value } = at
  const { newtonLength, lastLength = 0 } = look
  const hidden = change * Math.abs(value)
  let noise: number | undefined
  const measured = (): number => {
    noise ??= noiseAt(at, evaluator)
    return noise
  }
  for (const way of ways) {
    const clear = Math.sqrt((2 * clearRise * hidden) / way.curvature)
    const first = Math.max(clear || 0, beyond * newtonLength, lastLength, 4 * Number.EPSILON)
    const line = { x, value, way, look, hidden, measured, first: Math.min(nearest, first) }
    const sides = [1, -1].map((sign) => lookAside(sign, line, evaluator))
    const lower = sides.find((side) => typeof side === 'object')
    if (lower) return { lower }
    // At the border of the box the value goes down no further: the other side tells.
    const [side = 'rises', other = side] = sides.filter((each) => each !== 'border')
    if (side !== other) return { stop: tailAlong(way.direction, at, evaluator) }
    const isRough = evaluator.gradientError > Number.EPSILON
    if (side === 'rises' && (!isRough || way.curvature > 0)) continue
    const isNothing = isRough
      ? isNilFor(value, evaluator)
      : isNil(Math.abs(value) + measured(), evaluator)
    if (side === 'rises' && isNothing) continue
    if (way.slope) return { stop: tailAlong(way.direction, at, evaluator) }
    if (!isNothing && (isRough || measured() > hidden)) {
      const stop = { code: 'uncertain', decrease: look.decrease ?? 0, hidden: measured() } as const
      return { stop: isRough ? stop : { ...stop, isRounding: true } }
    }
  }
  return {}
}

/** Whether a value counts as 0 where derivatives are differences. */
function isNilFor(value: number, { first = 0 }: Evaluator): boolean {
  return Math.abs(value) <= nilRatio * Math.min(1, Math.abs(first))
}

/** What rounding errors do to the value: how much it changes where next to nothing changes. */
function noiseAt({ x, value }: Probe, evaluator: Evaluator): number {
  const unit = 4 * Number.EPSILON
  let noise = 2 * Number.EPSILON * Math.abs(value)
  for (const sign of [1, -1]) {
    const moved = x.map((entry, i) => {
      const size = sizeAt(x, i, evaluator.typical)
      return entry + (i % 2 === 0 ? sign : -sign) * unit * size
    })
    const change = Math.abs(evaluator.value(project(moved, evaluator.box)) - value)
    if (change > noise) noise = change
  }
  return 4 * noise
}

/** Directions whose longest entry is 1, relative to the size of its variable. */
function directionsAt(
  at: Located,
  verdict: Verdict,
  evaluator: Evaluator,
  which: 'softest' | 'all',
): readonly Vector[] {
  const { free, step, isFlat } = verdict
  const candidate = candidateOf(at, evaluator)
  const ways = distinct(at, evaluator)
  if (which === 'softest') return ways(leastCurved(candidate, free))
  if (evaluator.gradientError > Number.EPSILON) {
    return ways([...flatDirections(candidate, free, free.length, Number.POSITIVE_INFINITY), step])
  }
  const flat = isFlat ? ways(flatDirections(candidate, free, flatLimit)) : []
  if (flat.length === 0)
    return ways([...softest(candidate, free), flattestAxis(candidate, free), step])
  const sums = flat
    .slice(1)
    .flatMap((each) => [1, -1].map((sign) => addScaled(flat[0]!, sign, each)))
  return ways([...flat, ...sums, step])
}

/** The direction of least curvature, whose units are the curvatures along the variables. */
function softest(candidate: Candidate, free: readonly number[]): readonly Vector[] {
  if (free.length > modesLimit) return leastCurved(candidate, free)
  return modesOf(candidate, free, 1).map(({ direction }) => direction)
}

/** The variable of least curvature by its size: a unit of its own would hide how little it is. */
function flattestAxis({ x, hessian, typical }: Candidate, free: readonly number[]): Vector {
  const n = x.length
  const curvatureAlong = (i: number): number => hessian[i * n + i]! * sizeAt(x, i, typical) ** 2
  let flattest = free[0] ?? 0
  let most = 0
  for (const i of free) {
    if (curvatureAlong(i) < curvatureAlong(flattest)) flattest = i
    most = Math.max(most, curvatureAlong(i))
  }
  const isFlat = curvatureAlong(flattest) <= flatAxis * most
  return x.map((_, i) => (isFlat && i === flattest ? 1 : 0))
}

/** Scales directions, and leaves out those that are none or almost another one. */
function distinct(at: Probe, evaluator: Evaluator): (directions: readonly Vector[]) => Vector[] {
  const sizes = at.x.map((_, i) => sizeAt(at.x, i, evaluator.typical))
  return (directions) => {
    const ways: Vector[] = []
    for (const direction of directions) {
      const length = relativeLength(direction, at.x, evaluator)
      if (!(length > 0 && length < Number.POSITIVE_INFINITY)) continue
      const way = scaled(direction, 1 / length)
      const isNew = ways.every((other) => {
        const [a, b] = [over(way, sizes), over(other, sizes)]
        return Math.abs(dot(a, b)) < same * norm(a) * norm(b)
      })
      if (isNew) ways.push(way)
    }
    return ways
  }
}

/** The longest entry of a direction relative to the size of its variable. */
export function relativeLength(direction: Vector, x: Vector, { typical }: Evaluator): number {
  return direction.reduce(
    (most, entry, i) => Math.max(most, Math.abs(entry) / sizeAt(x, i, typical)),
    0,
  )
}

interface Line extends Probe {
  readonly way: Way
  readonly look: Look
  /** A change of the value that is clear without a look at its rounding errors. */
  readonly hidden: number
  readonly measured: () => number
  /** The share of the direction that is looked at first. */
  readonly first: number
}

function lookAside(sign: number, at: Line, evaluator: Evaluator): Side {
  const room = roomAlong(at.x, scaled(at.way.direction, sign), evaluator.box)
  let last: Probe | undefined
  for (let t = at.first; t <= farthest; t *= growth) {
    const probe = probeAt(sign * t, at, evaluator)
    if (!probe || (last && isSame(probe.x, last.x))) return 'border'
    const change = compare(probe, t, at)
    if (change === 'falls') return follow(sign * t, probe, at, evaluator)
    // Bent along the border, a way that was flat may rise.
    if (change === 'rises' && last && t > room) return 'border'
    const onFloor = change === 'flat' ? 'flat' : compareFloor(probe, t, at, evaluator, last)
    if (typeof onFloor === 'object') return onFloor
    // Too far off the floor to tell: what was seen nearer stands.
    if (!onFloor && last) return 'blocked'
    if (onFloor === 'flat') {
      last = probe
      continue
    }
    // Rises next to the point say little where nothing promises them.
    const isPromised =
      at.way.curvature > 0 && !at.look.isFlat && !isNil(Math.abs(at.value), evaluator)
    if (t >= nearest || (onFloor && isPromised)) return 'rises'
    last = undefined
    t = nearest / growth
  }
  return 'flat'
}

/**
 * What the value does on the floor of the valley, where it rises by more than along it; nothing
 * where the floor is not found.
 */
function compareFloor(
  probe: Probe,
  t: number,
  at: Line,
  evaluator: Evaluator,
  last: Probe | undefined,
): Side | undefined {
  const { way, look, value } = at
  if (!look.floorsAt || probe.value - value <= promisedRise(t, at)) return 'rises'
  for (const { x, height } of look.floorsAt(probe, way)) {
    if (isSame(x, probe.x)) return 'rises'
    const floor = { x, value: evaluator.value(x) }
    const change = compare(floor, t, at)
    if (change === 'falls') return floor
    if (change === 'flat') return 'flat'
    if (floor.value - value > height) return 'rises'
    // Where nothing was seen nearer, looks go on farther out.
    if (!last) return undefined
  }
  return undefined
}

/** Whether a probe is lower or higher by more than rounding errors. */
function compare(probe: Probe, t: number, at: Line): 'falls' | 'rises' | 'flat' {
  const { value, hidden } = at
  const rise = probe.value - value
  if (rise > hidden * (1 + t) ** 2 && rise <= promisedRise(t, at)) return 'rises'
  if (rise === 0) return 'flat'
  const noise = at.measured() * (1 + t) ** 2
  if (rise > noise) return 'rises'
  return rise < -noise ? 'falls' : 'flat'
}

/** The most that the value may rise by for the model to have promised it. */
function promisedRise(t: number, { way }: Line): number {
  return steep * (Math.abs(way.slope ?? 0) * t + (Math.max(way.curvature, 0) * t * t) / 2)
}

function isNil(size: number, { first = 0 }: Evaluator): boolean {
  return size <= vanishedRatio * Math.abs(first)
}

function isSame(a: Vector, b: Vector): boolean {
  return a.every((entry, i) => entry === b[i])
}

/** Nothing where the box is in the way. What is no number is not lower, but no rise either. */
function probeAt(t: number, { x, way }: Line, evaluator: Evaluator): Probe | undefined {
  const moved = project(addScaled(x, t, way.direction), evaluator.box)
  if (moved.every((entry, i) => entry === x[i])) return undefined
  return { x: moved, value: evaluator.value(moved) }
}

/** Goes on as long as the value falls. */
function follow(t: number, first: Probe, at: Line, evaluator: Evaluator): Probe {
  let best = first
  for (let turn = 1; turn < followLimit; turn++) {
    const next = probeAt(t * 2 ** turn, at, evaluator)
    if (!next || !(next.value < best.value) || unboundedAt(best.value, evaluator)) return best
    best = next
  }
  return best
}

function tailAlong(direction: Vector, { x }: Probe, { typical }: Evaluator): Stop {
  let variable = 0
  let most = 0
  direction.forEach((entry, i) => {
    const share = Math.abs(entry) / sizeAt(x, i, typical)
    if (share <= most) return
    most = share
    variable = i
  })
  return { code: 'runaway', variable, at: x[variable]! }
}
