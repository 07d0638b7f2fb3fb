import { addScaled, dot, multiply, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import { flatDirections, leastCurved, type Verdict } from './certificate.ts'
import type { Evaluator } from './evaluator.ts'
import { candidateOf, type Located, vanishedRatio } from './settle.ts'
import type { Stop } from './stop.ts'

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

/** A change of the value that is more than rounding, relative to it. */
export const change = 1e-12
/** How much lower a probe has to lie, relative to the value. */
export const fall = 1e-9
/** And where the value itself is nothing: on a tail towards 0 it falls by more. */
const nilFall = 0.5
/** The rise that the model has to promise for a first look, in changes. */
const clearRise = 10
/** A first look goes so many Newton steps away, beyond what errors of the model can hide. */
const beyond = 10
/** Where the model promises no clear rise, looks begin at this share of the size of the variables. */
const nearest = 0.04
/** They go on to that size, and where all is flat beyond it. */
const farthest = 30
const growth = 5
/** Directions are known to so many roundings. */
const roundingErrors = 64
/** So many directions without curvature are looked along. */
const flatLimit = 2
const followLimit = 40
/** The same where neither side rises. */
const closest = 1 / 256
const closeGrowth = 2
/** Rounding errors above this share of the values hide what the value does. */
const drowned = 1e-6

/** What the value does on one side of a point. */
type Side = 'rises' | 'flat' | Probe

/**
 * Looks to both sides of a point that seems to be a minimum: along the Newton step, which on a
 * tail points along it, and along the direction of least curvature. Derivatives at one point
 * cannot tell a minimum from an inflection or a tail on which all that is left is rounding
 * errors; a minimum is where the value rises on both sides. Where it rises on neither, up to
 * the size of the variables and beyond, points are equally good; where it rises on one side
 * only, it goes down for ever on the other, more slowly than numbers can tell.
 */
export function lookBothWays(at: Located, verdict: Verdict, evaluator: Evaluator): ProbeResult {
  const { x, hessian } = at
  const newtonLength = relativeLength(verdict.step, x, evaluator)
  const wayOf = (direction: Vector): Way => ({
    direction,
    curvature: dot(direction, multiply(hessian, direction, x.length)),
    rounding: riseByErrors(at, direction, 0),
    sway: riseByErrors(at, direction, evaluator.hessianError),
  })
  const ways = directionsAt(at, verdict, evaluator).map(wayOf)
  return lookAlong(ways, newtonLength, at, evaluator)
}

/** A direction whose longest entry is 1, relative to the size of its variable. */
export interface Way {
  readonly direction: Vector
  /** `dᵀ H d`. */
  readonly curvature: number
  /** How much rounding the variables may change the value. */
  readonly rounding?: number
  /** How much errors of the direction may raise it. */
  readonly sway?: number
}

/**
 * What steep curvature makes of rounding errors: along a valley that no axis follows, they
 * look like sides that rise.
 */
function riseByErrors({ x, hessian }: Located, direction: Vector, error: number): number {
  const n = x.length
  const rounding = roundingErrors * Number.EPSILON
  const errors = direction.map(
    (entry, i) => rounding * Math.abs(x[i]!) + (rounding + error) * Math.abs(entry),
  )
  let sum = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sum += Math.abs(hessian[i * n + j]!) * errors[i]! * errors[j]!
  }
  return sum / 2
}

/**
 * The same along given directions.
 *
 * @param newtonLength  How far the Newton step goes, relative to each variable.
 */
export function lookAlong(
  ways: readonly Way[],
  newtonLength: number,
  at: Probe,
  evaluator: Evaluator,
): ProbeResult {
  for (const way of ways) {
    const { direction, curvature, rounding = 0, sway = rounding } = way
    const { x, value } = at
    const clear = Math.sqrt((2 * clearRise * (change * Math.abs(value) + sway)) / curvature)
    const first = Math.max(clear || 0, beyond * newtonLength, 4 * Number.EPSILON)
    const line = { x, value, direction, rounding, sway, first: Math.min(nearest, first) }
    const [ahead, behind] = [1, -1].map((sign) => look(sign, line, evaluator))
    const lower = [ahead, behind].find((side) => typeof side === 'object')
    if (lower) return { lower }
    if (ahead !== behind) return { stop: tailAlong(direction, at, evaluator) }
    if (ahead === 'rises') continue
    const closer = lookCloser(line, evaluator)
    if (closer) return { lower: closer }
    if (isDrowned(line, evaluator)) return { stop: tailAlong(direction, at, evaluator) }
  }
  return {}
}

/** Whether a fall would be hidden by rounding errors, so that flat sides say nothing. */
function isDrowned({ value, sway }: Line, { first = 0 }: Evaluator): boolean {
  const isNil = Math.abs(value) + sway <= vanishedRatio * Math.abs(first)
  return !isNil && sway > drowned * Math.max(Math.abs(value), Math.abs(first))
}

/** Where neither side rises: points so close to each other that no wide dip lies between. */
function lookCloser(line: Line, evaluator: Evaluator): Probe | undefined {
  const { value, rounding } = line
  const limit = value - fall * Math.abs(value) - rounding
  for (let t = closest; t <= farthest; t *= closeGrowth) {
    for (const sign of [1, -1]) {
      const probe = probeAt(sign * t, line, evaluator)
      if (probe && probe.value < limit) return probe
    }
  }
  return undefined
}

/** Directions whose longest entry is 1, relative to the size of its variable. */
function directionsAt(at: Located, verdict: Verdict, evaluator: Evaluator): readonly Vector[] {
  const { free, step } = verdict
  const candidate = candidateOf(at, evaluator)
  const isRough = evaluator.gradientError > Number.EPSILON
  const most = isRough ? free.length : flatLimit
  const limit = isRough ? Number.POSITIVE_INFINITY : undefined
  const flat = flatDirections(candidate, free, most, limit)
  const curved = flat.length > 0 ? flat : leastCurved(candidate, free)
  return unitWays([step, ...curved], at, evaluator)
}

function unitWays(directions: readonly Vector[], { x }: Probe, evaluator: Evaluator): Vector[] {
  return directions.flatMap((direction) => {
    const length = relativeLength(direction, x, evaluator)
    return length > 0 && length < Number.POSITIVE_INFINITY
      ? [direction.map((entry) => entry / length)]
      : []
  })
}

/** The longest entry of a direction relative to the size of its variable. */
export function relativeLength(direction: Vector, x: Vector, { typical }: Evaluator): number {
  return direction.reduce(
    (most, entry, i) => Math.max(most, Math.abs(entry) / sizeAt(x, i, typical)),
    0,
  )
}

interface Line extends Probe {
  readonly direction: Vector
  readonly rounding: number
  readonly sway: number
  /** The share of the direction that is looked at first. */
  readonly first: number
}

function look(sign: number, at: Line, evaluator: Evaluator): Side {
  const { value, first, rounding, sway } = at
  // A value that is nothing but rounding errors goes down by them for ever.
  const isNil = Math.abs(value) + rounding <= vanishedRatio * Math.abs(evaluator.first ?? 0)
  const enough = isNil ? rounding + nilFall * Math.abs(value) : fall * Math.abs(value)
  let last: Vector | undefined
  for (let t = first; t <= farthest; t *= growth) {
    const probe = probeAt(sign * t, at, evaluator)
    const tolerance = change * Math.abs(value) + sway * (1 + t) ** 2
    if (!probe || probe.value > value + tolerance) return 'rises'
    // At the border of the box the value goes down no further.
    if (last && isSame(probe.x, last)) return 'rises'
    last = probe.x
    if (probe.value < value - enough) {
      return follow(sign * t, probe, at, evaluator)
    }
  }
  return 'flat'
}

function isSame(a: Vector, b: Vector): boolean {
  return a.every((entry, i) => entry === b[i])
}

/** Nothing where the box is in the way. What is no number is not lower, but no rise either. */
function probeAt(t: number, { x, direction }: Line, evaluator: Evaluator): Probe | undefined {
  const moved = project(addScaled(x, t, direction), evaluator.box)
  if (moved.every((entry, i) => entry === x[i])) return undefined
  return { x: moved, value: evaluator.value(moved) }
}

/** Goes on as long as the value falls. */
function follow(t: number, first: Probe, at: Line, evaluator: Evaluator): Probe {
  let best = first
  for (let turn = 1; turn < followLimit; turn++) {
    const next = probeAt(t * 2 ** turn, at, evaluator)
    if (!next || !(next.value < best.value)) return best
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
