import type { Carrier, Given, Index, Machine } from './machine.ts'
import { dot, eachDown, fill, type Matrix, positionOf, rowOf, subtractMultiple } from './matrix.ts'
import { reflect } from './reflector.ts'

/** A symmetric matrix on its way to `A = Q T Qᵀ` with a tridiagonal `T`. */
export interface Tridiagonal<C extends Carrier> {
  /** `[n, n]`: `A`, whole; afterwards row `k` holds reflector `k` from column `k + 1` on. */
  readonly work: Matrix<C>
  /** `[n]`: the diagonal of `T`. */
  readonly diagonal: C['array']
  /** `[n]`: entry `k` couples `k` and `k + 1`; the last one is not set. */
  readonly coupling: C['array']
  /** `[n]`: the factor of each reflector. */
  readonly taus: C['array']
  /** `[n]`. */
  readonly scratch: C['array']
}

/**
 * Reduces a symmetric matrix by Householder reflectors (Golub and Van Loan, Matrix
 * Computations, algorithm 8.3.1). Both triangles are kept, bit for bit the same, so that all
 * loops go along rows.
 */
export function tridiagonalize<C extends Carrier>($: Machine<C>, parts: Tridiagonal<C>): void {
  const { work, diagonal, coupling, taus } = parts
  const n = work.width
  $.each(0, $.minus(n, 1), (k) => {
    const row = rowOf($, work, k)
    const first = $.plus(k, 1)
    const { tau, beta } = reflect($, { array: row, first, end: n, at: (entry) => entry })
    $.store(taus, k, tau.get())
    $.store(coupling, k, beta.get())
    $.store(row, first, $.constant(1))
    $.when($.not($.eq(tau.get(), $.constant(0))), () => {
      applyFromBothSides($, parts, row, first, tau.get())
    })
  })
  $.each(0, n, (k) => $.store(diagonal, k, $.load(work.array, positionOf($, work, k, k))))
}

/** `B ← H B H` as `B − v wᵀ − w vᵀ`, where `w = τ (B v − ½ τ (vᵀ B v) v)`. */
function applyFromBothSides<C extends Carrier>(
  $: Machine<C>,
  { work, scratch: w }: Tridiagonal<C>,
  v: C['array'],
  first: Index<C>,
  tau: C['value'],
): void {
  const n = work.width
  $.each(first, n, (i) => {
    const row = rowOf($, work, i)
    $.store(w, i, $.mul(tau, dot($, [row, v], first, n)))
  })
  const half = $.mul($.mul($.constant(0.5), tau), dot($, [w, v], first, n))
  subtractMultiple($, [w, v], half, [first, n])
  $.each(first, n, (i) => {
    const row = rowOf($, work, i)
    const given = {
      arrays: [row, v, w],
      indices: [first, n],
      values: [$.load(v, i), $.load(w, i)],
    }
    $.call('subtract_both', given, subtractBoth)
  })
}

/** `row ← row − (vᵢ w + wᵢ v)`. */
function subtractBoth<C extends Carrier>(
  $: Machine<C>,
  { arrays, indices: [from, to], values }: Given<C>,
): void {
  const [row, v, w] = arrays as [C['array'], C['array'], C['array']]
  const [vi, wi] = values as [C['value'], C['value']]
  $.sweep(from!, to!, (place) => {
    const change = $.add($.mul(vi, $.load(w, place)), $.mul(wi, $.load(v, place)))
    $.store(row, place, $.sub($.load(row, place), change))
  })
}

/** Fills a matrix `[n, n]` with `Qᵀ`, the product of all reflectors from the last on. */
export function formTransposedBasis<C extends Carrier>(
  $: Machine<C>,
  { work, taus }: Tridiagonal<C>,
  basis: Matrix<C>,
): void {
  const n = work.width
  fill($, basis.array, 0, $.times(n, n), $.constant(0))
  $.each(0, n, (i) => $.store(basis.array, positionOf($, basis, i, i), $.constant(1)))
  eachDown($, 0, $.minus(n, 1), (k) => {
    const [v, tau, first] = [rowOf($, work, k), $.load(taus, k), $.plus(k, 1)]
    $.each(first, n, (i) => {
      const row = rowOf($, basis, i)
      const factor = $.mul(tau, dot($, [row, v], first, n))
      subtractMultiple($, [row, v], factor, [first, n])
    })
  })
}
