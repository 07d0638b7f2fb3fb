import type { TensorAlgebra } from '../algebra.ts'
import { dim, type Shape } from '../shape.ts'

// Matrices are the last two axes of a tensor, `[…, m, n]`; vectors the last one, `[…, n]`.

/** Which of its factors a product takes transposed. */
export interface ProductForm {
  readonly left?: 'transposed'
  readonly right?: 'transposed'
}

/** The product of two matrices of one batch. */
export function matrixProduct<T>(
  $: TensorAlgebra<T>,
  left: T,
  right: T,
  form: ProductForm = {},
): T {
  const rank = shapeOf($, left).length
  const batch = range(rank - 2)
  const [row, inner, column] = [rank, rank + 1, rank + 2]
  return $.apply('contract', [left, right], {
    left: [...batch, ...(form.left ? [inner, row] : [row, inner])],
    right: [...batch, ...(form.right ? [column, inner] : [inner, column])],
    out: [...batch, row, column],
  })
}

/** A matrix times a vector, or times the columns of a matrix. */
export function timesColumns<T>(
  $: TensorAlgebra<T>,
  matrix: T,
  x: T,
  form: Pick<ProductForm, 'left'> = {},
): T {
  const rank = shapeOf($, matrix).length
  if (shapeOf($, x).length === rank) return matrixProduct($, matrix, x, form)
  const batch = range(rank - 2)
  const [row, inner] = [rank, rank + 1]
  return $.apply('contract', [matrix, x], {
    left: [...batch, ...(form.left ? [inner, row] : [row, inner])],
    right: [...batch, inner],
    out: [...batch, row],
  })
}

/** `x yᵀ` of two vectors; of two matrices, the sum over their columns. `rank` is the result's. */
export function outerProduct<T>($: TensorAlgebra<T>, x: T, y: T, rank: number): T {
  if (shapeOf($, x).length === rank) return matrixProduct($, x, y, { right: 'transposed' })
  const batch = range(rank - 2)
  return $.apply('contract', [x, y], {
    left: [...batch, rank],
    right: [...batch, rank + 1],
    out: [...batch, rank, rank + 1],
  })
}

/** The transpose of each matrix. */
export function transposeMatrix<T>($: TensorAlgebra<T>, a: T): T {
  const order = range(shapeOf($, a).length)
  return $.apply('transpose', [a], { order: [...order.slice(0, -2), order.at(-1)!, order.at(-2)!] })
}

/** How the places of a matrix are told apart. */
export type Place = 'diagonal' | 'below' | 'above' | 'lower' | 'upper'

/** The entries at some places, zeros elsewhere; `lower` and `upper` have the diagonal. */
export function keepAt<T>($: TensorAlgebra<T>, a: T, place: Place): T {
  return $.select(isAt($, shapeOf($, a), place), a, $.constant(0))
}

/** Where the entries of a matrix are at a place. */
export function isAt<T>($: TensorAlgebra<T>, shape: Shape, place: Place): T {
  const row = $.apply('iota', [], { shape, axis: shape.length - 2 })
  const column = $.apply('iota', [], { shape, axis: shape.length - 1 })
  if (place === 'diagonal') return $.eq(row, column)
  if (place === 'below') return $.gt(row, column)
  if (place === 'above') return $.lt(row, column)
  return place === 'lower' ? $.ge(row, column) : $.le(row, column)
}

/** The diagonals of square matrices, as vectors. */
export function diagonalOf<T>($: TensorAlgebra<T>, a: T): T {
  return $.apply('sum', [keepAt($, a, 'diagonal')], { axes: [shapeOf($, a).length - 1] })
}

/** Square matrices with given diagonals. */
export function diagonalMatrix<T>($: TensorAlgebra<T>, diagonal: T): T {
  const shape = shapeOf($, diagonal)
  const square = [...shape, shape.at(-1)!]
  return keepAt($, alongRows($, diagonal, square), 'diagonal')
}

/** A vector as every row of a matrix. */
export function alongRows<T>($: TensorAlgebra<T>, vector: T, shape: Shape): T {
  const axes = range(shape.length)
  return $.apply('broadcast', [vector], { shape, into: [...axes.slice(0, -2), axes.at(-1)!] })
}

/** A vector as every column of a matrix. */
export function alongColumns<T>($: TensorAlgebra<T>, vector: T, shape: Shape): T {
  return $.apply('broadcast', [vector], { shape, into: range(shape.length - 1) })
}

/** Some rows of a matrix. */
export function sliceRows<T>($: TensorAlgebra<T>, a: T, start: number, size: number): T {
  return $.apply('slice', [a], { axis: shapeOf($, a).length - 2, start, size })
}

/** One row of a matrix, as a vector. */
export function rowAt<T>($: TensorAlgebra<T>, a: T, index: number): T {
  const one = sliceRows($, a, index, 1)
  const shape = shapeOf($, one)
  return $.apply('reshape', [one], { shape: [...shape.slice(0, -2), shape.at(-1)!] })
}

/** A vector as a matrix of one row. */
export function asRow<T>($: TensorAlgebra<T>, vector: T): T {
  const shape = shapeOf($, vector)
  return $.apply('reshape', [vector], { shape: [...shape.slice(0, -1), dim(1), shape.at(-1)!] })
}

/** Matrices of equal width, one below the other. */
export function stack<T>($: TensorAlgebra<T>, ...parts: readonly T[]): T {
  const axis = shapeOf($, parts[0]!).length - 2
  return $.apply('concat', parts, { axis, name: '' })
}

/** Zeros in the shape and dtype of `like`. */
export function zerosLike<T>($: TensorAlgebra<T>, like: T): T {
  const { shape, dtype } = $.typeOf(like)
  const zero = $.apply('constant', [], { value: 0, dtype })
  return shape.length === 0 ? zero : $.apply('broadcast', [zero], { shape, into: [] })
}

/** The sum of the parts that are there; at least one is. */
export function addAll<T>($: TensorAlgebra<T>, parts: readonly (T | undefined)[]): T {
  const [first, ...others] = parts.filter((part) => part !== undefined) as T[]
  return others.reduce((sum, part) => $.add(sum, part), first!)
}

/** The size of an axis, counted from the last, which is -1. */
export function sizeOf<T>($: TensorAlgebra<T>, a: T, axis: number): number {
  return shapeOf($, a).at(axis)!.size
}

export function shapeOf<T>($: TensorAlgebra<T>, a: T): Shape {
  return $.typeOf(a).shape
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}
