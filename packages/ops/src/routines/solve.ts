import type { Carrier, Index, Machine } from './machine.ts'
import { copy, entryOf, fill, type Matrix, rowOf } from './matrix.ts'
import type { RoutineArguments } from './routine.ts'
import { substitute, type Triangle } from './substitution.ts'

const unitLower = { lower: true, transposed: false, unit: true }
const upper = { lower: false, transposed: false, unit: false }

/**
 * Solves `T x = b` for a triangle of `a [n, n]` and `b [n, k]`.
 *
 * Inputs: a, b. Sizes: n, k. No scratch.
 */
export function solveTriangle<C extends Carrier>(
  $: Machine<C>,
  { inputs: [a, b], out, sizes: [n, k] }: RoutineArguments<C>,
  triangle: Triangle,
): void {
  const right: Matrix<C> = { array: b!, width: k! }
  substitute($, {
    triangle,
    matrix: { array: a!, width: n! },
    x: { array: out, width: k! },
    right: (row, place) => $.load(rowOf($, right, row), place),
  })
}

/**
 * Solves `A x = b`, or `Aᵀ x = b`, for the factors of `A [n, n]` and `b [n, k]`. NaN
 * everywhere where `A` is singular: where a pivot is zero.
 *
 * Inputs: A, which is not read, its `lu` [n + 1, n], b. Sizes: n, k. Scratch: n · k.
 */
export function solveByFactors<C extends Carrier>(
  $: Machine<C>,
  { inputs, out, scratch, sizes }: RoutineArguments<C>,
  transposed: boolean,
): void {
  const [n, k] = sizes as [Index<C>, Index<C>]
  const factors: Matrix<C> = { array: inputs[1]!, width: n }
  const system = { factors, order: rowOf($, factors, n), b: inputs[2]!, out, scratch, k }
  const isSingular = $.counter(0)
  $.each(0, n, (i) => {
    $.when($.eq(entryOf($, factors, i, i), $.constant(0)), () => isSingular.set(1))
  })
  $.when(
    $.isSame(isSingular.get(), 1),
    () => fill($, out, 0, $.times(n, k), $.constant(Number.NaN)),
    () => (transposed ? solveTransposed($, system) : solvePlain($, system)),
  )
}

interface System<C extends Carrier> {
  readonly factors: Matrix<C>
  readonly order: C['array']
  readonly b: C['array']
  readonly out: C['array']
  readonly scratch: C['array']
  /** The columns of `b`. */
  readonly k: Index<C>
}

/** From `L U x = P b`. */
function solvePlain<C extends Carrier>(
  $: Machine<C>,
  { factors, order, b, out, k }: System<C>,
): void {
  const x = { array: out, width: k }
  const right = { array: b, width: k }
  substitute($, {
    triangle: unitLower,
    matrix: factors,
    x,
    right: (row, place) => $.load(rowOf($, right, $.toIndex($.load(order, row))), place),
  })
  substitute($, {
    triangle: upper,
    matrix: factors,
    x,
    right: (row, place) => $.load(rowOf($, x, row), place),
  })
}

/** From `Uᵀ Lᵀ P x = b`. */
function solveTransposed<C extends Carrier>(
  $: Machine<C>,
  { factors, order, b, out, scratch, k }: System<C>,
): void {
  const [x, permuted, right] = [out, scratch, b].map((array) => ({ array, width: k })) as [
    Matrix<C>,
    Matrix<C>,
    Matrix<C>,
  ]
  substitute($, {
    triangle: { ...upper, transposed: true },
    matrix: factors,
    x: permuted,
    right: (row, place) => $.load(rowOf($, right, row), place),
  })
  substitute($, {
    triangle: { ...unitLower, transposed: true },
    matrix: factors,
    x: permuted,
    right: (row, place) => $.load(rowOf($, permuted, row), place),
  })
  $.each(0, factors.width, (row) => {
    const target = $.toIndex($.load(order, row))
    copy($, rowOf($, permuted, row), rowOf($, x, target), 0, k)
  })
}
