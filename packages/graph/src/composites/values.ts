import { dim, type Shape, type TensorAlgebra } from '@gradus/ops'

/** A constant of the element type of `like`. */
export function constantLike<T>($: TensorAlgebra<T>, like: T, value: number): T {
  return $.apply('constant', [], { value, dtype: $.typeOf(like).dtype })
}

/** The same constant everywhere, in a shape and with the element type of `like`. */
export function filledLike<T>($: TensorAlgebra<T>, like: T, value: number, shape: Shape): T {
  const single = constantLike($, like, value)
  return shape.length === 0 ? single : $.apply('broadcast', [single], { shape, into: [] })
}

/** A shape with another size along an axis; a size that stays keeps its name. */
export function withSize(shape: Shape, axis: number, size: number): Shape {
  return shape.map((old, i) => (i === axis && old.size !== size ? dim(size) : old))
}

/** Repeats a reduced value along the axes that were reduced. */
export function spreadOver<T>($: TensorAlgebra<T>, x: T, shape: Shape, axes: readonly number[]): T {
  if (axes.length === 0) return x
  const into = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  return $.apply('broadcast', [x], { shape, into })
}

/** The least value of an element type, which a maximum starts from. */
export function leastOf<T>($: TensorAlgebra<T>, x: T): number {
  return $.typeOf(x).dtype === 'i32' ? -(2 ** 31) : Number.NEGATIVE_INFINITY
}

/** The value whose order is the opposite: -x, or -1 - x for integers, which cannot overflow. */
export function opposite<T>($: TensorAlgebra<T>, x: T): T {
  return $.typeOf(x).dtype === 'i32' ? $.sub(constantLike($, x, -1), x) : $.neg(x)
}
