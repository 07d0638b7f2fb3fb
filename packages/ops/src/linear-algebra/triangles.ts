import type { TensorAlgebra } from '../algebra.ts'
import type { OpAttributes } from '../attributes.ts'
import { isAt, keepAt, shapeOf, transposeMatrix } from './matrix-algebra.ts'

/** Which triangle of a matrix a system is about, and how. */
export type Triangle = OpAttributes['triangular_solve']

export const lower: Triangle = { lower: true, transposed: false, unit: false }
export const upper: Triangle = { lower: false, transposed: false, unit: false }
export const unitLower: Triangle = { lower: true, transposed: false, unit: true }

/** The transpose of a triangle, without moving it. */
export function turned(triangle: Triangle): Triangle {
  return { ...triangle, transposed: !triangle.transposed }
}

/** `T⁻¹ B`. */
export function divideLeft<T>($: TensorAlgebra<T>, triangle: Triangle, matrix: T, b: T): T {
  return $.apply('triangular_solve', [matrix, b], triangle)
}

/** `B T⁻¹`. */
export function divideRight<T>($: TensorAlgebra<T>, triangle: Triangle, matrix: T, b: T): T {
  return transposeMatrix($, divideLeft($, turned(triangle), matrix, transposeMatrix($, b)))
}

/** The symmetric matrix whose lower triangle is that of `a`. */
export function mirrorLower<T>($: TensorAlgebra<T>, a: T): T {
  return $.add(keepAt($, a, 'lower'), keepAt($, transposeMatrix($, a), 'above'))
}

/**
 * The cotangent of the lower triangle for the cotangent `s` of the matrix that it is mirrored
 * to: the transpose of `mirrorLower`.
 */
export function foldToLower<T>($: TensorAlgebra<T>, s: T): T {
  const zero = $.constant(0)
  const diagonal = $.select(isAt($, shapeOf($, s), 'diagonal'), s, zero)
  return $.select(isAt($, shapeOf($, s), 'below'), $.add(s, transposeMatrix($, s)), diagonal)
}

/** The lower triangle with half of the diagonal. */
export function halfLower<T>($: TensorAlgebra<T>, a: T): T {
  const diagonal = $.select(
    isAt($, shapeOf($, a), 'diagonal'),
    $.mul(a, $.constant(0.5)),
    $.constant(0),
  )
  return $.select(isAt($, shapeOf($, a), 'below'), a, diagonal)
}
