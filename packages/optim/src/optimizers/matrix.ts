import { dim, type Shape, type TensorAlgebra } from '@gradus/ops'
import { constantOf, scalarOf } from '../state.ts'
import type { Scalar } from '../transform.ts'

/** A value as a matrix: the last axis is its columns, all axes before it its rows. */
export function asMatrix<T>($: TensorAlgebra<T>, value: T): T {
  const { shape } = $.typeOf(value)
  if (shape.length === 2) return value
  const rows = shape.slice(0, -1).reduce((product, { size }) => product * size, 1)
  return $.apply('reshape', [value], { shape: [dim(rows), shape.at(-1)!] })
}

/** A matrix in the shape of the value that it was. */
export function inShapeOf<T>($: TensorAlgebra<T>, like: T, matrix: T): T {
  const { shape } = $.typeOf(like)
  return shape.length === 2 ? matrix : $.apply('reshape', [matrix], { shape })
}

/** `[rows, columns]` of a matrix. */
export function sizesOf<T>($: TensorAlgebra<T>, matrix: T): readonly [number, number] {
  const { shape } = $.typeOf(matrix)
  return [shape[0]!.size, shape[1]!.size]
}

/** A line repeated in a shape: it runs along the axis `into`. */
export function spread<T>($: TensorAlgebra<T>, line: T, shape: Shape, into: number): T {
  return $.apply('broadcast', [line], { shape, into: [into] })
}

/** So many times the identity, as large as an axis of a matrix. */
export function identityFor<T>($: TensorAlgebra<T>, matrix: T, axis: 0 | 1, value: Scalar): T {
  const { shape, dtype } = $.typeOf(matrix)
  const size = shape[axis]!.size
  const square = [dim(size), dim(size)]
  const [row, column] = [0, 1].map((along) => $.apply('iota', [], { shape: square, axis: along }))
  const isOnDiagonal = $.eq(row!, column!)
  const zero = constantOf($, 0, dtype)
  const zeros = $.apply('broadcast', [zero], { shape: square, into: [] })
  const filled = $.add(zeros, scalarOf<T>($, value, dtype))
  return $.select(isOnDiagonal, filled, zeros)
}
