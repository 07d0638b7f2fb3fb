import type { TensorAlgebra } from '../algebra.ts'
import type { Shape } from '../shape.ts'

/** Repeats a reduced value along the axes that were reduced. */
export function expandAxes<T>($: TensorAlgebra<T>, x: T, shape: Shape, axes: readonly number[]): T {
  const into = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  return $.apply('broadcast', [x], { shape, into })
}

/** 1/k at each of the k places that hold the maximum, else 0. */
export function tieShares<T>($: TensorAlgebra<T>, x: T, max: T, axes: readonly number[]): T {
  const { shape, dtype } = $.typeOf(x)
  const isMax = $.apply('cast', [$.eq(x, expandAxes($, max, shape, axes))], { dtype })
  const count = $.apply('sum', [isMax], { axes })
  return $.div(isMax, expandAxes($, count, shape, axes))
}
