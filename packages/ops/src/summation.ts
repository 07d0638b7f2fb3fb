import type { ContractionSpec } from './attributes.ts'
import type { Lanes } from './lanes.ts'

// Note [Order of summation] is at the end of this file.

/** Strided partial sums that a reduction over the innermost axis keeps. */
export const SUM_LANES = 16
/** How many terms an accumulator takes before it is added to the next level. */
export const SUM_RADIX = 64
/** How many products a contraction adds up before it adds the block to the result. */
export const CONTRACTION_BLOCK = 256

/** The number of strided partial sums of a reduction: many only along the innermost axis. */
export function sumLanes(isInnermostAxis: boolean): number {
  return isInnermostAxis ? SUM_LANES : 1
}

/** Levels of accumulators that a sum of at most `capacity` terms needs; more change nothing. */
export function sumLevels(capacity: number, lanes: number): number {
  let levels = 1
  for (let terms = Math.ceil(capacity / lanes); terms > SUM_RADIX; levels++) {
    terms = Math.ceil(terms / SUM_RADIX)
  }
  return levels
}

/** The sum of `term(0) … term(count - 1)` in the order that every backend keeps. */
export function sumInOrder(
  $: Lanes<number, boolean>,
  count: number,
  lanes: number,
  term: (index: number) => number,
): number {
  const levels = Array.from({ length: sumLevels(count, lanes) }, () =>
    new Array<number>(lanes).fill(0),
  )
  for (let start = 0, round = 1; start < count; start += lanes, round++) {
    const width = Math.min(lanes, count - start)
    for (let lane = 0; lane < width; lane++) {
      levels[0]![lane] = $.add(levels[0]![lane]!, term(start + lane))
    }
    carryUp($, levels, round)
  }
  for (let level = 1; level < levels.length; level++) moveUp($, levels, level)
  return joinLanes(levels.at(-1)!, $.add)
}

/**
 * The product of `factor(0) … factor(count - 1)` in the order that every backend keeps: that
 * of sums with one level, since relative errors of factors add up however they are grouped.
 */
export function multiplyInOrder(
  $: Lanes<number, boolean>,
  count: number,
  lanes: number,
  factor: (index: number) => number,
): number {
  const partial = new Array<number>(lanes).fill(1)
  for (let index = 0; index < count; index++) {
    partial[index % lanes] = $.mul(partial[index % lanes]!, factor(index))
  }
  return joinLanes(partial, $.mul)
}

/** After every 64th round a level goes into the next one, which is the 64th now, and so on. */
function carryUp($: Lanes<number, boolean>, levels: number[][], round: number): void {
  let period = SUM_RADIX
  for (let level = 1; level < levels.length && round % period === 0; level++) {
    moveUp($, levels, level)
    period *= SUM_RADIX
  }
}

function moveUp($: Lanes<number, boolean>, levels: number[][], level: number): void {
  const from = levels[level - 1]!
  const to = levels[level]!
  for (let lane = 0; lane < to.length; lane++) {
    to[lane] = $.add(to[lane]!, from[lane]!)
    from[lane] = 0
  }
}

/** Halves the lanes until one is left: lane j takes lane j + half. */
function joinLanes(lanes: number[], join: (a: number, b: number) => number): number {
  for (let half = lanes.length >> 1; half >= 1; half >>= 1) {
    for (let lane = 0; lane < half; lane++) lanes[lane] = join(lanes[lane]!, lanes[lane + half]!)
  }
  return lanes[0]!
}

/**
 * Whether a contraction is a batch of dot products along the innermost axis of both sides
 * (matrix times vector, vector times vector), which sum like a reduction along that axis.
 */
export function isDotProduct({ left, right, out }: ContractionSpec): boolean {
  const inner = left.at(-1)
  if (inner === undefined || inner !== right.at(-1) || out.includes(inner)) return false
  const isFree = (label: number, other: readonly number[]): boolean => !other.includes(label)
  return out.every((label) => !isFree(label, right)) || out.every((label) => !isFree(label, left))
}

/** The sum of products of a contraction: blocks of 256 in sequence, then the blocks in sequence. */
export function contractInOrder(
  $: Lanes<number, boolean>,
  count: number,
  product: (index: number) => number,
): number {
  let total = 0
  for (let start = 0; start < count; start += CONTRACTION_BLOCK) {
    let block = 0
    const end = Math.min(count, start + CONTRACTION_BLOCK)
    for (let index = start; index < end; index++) block = $.add(block, product(index))
    total = $.add(total, block)
  }
  return total
}

// Note [Order of summation]
//
// Floating-point addition is not associative, so the order in which a sum adds its terms
// is part of what the op means. It depends on the shape alone: never on fusion, on how many
// lanes a machine has, or on how many workers share the loop.
//
// A reduction along the innermost axis keeps 16 strided partial sums, which is 4 vectors
// of f32 and 8 of f64; a reduction along an outer axis keeps one, because there the vectors
// run along the axes that stay. Each partial sum is a small hierarchy: 64 terms go into an
// accumulator, 64 of those into the next, so that the error grows with the logarithm of the
// count, and the loop needs registers only. An accumulator starts at +0 and so is never -0;
// adding a level that holds +0 changes nothing, which is why the number of levels may follow
// a capacity instead of the count, and why padding a last vector with +0 is exact.
