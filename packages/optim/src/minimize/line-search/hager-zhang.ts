import { firstFinite, type Line, type LinePoint } from './line.ts'

/** The share of the decrease that the slope promises. */
const delta = 0.1
/** How much of the slope at the start may be left. */
const sigma = 0.9
/** How far above the start a value may lie, relative to it, and count as equal. */
const epsilon = 1e-6
/** How much of its length a bracket has to lose in a turn. */
const gamma = 0.66
const growth = 5
const turnLimit = 50

/**
 * Finds a point that meets the Wolfe conditions, or, where differences of values drown in
 * rounding errors, their approximation by slopes alone: so it works up to the last digits.
 *
 * Source: Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an
 * efficient line search" (SIAM J. Optim. 16, 2005), §4.
 */
export function hagerZhang(line: Line, first: number): LinePoint | undefined {
  const { start, limit } = line
  let point = firstFinite(line, Math.min(first, limit))
  let low = start
  for (let turn = 0; point && turn < turnLimit; turn++) {
    if (isDone(point, start)) return point
    if (point.slope >= 0) return narrow(line, low, point)
    if (point.value > ceiling(start)) return narrow(line, low, point)
    if (point.t >= limit) break
    low = point
    point = firstFinite({ ...line, start: low }, Math.min(growth * low.t, limit))
  }
  const last = point ?? low
  return last.t > 0 && last.value < start.value ? last : undefined
}

function ceiling({ value }: LinePoint): number {
  return value + epsilon * Math.abs(value)
}

function isDone({ t, value, slope }: LinePoint, start: LinePoint): boolean {
  const isWolfe = value - start.value <= delta * t * start.slope && slope >= sigma * start.slope
  if (isWolfe) return true
  const isSlopeRight = (2 * delta - 1) * start.slope >= slope && slope >= sigma * start.slope
  return isSlopeRight && value <= ceiling(start)
}

type Bracket = readonly [low: LinePoint, high: LinePoint]

function narrow(line: Line, from: LinePoint, to: LinePoint): LinePoint | undefined {
  const { start } = line
  let bracket: Bracket | LinePoint = to.slope >= 0 ? [from, to] : bisect(line, from, to)
  for (let turn = 0; turn < turnLimit; turn++) {
    if (!isBracket(bracket)) return bracket
    const [low, high]: Bracket = bracket
    const span = high.t - low.t
    if (!(span > Number.EPSILON * high.t)) break
    const next: Bracket | LinePoint = secantTwice(line, low, high)
    const isSlow: boolean = isBracket(next) && next[1].t - next[0].t > gamma * span
    bracket = isSlow ? update(line, next as Bracket, middle(next as Bracket)) : next
  }
  const [low] = bracket as Bracket
  return low.t > 0 && low.value < start.value ? low : undefined
}

function isBracket(found: Bracket | LinePoint): found is Bracket {
  return Array.isArray(found)
}

function middle([low, high]: Bracket): number {
  return (low.t + high.t) / 2
}

/** Two secant steps (S1 to S4); a point instead of a bracket where one of them is done. */
function secantTwice(line: Line, low: LinePoint, high: LinePoint): Bracket | LinePoint {
  const first = secant(low, high)
  const next = update(line, [low, high], first)
  if (!isBracket(next)) return next
  const [newLow, newHigh] = next
  if (newHigh.t === first) return update(line, next, secant(high, newHigh))
  if (newLow.t === first) return update(line, next, secant(low, newLow))
  return next
}

function secant(a: LinePoint, b: LinePoint): number {
  return (a.t * b.slope - b.t * a.slope) / (b.slope - a.slope)
}

/** The smaller bracket that `t` makes of one (U0 to U3). */
function update(line: Line, bracket: Bracket, t: number): Bracket | LinePoint {
  const [low, high] = bracket
  if (!(t > low.t && t < high.t)) return bracket
  const point = line.at(t)
  if (isDone(point, line.start)) return point
  if (point.slope >= 0) return [low, point]
  if (point.value <= ceiling(line.start)) return [point, high]
  return bisect(line, low, point)
}

/** A bracket between a low point and one that is too high though it still descends. */
function bisect(line: Line, from: LinePoint, to: LinePoint): Bracket | LinePoint {
  let low = from
  let high = to
  for (let turn = 0; turn < turnLimit; turn++) {
    const point = line.at((low.t + high.t) / 2)
    if (isDone(point, line.start)) return point
    if (point.slope >= 0) return [low, point]
    if (point.value <= ceiling(line.start)) low = point
    else high = point
    if (!(high.t - low.t > Number.EPSILON * high.t)) break
  }
  return [low, high]
}
