import { cubicMinimum, firstFinite, type Line, type LinePoint } from './line.ts'

/** The share of the decrease that the slope promises. */
const enough = 1e-4
/** How much of the slope at the start may be left. */
const flatness = 0.9
const turnLimit = 50

/**
 * Finds a point that meets the strong Wolfe conditions: the value is lower by a
 * ten-thousandth of what the slope promises, and the slope has lost a tenth of its size.
 * A bracket is widened, then narrowed by cubic interpolation with bisection as safeguard.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), algorithms 3.5 and 3.6.
 */
export function strongWolfe(line: Line, first: number): LinePoint | undefined {
  const { start, limit } = line
  let before = start
  let point = firstFinite(line, Math.min(first, limit))
  for (let turn = 0; point && turn < turnLimit; turn++) {
    if (!isLowEnough(point, start) || (turn > 0 && point.value >= before.value)) {
      return zoom(line, before, point)
    }
    if (isFlat(point, start)) return point
    if (point.slope >= 0) return zoom(line, point, before)
    if (point.t >= limit) return point
    const next: LinePoint | undefined = firstFinite({ ...line, start: point }, widen(point, limit))
    before = point
    point = next
  }
  return before === start ? undefined : before
}

function widen({ t }: LinePoint, limit: number): number {
  return Math.min(4 * t, limit)
}

function isLowEnough({ t, value }: LinePoint, start: LinePoint): boolean {
  return value <= start.value + enough * t * start.slope
}

function isFlat({ slope }: LinePoint, start: LinePoint): boolean {
  return Math.abs(slope) <= -flatness * start.slope
}

/** Narrows a bracket whose `low` end is low enough and slopes towards the other. */
function zoom(line: Line, from: LinePoint, to: LinePoint): LinePoint | undefined {
  const { start } = line
  let low = from
  let high = to
  for (let turn = 0; turn < turnLimit; turn++) {
    const span = Math.abs(high.t - low.t)
    if (span <= Number.EPSILON * Math.max(low.t, high.t)) break
    const point = line.at(insidePoint(low, high))
    if (!(isLowEnough(point, start) && point.value < low.value)) high = point
    else {
      if (isFlat(point, start)) return point
      if (point.slope * (high.t - low.t) >= 0) high = low
      low = point
    }
  }
  return low.t > 0 ? low : undefined
}

/** The minimum of the cubic, kept a tenth of the span away from both ends. */
function insidePoint(low: LinePoint, high: LinePoint): number {
  const span = high.t - low.t
  const guess = Number.isFinite(high.value) ? (cubicMinimum(low, high) - low.t) / span : Number.NaN
  return low.t + span * (Number.isNaN(guess) ? 0.25 : Math.min(Math.max(guess, 0.1), 0.9))
}
