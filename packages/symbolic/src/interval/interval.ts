/**
 * A closed set of reals between two doubles. Both ends are NaN where nothing is known: a
 * formula that may be undefined. Infinite ends mean "no bound".
 */
export interface Interval {
  readonly low: number
  readonly high: number
}

export const unknown: Interval = { low: Number.NaN, high: Number.NaN }
export const everything: Interval = {
  low: -Infinity,
  high: Infinity,
}

/** Whether something is known, if only that the value exists. */
export function isKnown({ low, high }: Interval): boolean {
  return low <= high
}

/** The one point `value`. */
export function point(value: number): Interval {
  return { low: value, high: value }
}

const step = Number.EPSILON / 2

/**
 * The interval from `low` to `high` with room for errors of `ulps` units in the last place
 * on both sides.
 */
export function outward(low: number, high: number, ulps = 1): Interval {
  if (!(low <= high)) return unknown
  return { low: below(low, ulps), high: above(high, ulps) }
}

// A zero that was rounded to keeps the sign of what it stands for, so 0 from above is no
// less than 0, and -0 no more.
function above(value: number, ulps: number): number {
  if (Object.is(value, -0)) return 0
  const room = Math.abs(value) * step * 2 * ulps + ulps * Number.MIN_VALUE
  if (value === -Infinity) return -Number.MAX_VALUE
  return value + room
}

function below(value: number, ulps: number): number {
  return -above(-value, ulps)
}

/** The smallest interval around all values. */
export function around(values: readonly number[], ulps = 1): Interval {
  return outward(Math.min(...values), Math.max(...values), ulps)
}

/** The smallest interval around two. */
export function hull(a: Interval, b: Interval): Interval {
  if (!isKnown(a) || !isKnown(b)) return unknown
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

/** What two intervals share; `unknown` where they share nothing. */
export function clip(a: Interval, low: number, high: number): Interval {
  if (!isKnown(a)) return unknown
  const clipped = { low: Math.max(a.low, low), high: Math.min(a.high, high) }
  return isKnown(clipped) ? clipped : unknown
}

/** Whether every value of one is different from every value of the other. */
export function areDisjoint(a: Interval, b: Interval): boolean {
  return a.high < b.low || b.high < a.low
}

export function contains({ low, high }: Interval, value: number): boolean {
  return low <= value && value <= high
}
