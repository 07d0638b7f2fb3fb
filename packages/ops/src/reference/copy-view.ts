import type { Value } from '../row.ts'
import { stridesOf } from '../shape.ts'

/** Copies the elements of a strided view of `x` into all of `out`. */
export function copyView(x: Value, out: Value, offset: number, strides: readonly number[]): void {
  const outStrides = stridesOf(out.shape)
  for (let i = 0; i < out.data.length; i++) {
    let from = offset
    for (let axis = 0; axis < strides.length; axis++) {
      from += (Math.floor(i / outStrides[axis]!) % out.shape[axis]!.size) * strides[axis]!
    }
    out.data[i] = x.data[from]!
  }
}
