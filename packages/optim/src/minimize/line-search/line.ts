import { addScaled, dot, type Vector } from '../../linear-algebra/vector.ts'
import { project } from '../../objective/bounds.ts'
import type { Evaluator } from '../evaluator.ts'

/** A point on the line, `from + t·direction`. */
export interface LinePoint {
  readonly t: number
  readonly x: Vector
  /** NaN where value or gradient are not finite. */
  readonly value: number
  readonly gradient: Vector
  /** The derivative of the value by `t`. */
  readonly slope: number
}

/** A half-line that descends at its start, as far as the box allows. */
export interface Line {
  readonly start: LinePoint
  /** The last `t` inside the box; may be infinite. */
  readonly limit: number
  readonly at: (t: number) => LinePoint
}

/**
 * Looks for a lower point on a line, with `t = first` tried before any other. `undefined`
 * where there is none that meets the conditions of the search.
 */
export type LineSearch = (line: Line, first: number) => LinePoint | undefined

/** The line from a point with its derivatives along `direction`. */
export function lineFrom(
  { x, value, gradient }: { readonly x: Vector; readonly value: number; readonly gradient: Vector },
  direction: Vector,
  limit: number,
  evaluator: Evaluator,
): Line {
  const start = { t: 0, x, value, gradient, slope: dot(gradient, direction) }
  const at = (t: number): LinePoint => {
    const moved = project(addScaled(x, t, direction), evaluator.box)
    const { value, gradient } = evaluator.valueAndGradient(moved)
    return { t, x: moved, value, gradient, slope: dot(gradient, direction) }
  }
  return { start, limit, at }
}

/** The `t` where a cubic through both points with their slopes is least; may be NaN. */
export function cubicMinimum(a: LinePoint, b: LinePoint): number {
  const span = b.t - a.t
  const first = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t)
  const square = first * first - a.slope * b.slope
  if (!(square >= 0)) return Number.NaN
  const second = Math.sign(span) * Math.sqrt(square)
  return b.t - span * ((b.slope + second - first) / (b.slope - a.slope + 2 * second))
}

/** The first finite point from `t` towards the start, by tenths. */
export function firstFinite(line: Line, t: number): LinePoint | undefined {
  let length = t
  for (let turn = 0; turn < 40; turn++) {
    const point = line.at(length)
    if (Number.isFinite(point.value)) return point
    length = line.start.t + (length - line.start.t) / 10
  }
  return undefined
}
