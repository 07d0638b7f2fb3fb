import type { Carrier, Index, Machine } from './machine.ts'
import { copy, entryOf, exchange, type Matrix, positionOf, rowOf } from './matrix.ts'
import type { RoutineArguments } from './routine.ts'

/**
 * The factors `P A = L U` of `A [n, n]` with partial pivoting, as `[n + 1, n]`: `L` without its
 * unit diagonal below `U`, then the rows of `A` in the order in which `P` takes them. Among
 * equal pivots the first is taken; where a column has none, the factor keeps a zero in the
 * diagonal of `U` (Golub and Van Loan, Matrix Computations, algorithm 3.4.1).
 *
 * Sizes: n. No scratch.
 */
export function lu<C extends Carrier>(
  $: Machine<C>,
  { inputs, out, sizes }: RoutineArguments<C>,
): void {
  const [n, a] = [sizes[0]!, inputs[0]!]
  const factors: Matrix<C> = { array: out, width: n }
  const order = rowOf($, factors, n)
  copy($, a, out, 0, $.times(n, n))
  $.each(0, n, (i) => $.store(order, i, $.fromIndex(i)))
  $.each(0, n, (k) => {
    const best = findPivot($, factors, k)
    $.when($.not($.isSame(best, k)), () => {
      exchange($, rowOf($, factors, k), rowOf($, factors, best), n)
      exchange($, $.part(order, k), $.part(order, best), 1)
    })
    const pivot = entryOf($, factors, k, k)
    $.when($.not($.eq(pivot, $.constant(0))), () => eliminateBelow($, factors, k, pivot))
  })
}

function findPivot<C extends Carrier>($: Machine<C>, factors: Matrix<C>, k: Index<C>): Index<C> {
  const best = $.counter(k)
  const most = $.variable($.abs(entryOf($, factors, k, k)))
  $.each($.plus(k, 1), factors.width, (i) => {
    const size = $.abs(entryOf($, factors, i, k))
    $.when($.lt(most.get(), size), () => {
      most.set(size)
      best.set(i)
    })
  })
  return best.get()
}

function eliminateBelow<C extends Carrier>(
  $: Machine<C>,
  factors: Matrix<C>,
  k: Index<C>,
  pivot: C['value'],
): void {
  const after = $.plus(k, 1)
  const pivotRow = rowOf($, factors, k)
  $.each(after, factors.width, (i) => {
    const at = positionOf($, factors, i, k)
    const factor = $.div($.load(factors.array, at), pivot)
    $.store(factors.array, at, factor)
    const row = rowOf($, factors, i)
    $.sweep(after, factors.width, (place) => {
      const product = $.mul(factor, $.load(pivotRow, place))
      $.store(row, place, $.sub($.load(row, place), product))
    })
  })
}
