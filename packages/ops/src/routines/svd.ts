import type { Carrier, Index, Machine } from './machine.ts'
import {
  copy,
  dot,
  exchange,
  fill,
  type Matrix,
  positionOf,
  rotate,
  rowOf,
  subtractMultiple,
} from './matrix.ts'
import { isTurnedAway, negate } from './orientation.ts'
import type { RoutineArguments } from './routine.ts'
import { isNumber, largest, scaleFor, unitRoundoff } from './scaling.ts'

/** Elements of scratch for a matrix `[m, n]`. */
export function svdScratch(m: number, n: number): number {
  const short = Math.min(m, n)
  return short * (m + n - short) + short * short + short
}

/** Sweeps over all pairs; six to ten are usual. */
const MOST_SWEEPS = 60

/** What the rotations work on: k = min(m, n) vectors of max(m, n) entries. */
interface Decomposition<C extends Carrier> {
  /** k. */
  readonly count: Index<C>
  /** `[k, max(m, n)]`: the columns of a tall matrix, or the rows of a wide one. */
  readonly long: Matrix<C>
  /** `[k, k]`: the rotations so far. */
  readonly short: Matrix<C>
  /** `[k]`: squares of the norms of the long rows, and at the end the singular values. */
  readonly norms: C['array']
}

/**
 * The singular value decomposition `A = U diag(s) Vᵀ` of `A [m, n]` with k = min(m, n), as
 * `[m + 1 + n, k]`: `U [m, k]`, the row `s`, and `V [n, k]`; singular values descend. The entry of
 * largest magnitude of a left vector, the first of equals, is positive. NaN everywhere where an
 * entry is not finite.
 *
 * By one-sided Jacobi rotations with de Rijk's pivoting (Demmel and Veselić 1992; de Rijk 1989):
 * errors of a few units in the last place of each singular value where columns differ in scale
 * alone. Vectors that vanish are completed to an orthonormal set.
 *
 * Sizes: m, n. Scratch: `svdScratch`.
 */
export function svd<C extends Carrier>(
  $: Machine<C>,
  { inputs, out, scratch, sizes }: RoutineArguments<C>,
  isWide: boolean,
): void {
  const [m, n] = sizes as [Index<C>, Index<C>]
  const [length, count] = isWide ? [n, m] : [m, n]
  const afterLong = $.part(scratch, $.times(length, count))
  const parts: Decomposition<C> = {
    count,
    long: { array: scratch, width: length },
    short: { array: afterLong, width: count },
    norms: $.part(afterLong, $.times(count, count)),
  }
  const a = inputs[0]!
  const most = largest($, a, $.times(m, n))
  const succeeded = $.counter(0)
  $.when(isNumber($, most), () => {
    const scale = scaleFor($, most)
    start($, parts, { array: a, width: n }, { scale, isWide })
    $.when(orthogonalize($, parts), () => succeeded.set(1))
    finish($, parts, scale)
    unpack($, parts, out, isWide)
  })
  $.when($.isSame(succeeded.get(), 0), () => {
    const rows = $.plus($.plus(m, n), 1)
    fill($, out, 0, $.times(rows, count), $.constant(Number.NaN))
  })
}

function start<C extends Carrier>(
  $: Machine<C>,
  { count, long, short }: Decomposition<C>,
  a: Matrix<C>,
  { scale, isWide }: { readonly scale: C['value']; readonly isWide: boolean },
): void {
  $.each(0, count, (j) => {
    $.each(0, long.width, (i) => {
      const from = isWide ? positionOf($, a, j, i) : positionOf($, a, i, j)
      $.store(long.array, positionOf($, long, j, i), $.mul($.load(a.array, from), scale))
    })
    fill($, rowOf($, short, j), 0, count, $.constant(0))
    $.store(short.array, positionOf($, short, j, j), $.constant(1))
  })
}

/** Rotates pairs until all long rows are orthogonal; gives whether they became so. */
function orthogonalize<C extends Carrier>($: Machine<C>, parts: Decomposition<C>): C['truth'] {
  const { count, long, norms } = parts
  const rotations = $.counter(1)
  $.repeat(MOST_SWEEPS, () => {
    rotations.set(0)
    $.each(0, count, (j) => {
      const row = rowOf($, long, j)
      $.store(norms, j, dot($, [row, row], 0, long.width))
    })
    $.each(0, count, (p) => {
      bringLargest($, parts, p)
      $.each($.plus(p, 1), count, (q) => {
        rotatePair($, parts, p, q, () => rotations.set(1))
      })
    })
    return $.isSame(rotations.get(), 1)
  })
  return $.isSame(rotations.get(), 0)
}

/** Exchanges row `first` with the longest of those from `first` on. */
function bringLargest<C extends Carrier>(
  $: Machine<C>,
  { count, long, short, norms }: Decomposition<C>,
  first: Index<C>,
): void {
  const best = $.counter(first)
  $.each($.plus(first, 1), count, (j) => {
    $.when($.lt($.load(norms, best.get()), $.load(norms, j)), () => best.set(j))
  })
  $.when($.not($.isSame(best.get(), first)), () => {
    exchange($, $.part(norms, first), $.part(norms, best.get()), 1)
    for (const rows of [long, short]) {
      exchange($, rowOf($, rows, first), rowOf($, rows, best.get()), rows.width)
    }
  })
}

/**
 * How small the square of a norm is beside that of the first when its direction does not matter
 * any more: far below rounding, and far from underflow.
 */
const negligible = { 64: 2 ** -400, 32: 2 ** -60 } as const

function rotatePair<C extends Carrier>(
  $: Machine<C>,
  { count, long, short, norms }: Decomposition<C>,
  p: Index<C>,
  q: Index<C>,
  onRotate: () => void,
): void {
  const [x, y] = [rowOf($, long, p), rowOf($, long, q)]
  const [xx, yy] = [$.load(norms, p), $.load(norms, q)]
  const floor = $.mul($.constant(negligible[$.bits]), $.load(norms, 0))
  $.when($.lt(floor, yy), () => {
    const xy = dot($, [x, y], 0, long.width)
    const limit = $.mul(
      $.mul($.constant(unitRoundoff($.bits)), $.sqrt($.fromIndex(long.width))),
      $.mul($.sqrt(xx), $.sqrt(yy)),
    )
    $.when($.lt(limit, $.abs(xy)), () => {
      const ratio = $.div($.sub(yy, xx), $.mul($.constant(2), xy))
      const root = $.sqrt($.add($.constant(1), $.mul(ratio, ratio)))
      const size = $.div($.constant(1), $.add($.abs(ratio), root))
      const tangent = $.select($.lt(ratio, $.constant(0)), $.neg(size), size)
      const cos = $.div($.constant(1), $.sqrt($.add($.constant(1), $.mul(tangent, tangent))))
      const turn = { cos, sin: $.mul(cos, tangent) }
      rotate($, [x, y], long.width, turn)
      rotate($, [rowOf($, short, p), rowOf($, short, q)], count, turn)
      const moved = $.mul(tangent, xy)
      $.store(norms, p, $.sub(xx, moved))
      $.store(norms, q, $.add(yy, moved))
      onRotate()
    })
  })
}

/** Makes the long rows unit vectors, and the norms singular values in descending order. */
function finish<C extends Carrier>(
  $: Machine<C>,
  parts: Decomposition<C>,
  scale: C['value'],
): void {
  const { count, long, norms } = parts
  $.each(0, count, (j) => bringLargest($, parts, j))
  const floor = $.mul($.constant(negligible[$.bits]), $.load(norms, 0))
  $.each(0, count, (j) => {
    const row = rowOf($, long, j)
    const norm = $.sqrt($.load(norms, j))
    $.when(
      $.lt(floor, $.load(norms, j)),
      () => divideBy($, row, long.width, norm),
      () => complete($, long, j),
    )
    $.store(norms, j, $.div(norm, scale))
  })
}

function divideBy<C extends Carrier>(
  $: Machine<C>,
  row: C['array'],
  count: Index<C>,
  divisor: C['value'],
): void {
  $.sweep(0, count, (place) => $.store(row, place, $.div($.load(row, place), divisor)))
}

/** Makes row `j` a unit vector that is orthogonal to the rows before it, which are so already. */
function complete<C extends Carrier>($: Machine<C>, rows: Matrix<C>, j: Index<C>): void {
  const length = rows.width
  const row = rowOf($, rows, j)
  fill($, row, 0, length, $.constant(0))
  $.store(row, findFreeAxis($, rows, j), $.constant(1))
  // The second pass removes what rounding left of the first.
  $.each(0, 2, () => {
    $.each(0, j, (other) => {
      const before = rowOf($, rows, other)
      const product = dot($, [row, before], 0, length)
      subtractMultiple($, [row, before], product, [0, length])
    })
  })
  divideBy($, row, length, $.sqrt(dot($, [row, row], 0, length)))
}

/**
 * The first axis of which the rows before `j` leave more than half of the average: they leave
 * `length − j` of `length` in all, so there is one.
 */
function findFreeAxis<C extends Carrier>($: Machine<C>, rows: Matrix<C>, j: Index<C>): Index<C> {
  const least = $.div($.constant(0.5), $.fromIndex(rows.width))
  const axis = $.counter(0)
  $.repeat($.minus(rows.width, 1), () => {
    const left = $.variable($.constant(1))
    $.each(0, j, (other) => {
      const entry = $.load(rows.array, positionOf($, rows, other, axis.get()))
      left.set($.sub(left.get(), $.mul(entry, entry)))
    })
    const isTaken = $.not($.lt(least, left.get()))
    $.when(isTaken, () => axis.set($.plus(axis.get(), 1)))
    return isTaken
  })
  return axis.get()
}

function unpack<C extends Carrier>(
  $: Machine<C>,
  { count, long, short, norms }: Decomposition<C>,
  out: C['array'],
  isWide: boolean,
): void {
  const [left, right] = isWide ? [short, long] : [long, short]
  $.each(0, count, (j) => {
    $.when(isTurnedAway($, rowOf($, left, j), left.width), () => {
      for (const rows of [left, right]) negate($, rowOf($, rows, j), rows.width)
    })
  })
  const result: Matrix<C> = { array: out, width: count }
  const afterValues = $.plus(left.width, 1)
  copy($, norms, rowOf($, result, left.width), 0, count)
  const transpose = (rows: Matrix<C>, first: Index<C>): void => {
    $.each(0, rows.width, (i) => {
      $.each(0, count, (j) => {
        const value = $.load(rows.array, positionOf($, rows, j, i))
        $.store(out, positionOf($, result, $.plus(first, i), j), value)
      })
    })
  }
  transpose(left, 0)
  transpose(right, afterValues)
}
