import { shown } from '../check-options.ts'
import type { Box } from './bounds.ts'
import type { Point, PointForm } from './point.ts'

/** The bounds of one variable; `null` or an infinity where there is none. */
export type Interval = readonly [lower: number | null, upper: number | null]

/** Bounds in the order of the start, or by name; variables without bounds may be left out. */
export type BoundsLike = readonly (Interval | null)[] | Readonly<Record<string, Interval>>

/**
 * Reads bounds. Throws a RangeError for an empty interval, a bound that is NaN, a name that
 * no variable has, or a list of another length than the start, and a TypeError for what is no
 * pair of numbers.
 */
export function readBounds<P extends Point>(
  bounds: BoundsLike | undefined,
  { size, names }: PointForm<P>,
): Box | undefined {
  if (bounds === undefined) return undefined
  const intervals = Array.isArray(bounds)
    ? readList(bounds as readonly (Interval | null)[], size)
    : readRecord(bounds as Readonly<Record<string, Interval>>, names ?? [])
  const nameOf = (i: number): string => names?.[i] ?? `variable ${i}`
  intervals.forEach((each, i) => {
    requirePair(each, nameOf(i))
  })
  const lower = Float64Array.from(intervals, (each) => each?.[0] ?? Number.NEGATIVE_INFINITY)
  const upper = Float64Array.from(intervals, (each) => each?.[1] ?? Number.POSITIVE_INFINITY)
  for (let i = 0; i < size; i++) {
    const isEmpty = lower[i] === Number.POSITIVE_INFINITY || upper[i] === Number.NEGATIVE_INFINITY
    if (lower[i]! <= upper[i]! && !isEmpty) continue
    throw new RangeError(
      `no number lies between the bounds ${lower[i]} and ${upper[i]} of ${nameOf(i)}`,
    )
  }
  return { lower, upper }
}

function requirePair(interval: unknown, name: string): void {
  if (interval === null || interval === undefined) return
  const entries =
    Array.isArray(interval) || ArrayBuffer.isView(interval) ? [...(interval as [])] : []
  const isPair = entries.length === 2
  if (isPair && entries.every((each) => (each ?? null) === null || typeof each === 'number')) return
  throw new TypeError(
    `the bounds of ${name} are ${isPair ? 'no numbers' : shown(interval)}, where a pair of numbers or null is needed`,
  )
}

function readList(
  bounds: readonly (Interval | null)[],
  size: number,
): readonly (Interval | null)[] {
  if (bounds.length === size) return bounds
  throw new RangeError(`${bounds.length} bounds are given for ${size} variables`)
}

function readRecord(
  bounds: Readonly<Record<string, Interval>>,
  names: readonly string[],
): readonly (Interval | null)[] {
  const unknown = Object.keys(bounds).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new RangeError(`there are bounds for ${unknown}, which is no variable`)
  return names.map((name) => bounds[name] ?? null)
}
