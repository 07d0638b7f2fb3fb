import type { Carrier, Index, Machine, Position } from './machine.ts'
import { type Matrix, rowOf } from './matrix.ts'

/** A triangle of a square matrix, as it stands or transposed; the other one is not read. */
export interface Triangle {
  readonly lower: boolean
  readonly transposed: boolean
  /** The diagonal is taken as ones, and not read either. */
  readonly unit: boolean
}

/** One system with several right-hand sides, each a column. */
export interface Substitution<C extends Carrier> {
  readonly triangle: Triangle
  /** `[n, n]`. */
  readonly matrix: Matrix<C>
  /** `[n, k]`, filled with the solution. */
  readonly x: Matrix<C>
  /** The right-hand side of a row at a column; it may be where the solution goes. */
  readonly right: (row: Index<C>, column: Position<C>) => C['value']
}

/** Solves `T x = b` for a triangle `T`, row by row, from the top or from the bottom. */
export function substitute<C extends Carrier>(
  $: Machine<C>,
  { triangle, matrix, x, right }: Substitution<C>,
): void {
  const { lower, transposed, unit } = triangle
  const isDownward = lower !== transposed
  const n = matrix.width
  const first = isDownward ? 0 : $.minus(n, 1)
  const forward = (count: Index<C>): Index<C> => (isDownward ? count : $.minus(0, count))
  const stride = transposed ? n : 1
  $.sweep(0, x.width, (place) => {
    $.each(0, n, (step) => {
      const i = isDownward ? step : $.minus(first, step)
      const line = transposed ? $.part(matrix.array, i) : rowOf($, matrix, i)
      const rest = $.variable(right(i, place))
      // Positions move on by adding, because this loop is all the work that there is.
      const entry = walk($, $.times(first, stride), forward(stride))
      const solved = walk($, $.times(first, x.width), forward(x.width))
      $.each(0, step, () => {
        const product = $.mul($.load(line, entry()), $.load($.part(x.array, solved()), place))
        rest.set($.sub(rest.get(), product))
      })
      const value = unit ? rest.get() : $.div(rest.get(), $.load(line, $.times(i, stride)))
      $.store(rowOf($, x, i), place, value)
    })
  })
}

/** Positions that are `step` apart, one at each call. */
function walk<C extends Carrier>($: Machine<C>, start: Index<C>, step: Index<C>): () => Index<C> {
  const position = $.counter(start)
  return () => {
    const at = position.get()
    position.set($.plus(at, step))
    return at
  }
}
