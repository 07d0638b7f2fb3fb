import type { Carrier, Index, Machine } from './machine.ts'
import { copy, entryOf, fill, type Matrix, positionOf, rowOf } from './matrix.ts'
import type { RoutineArguments } from './routine.ts'

/**
 * The lower triangle `L` with `A = L Lᵀ` of a symmetric positive definite `A [n, n]`, zeros
 * above it; only the lower triangle of `A` is read. NaN in the whole triangle where `A` is not
 * positive definite. By columns, each of which updates the rest (Golub and Van Loan,
 * Matrix Computations, algorithm 4.2.2).
 *
 * Sizes: n. Scratch: n.
 */
export function cholesky<C extends Carrier>(
  $: Machine<C>,
  { inputs, out, scratch, sizes }: RoutineArguments<C>,
): void {
  const [n, a] = [sizes[0]!, inputs[0]!]
  const l: Matrix<C> = { array: out, width: n }
  $.each(0, n, (i) => {
    const row = rowOf($, l, i)
    const end = $.plus(i, 1)
    copy($, rowOf($, { array: a, width: n }, i), row, 0, end)
    fill($, row, end, n, $.constant(0))
  })
  $.each(0, n, (k) => eliminateColumn($, l, k, scratch))
  // A pivot that fails makes every later one NaN.
  $.when($.isBefore(0, n), () => {
    const end = $.minus(n, 1)
    const last = entryOf($, l, end, end)
    $.when($.not($.eq(last, last)), () => {
      $.each(0, n, (i) => fill($, rowOf($, l, i), 0, $.plus(i, 1), $.constant(Number.NaN)))
    })
  })
}

function eliminateColumn<C extends Carrier>(
  $: Machine<C>,
  l: Matrix<C>,
  k: Index<C>,
  column: C['array'],
): void {
  const [n, below] = [l.width, $.plus(k, 1)]
  const pivot = entryOf($, l, k, k)
  const isPositive = $.and(
    $.lt($.constant(0), pivot),
    $.lt(pivot, $.constant(Number.POSITIVE_INFINITY)),
  )
  const root = $.select(isPositive, $.sqrt(pivot), $.constant(Number.NaN))
  $.store(l.array, positionOf($, l, k, k), root)
  // Rows below see the column as their own row would be: side by side.
  $.each(below, n, (i) => {
    const at = positionOf($, l, i, k)
    const factor = $.div($.load(l.array, at), root)
    $.store(l.array, at, factor)
    $.store(column, i, factor)
  })
  $.each(below, n, (i) => {
    const row = rowOf($, l, i)
    const factor = $.load(column, i)
    $.sweep(below, $.plus(i, 1), (place) => {
      const product = $.mul(factor, $.load(column, place))
      $.store(row, place, $.sub($.load(row, place), product))
    })
  })
}
