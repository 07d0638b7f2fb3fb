import { dim, elementCount, type TensorAlgebra } from '@gradus/ops'
import { castTo } from '../state.ts'

/** All elements of some values, one after the other: a vector in f64. */
export function asVector<T>($: TensorAlgebra<T>, values: readonly T[]): T {
  const parts = values.map((value) => {
    const size = elementCount($.typeOf(value).shape)
    return castTo($, $.apply('reshape', [value], { shape: [dim(size)] }), 'f64')
  })
  return parts.length === 1 ? parts[0]! : $.apply('concat', parts, { axis: 0, name: '' })
}

/** The parts of a vector in the shapes and dtypes of some values. */
export function fromVector<T>($: TensorAlgebra<T>, vector: T, values: readonly T[]): readonly T[] {
  let start = 0
  return values.map((value) => {
    const { shape, dtype } = $.typeOf(value)
    const size = elementCount(shape)
    const part = $.apply('slice', [vector], { axis: 0, start, size })
    start += size
    return castTo($, $.apply('reshape', [part], { shape }), dtype)
  })
}
