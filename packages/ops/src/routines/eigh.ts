import { diagonalize } from './implicit-ql.ts'
import type { Carrier, Index, Machine } from './machine.ts'
import { entryOf, exchange, fill, type Matrix, positionOf, rowOf } from './matrix.ts'
import { isTurnedAway, negate } from './orientation.ts'
import type { RoutineArguments } from './routine.ts'
import { isNumber, largest, scaleFor } from './scaling.ts'
import { formTransposedBasis, type Tridiagonal, tridiagonalize } from './tridiagonal.ts'

/** Elements of scratch for a matrix `[n, n]`. */
export function eighScratch(n: number): number {
  return n * (n + 3)
}

/**
 * The eigenvectors and eigenvalues of a symmetric `A [n, n]`, as `[n + 1, n]`: column `j` of
 * the first n rows is the unit eigenvector of eigenvalue `j` in the last row; eigenvalues ascend.
 * Only the lower triangle is read. The entry of largest magnitude of a vector, the first of
 * equals, is positive. NaN everywhere where an entry is not finite.
 *
 * By Householder reduction to a tridiagonal matrix and implicit QL steps: about 9n³
 * operations, errors of a few units in the last place of the largest eigenvalue.
 *
 * Sizes: n. Scratch: `eighScratch`.
 */
export function eigh<C extends Carrier>(
  $: Machine<C>,
  { inputs, out, scratch, sizes }: RoutineArguments<C>,
): void {
  const n = sizes[0]!
  const work: Matrix<C> = { array: scratch, width: n }
  const vectors: Matrix<C> = { array: out, width: n }
  const tail = rowOf($, work, n)
  const parts: Tridiagonal<C> = {
    work,
    diagonal: rowOf($, vectors, n),
    coupling: tail,
    taus: $.part(tail, n),
    scratch: $.part(tail, $.times(n, 2)),
  }
  mirrorLower($, { array: inputs[0]!, width: n }, work)
  const most = largest($, work.array, $.times(n, n))
  const succeeded = $.counter(0)
  $.when(isNumber($, most), () => {
    const scale = scaleFor($, most)
    multiplyAll($, work.array, $.times(n, n), scale)
    tridiagonalize($, parts)
    formTransposedBasis($, parts, vectors)
    const { diagonal, coupling } = parts
    $.when(diagonalize($, { n, diagonal, coupling, rows: vectors }), () => succeeded.set(1))
    sortRows($, diagonal, vectors)
    orientRows($, vectors)
    transposeInPlace($, vectors)
    $.sweep(0, n, (place) => $.store(diagonal, place, $.div($.load(diagonal, place), scale)))
  })
  $.when($.isSame(succeeded.get(), 0), () => {
    fill($, out, 0, $.times(n, $.plus(n, 1)), $.constant(Number.NaN))
  })
}

/** Copies the lower triangle to both. */
function mirrorLower<C extends Carrier>($: Machine<C>, a: Matrix<C>, work: Matrix<C>): void {
  $.each(0, a.width, (i) => {
    $.each(0, $.plus(i, 1), (j) => {
      const value = entryOf($, a, i, j)
      $.store(work.array, positionOf($, work, i, j), value)
      $.store(work.array, positionOf($, work, j, i), value)
    })
  })
}

function multiplyAll<C extends Carrier>(
  $: Machine<C>,
  array: C['array'],
  count: Index<C>,
  factor: C['value'],
): void {
  $.sweep(0, count, (place) => $.store(array, place, $.mul($.load(array, place), factor)))
}

/** Puts values in ascending order, and rows with them; equal ones stay in order. */
function sortRows<C extends Carrier>($: Machine<C>, values: C['array'], rows: Matrix<C>): void {
  const n = rows.width
  $.each(0, n, (i) => {
    const least = $.counter(i)
    $.each($.plus(i, 1), n, (j) => {
      $.when($.lt($.load(values, j), $.load(values, least.get())), () => least.set(j))
    })
    $.when($.not($.isSame(least.get(), i)), () => {
      exchange($, $.part(values, i), $.part(values, least.get()), 1)
      exchange($, rowOf($, rows, i), rowOf($, rows, least.get()), n)
    })
  })
}

function orientRows<C extends Carrier>($: Machine<C>, rows: Matrix<C>): void {
  $.each(0, rows.width, (i) => {
    const row = rowOf($, rows, i)
    $.when(isTurnedAway($, row, rows.width), () => negate($, row, rows.width))
  })
}

function transposeInPlace<C extends Carrier>($: Machine<C>, matrix: Matrix<C>): void {
  $.each(0, matrix.width, (i) => {
    $.each(0, i, (j) => {
      const [lower, upper] = [positionOf($, matrix, i, j), positionOf($, matrix, j, i)]
      exchange($, $.part(matrix.array, lower), $.part(matrix.array, upper), 1)
    })
  })
}
