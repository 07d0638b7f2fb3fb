import { addScaled, norm, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import type { Verdict } from './certificate.ts'
import type { Evaluator } from './evaluator.ts'
import { differencesError, type Located, nothing, quadratic, vanishedRatio } from './settle.ts'
import { change, fall, lookBothWays, type Probe, type ProbeResult } from './sides.ts'
import { pointsFromWeakBounds } from './weak-bounds.ts'

const axisLimit = 50
/** Lengths of probes, relative to the size of the point. */
const lengths = [0.3, -0.3, 0.03, -0.03]

/**
 * Looks around a point before it is called a minimum: at what was seen on the way, at the start
 * if the curvature is known from differences only, inside of weak bounds, to both sides, and
 * where it has no curvature.
 */
export function probe(at: Located, verdict: Verdict, evaluator: Evaluator): ProbeResult {
  const lower = seenLower(at, evaluator) ?? lowerAround(at, verdict, evaluator)
  if (lower) return { lower }
  const found = lookAround(at, verdict, evaluator)
  if (found.lower || found.stop) return found
  const lost = lostVariable(at.x, evaluator)
  return lost < 0 ? {} : { stop: { code: 'runaway', variable: lost, at: at.x[lost]! } }
}

/** The best point of all, where it is lower: what is returned is what a claim is about. */
function seenLower({ value }: Located, { best }: Evaluator): Probe | undefined {
  return best && best.violation === undefined ? lowestOf([best], value) : undefined
}

function lowerAround(at: Located, verdict: Verdict, evaluator: Evaluator): Probe | undefined {
  const isStart = at.progress.promised === undefined
  const isRough = isStart && evaluator.hessianError > differencesError
  const around = isRough ? lowest(aroundStart(at.x, verdict, evaluator), at, evaluator) : undefined
  return around ?? lowest(pointsFromWeakBounds(at, verdict, evaluator), at, evaluator)
}

function lookAround(at: Located, verdict: Verdict, evaluator: Evaluator): ProbeResult {
  if (isRegular(at, verdict, evaluator)) return lookBothWays(at, verdict, evaluator, 'softest')
  const axes = verdict.isFlat ? probeAxes(at, verdict, evaluator) : {}
  if (axes.lower) return axes
  const sides = lookBothWays(at, verdict, evaluator)
  return sides.lower || !axes.stop ? sides : axes
}

/**
 * A variable so far from where it began that its rounding errors are as large as steps that
 * tell a minimum there: what the value does is no longer seen.
 */
function lostVariable(x: Vector, { typical }: Evaluator): number {
  const limit = 1 / Math.sqrt(Number.EPSILON)
  return x.findIndex((entry, i) => Math.abs(entry) > limit * Math.max(1, typical[i]!))
}

/**
 * Whether Newton's method came here as it comes to minima alone: what it promises has shrunk
 * twice as only quadratic convergence makes it, to nothing but rounding errors. On tails,
 * inflections and minima without curvature it is slower, and once may be chance. There one
 * direction tells: curvature that jumps where the point lies is all that may deceive.
 */
function isRegular({ progress, value }: Located, verdict: Verdict, evaluator: Evaluator): boolean {
  const { promised = 0, fast = 0 } = progress
  const { decrease, isFlat } = verdict
  const isExact = evaluator.gradientError <= Number.EPSILON
  const isNothing =
    decrease <= nothing * Math.abs(value) ||
    Math.abs(value) <= vanishedRatio * Math.abs(evaluator.first ?? 0)
  return isExact && !isFlat && isNothing && fast > 0 && decrease <= quadratic * promised
}

function lowest(points: readonly Vector[], at: Located, evaluator: Evaluator): Probe | undefined {
  const probes = points.map((x) => ({ x, value: evaluator.value(x) }))
  return lowestOf(probes, at.value)
}

function lowestOf(probes: readonly Probe[], value: number): Probe | undefined {
  let best: Probe | undefined
  let limit = value - fall * Math.abs(value)
  for (const each of probes) {
    if (!(each.value < limit)) continue
    best = each
    limit = each.value
  }
  return best
}

/** Along each axis and one diagonal. */
function aroundStart(x: Vector, { free }: Verdict, { typical, box }: Evaluator): readonly Vector[] {
  const axes = free.slice(0, axisLimit).map((i) => [i])
  return [...axes, free].flatMap((moving) =>
    lengths.map((share) => {
      const moved = new Float64Array(x)
      moving.forEach((i, place) => {
        moved[i] = x[i]! + share * typical[i]! * (place % 2 === 0 ? 1 : 0.5)
      })
      return project(moved, box)
    }),
  )
}

/**
 * Looks for a lower point along variables that the value does not depend on here. A variable
 * that has an effect elsewhere makes the point part of a plateau, which is no minimum.
 */
function probeAxes(at: Located, { free }: Verdict, evaluator: Evaluator): ProbeResult {
  const silent = free.filter((i) => isSilent(at, i))
  const probes = silent
    .flatMap((i) => axisPoints(at.x, i, evaluator))
    .map((x) => ({ x, value: evaluator.value(x) }))
  const lower = lowestOf(probes, at.value)
  if (lower) return { lower }
  const sounds = probes.findIndex(
    ({ value }) => Math.abs(value - at.value) > change * Math.abs(at.value),
  )
  if (sounds >= 0) {
    return { stop: { code: 'plateau', variable: silent[Math.floor(sounds / axisProbes)]! } }
  }
  const isConstant = silent.length === at.x.length
  return isConstant ? { stop: { code: 'plateau', variable: silent[0]! } } : {}
}

/** Whether the value does not depend on a variable here, as far as derivatives tell. */
function isSilent({ gradient, hessian, x }: Located, i: number): boolean {
  const n = x.length
  for (let j = 0; j < n; j++) if (hessian[i * n + j] !== 0) return false
  return gradient[i] === 0
}

const axisProbes = 4

function axisPoints(x: Vector, i: number, { typical, box }: Evaluator): readonly Vector[] {
  const size = sizeAt(x, i, typical)
  return [0, -x[i]!, x[i]! / 3, x[i]! + size].map((entry) => {
    const moved = new Float64Array(x)
    moved[i] = entry === x[i] ? x[i]! - size : entry
    return project(moved, box)
  })
}

/** Points to try where a solver finds no lower one: the Newton step, and a way down. */
export function lastResort(at: Located, verdict: Verdict, evaluator: Evaluator): Probe | undefined {
  const { typical, box } = evaluator
  const points = [addScaled(at.x, 1, verdict.step)]
  if (verdict.descent) {
    const length = norm(verdict.descent.map((entry, i) => entry / typical[i]!))
    for (const share of [0.1, -0.1, 1e-2, -1e-2, 1e-4, -1e-4]) {
      points.push(addScaled(at.x, share / length, verdict.descent))
    }
  }
  for (const point of points) {
    const x = project(point, box)
    const value = evaluator.value(x)
    if (value < at.value) return { x, value }
  }
  return undefined
}
