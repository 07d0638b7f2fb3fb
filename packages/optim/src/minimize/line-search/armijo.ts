import { cubicMinimum, type Line, type LinePoint } from './line.ts'

/** The share of the decrease that the slope promises. */
const enough = 1e-4
const turnLimit = 60

/**
 * Steps back from `t = first` until the value is lower by a ten-thousandth of what the slope
 * promises; each step back is by interpolation, to between a tenth and a half.
 *
 * Source: Armijo 1966; Nocedal and Wright, "Numerical optimization" (2006), §3.1 and §3.5.
 */
export function armijo(line: Line, first: number): LinePoint | undefined {
  const { start, limit } = line
  let t = Math.min(first, limit)
  for (let turn = 0; turn < turnLimit && t > 0; turn++) {
    const point = line.at(t)
    if (point.value <= start.value + enough * t * start.slope) return point
    const guess = Number.isFinite(point.value) ? cubicMinimum(start, point) : Number.NaN
    t = Number.isNaN(guess) ? t / 4 : Math.min(Math.max(guess, t / 10), t / 2)
  }
  return undefined
}
