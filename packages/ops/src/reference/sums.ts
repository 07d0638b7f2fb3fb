import { allocate, type TypedArray } from '../dtype.ts'
import type { Value } from '../row.ts'
import { aroundAxis } from '../shape.ts'
import { SUM_RADIX, sumLanes, sumLevels } from '../summation.ts'

/**
 * Sums a group of neighbouring axes in the order of Note [Order of summation]. Accumulators are
 * elements of the dtype, which rounds and wraps around as the lanes of that dtype do.
 */
export function sumAxes(x: Value, first: number, last: number): Value {
  const { outer, size: count, inner } = aroundAxis(x.shape, first, last)
  const shape = x.shape.filter((_, axis) => axis < first || axis > last)
  const data = allocate(x.dtype, outer * inner)
  const lanes = sumLanes(last === x.shape.length - 1)
  // Along outer axes a round is a row of the elements that stay.
  const levels = Array.from({ length: sumLevels(count, lanes) }, () =>
    allocate(x.dtype, lanes * inner),
  )
  for (let o = 0; o < outer; o++) {
    const from = o * count * inner
    sumRounds(x.data, from, from + count * inner, levels)
    const sums = levels.at(-1)!
    if (lanes > 1) joinLanes(sums)
    data.set(sums.subarray(0, inner), o * inner)
    sums.fill(0)
  }
  return { shape, dtype: x.dtype, data }
}

/** The sum of all of an array, as along an innermost axis. */
export function sumLine(terms: TypedArray, levels: readonly TypedArray[]): number {
  sumRounds(terms, 0, terms.length, levels)
  const sums = levels.at(-1)!
  joinLanes(sums)
  const [sum] = sums
  sums.fill(0)
  return sum!
}

/** Adds rounds of as many elements as a level has, and leaves their sums in the last level. */
function sumRounds(
  data: TypedArray,
  start: number,
  end: number,
  levels: readonly TypedArray[],
): void {
  const lowest = levels[0]!
  const width = lowest.length
  for (let from = start, round = 1; from < end; from += width, round++) {
    const here = Math.min(width, end - from)
    for (let i = 0; i < here; i++) lowest[i]! += data[from + i]!
    // After every 64th round a level goes into the next one, which is the 64th now, and so on.
    let period = SUM_RADIX
    for (let level = 1; level < levels.length && round % period === 0; level++) {
      moveUp(levels, level)
      period *= SUM_RADIX
    }
  }
  for (let level = 1; level < levels.length; level++) moveUp(levels, level)
}

function moveUp(levels: readonly TypedArray[], level: number): void {
  const [from, to] = [levels[level - 1]!, levels[level]!]
  for (let i = 0; i < to.length; i++) to[i]! += from[i]!
  from.fill(0)
}

/** Halves the lanes until one is left: lane j takes lane j + half. */
function joinLanes(lanes: TypedArray): void {
  for (let half = lanes.length >> 1; half >= 1; half >>= 1) {
    for (let lane = 0; lane < half; lane++) lanes[lane]! += lanes[lane + half]!
  }
}
