import type { Carrier, Index, Machine } from './machine.ts'
import { copy, eachDown, fill, type Matrix, positionOf, rowOf } from './matrix.ts'
import { reflect } from './reflector.ts'
import type { RoutineArguments } from './routine.ts'

/** What the steps of a factorisation share. */
interface Steps<C extends Carrier> {
  readonly m: Index<C>
  readonly n: Index<C>
  /** `[m, n]`: reflectors below the diagonal, then `Q`. */
  readonly q: Matrix<C>
  /** `[n]`: the factor of each reflector. */
  readonly taus: C['array']
  /** `[n]`. */
  readonly sums: C['array']
}

/**
 * The factors `A = Q R` of `A [m, n]` with m ≥ n, as `[m + n, n]`: `Q [m, n]` with orthonormal
 * columns above the upper triangle `R [n, n]`, by Householder reflectors (Golub and Van Loan,
 * Matrix Computations, algorithms 5.2.1 and 5.1.2). Signs are LAPACK's: an entry of the diagonal of
 * `R` has the sign opposite to that of the entry that it replaces.
 *
 * Sizes: m, n. Scratch: 2n.
 */
export function qr<C extends Carrier>(
  $: Machine<C>,
  { inputs, out, scratch, sizes }: RoutineArguments<C>,
): void {
  const [m, n] = sizes as [Index<C>, Index<C>]
  const q: Matrix<C> = { array: out, width: n }
  const steps: Steps<C> = { m, n, q, taus: scratch, sums: $.part(scratch, n) }
  copy($, inputs[0]!, out, 0, $.times(m, n))
  $.each(0, n, (k) => triangularize($, steps, k))
  const r: Matrix<C> = { array: rowOf($, q, m), width: n }
  $.each(0, n, (k) => {
    fill($, rowOf($, r, k), 0, k, $.constant(0))
    copy($, rowOf($, q, k), rowOf($, r, k), k, n)
  })
  eachDown($, 0, n, (k) => expandReflector($, steps, k))
}

/** Makes column `k` that of `R`, and keeps its reflector below the diagonal. */
function triangularize<C extends Carrier>($: Machine<C>, steps: Steps<C>, k: Index<C>): void {
  const { m, n, q, taus, sums } = steps
  const at = (row: Index<C>): Index<C> => positionOf($, q, row, k)
  const { tau, beta } = reflect($, { array: q.array, first: k, end: m, at })
  $.store(taus, k, tau.get())
  $.store(q.array, at(k), beta.get())
  const after = $.plus(k, 1)
  copy($, rowOf($, q, k), sums, after, n)
  addProducts($, steps, k)
  const row = rowOf($, q, k)
  $.sweep(after, n, (place) => {
    const change = $.mul(tau.get(), $.load(sums, place))
    $.store(sums, place, change)
    $.store(row, place, $.sub($.load(row, place), change))
  })
  subtractProducts($, steps, k)
}

/** Applies reflector `k` to the columns after it, and makes column `k` its first column. */
function expandReflector<C extends Carrier>($: Machine<C>, steps: Steps<C>, k: Index<C>): void {
  const { m, n, q, taus, sums } = steps
  const after = $.plus(k, 1)
  const tau = $.load(taus, k)
  fill($, sums, after, n, $.constant(0))
  addProducts($, steps, k)
  const row = rowOf($, q, k)
  $.sweep(after, n, (place) => {
    const change = $.mul(tau, $.load(sums, place))
    $.store(sums, place, change)
    $.store(row, place, $.neg(change))
  })
  subtractProducts($, steps, k)
  $.store(row, k, $.sub($.constant(1), tau))
  $.each(after, m, (i) => {
    const at = positionOf($, q, i, k)
    $.store(q.array, at, $.neg($.mul(tau, $.load(q.array, at))))
  })
}

/** Adds `vᵀ` times the rows below `k` to the sums of the columns after `k`. */
function addProducts<C extends Carrier>(
  $: Machine<C>,
  { m, n, q, sums }: Steps<C>,
  k: Index<C>,
): void {
  const after = $.plus(k, 1)
  $.each(after, m, (i) => {
    const row = rowOf($, q, i)
    const factor = $.load(row, k)
    $.sweep(after, n, (place) => {
      const product = $.mul(factor, $.load(row, place))
      $.store(sums, place, $.add($.load(sums, place), product))
    })
  })
}

/** Subtracts `v` times the sums from the rows below `k`. */
function subtractProducts<C extends Carrier>(
  $: Machine<C>,
  { m, n, q, sums }: Steps<C>,
  k: Index<C>,
): void {
  const after = $.plus(k, 1)
  $.each(after, m, (i) => {
    const row = rowOf($, q, i)
    const factor = $.load(row, k)
    $.sweep(after, n, (place) => {
      const product = $.mul(factor, $.load(sums, place))
      $.store(row, place, $.sub($.load(row, place), product))
    })
  })
}
