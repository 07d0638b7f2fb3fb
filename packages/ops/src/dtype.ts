/** The element types of tensors. */
export type DType = 'f64' | 'f32' | 'i32' | 'bool'

export const dtypes: readonly DType[] = ['f64', 'f32', 'i32', 'bool']

/** The typed array that holds elements of a dtype; `bool` is 0 or 1 in 32-bit integers. */
export type TypedArrayOf = {
  f64: Float64Array
  f32: Float32Array
  i32: Int32Array
  bool: Int32Array
}
export type TypedArray = TypedArrayOf[DType]

/** Bytes that one element takes in memory. */
export const bytesPerElement: Readonly<Record<DType, 4 | 8>> = { f64: 8, f32: 4, i32: 4, bool: 4 }

export function isFloat(dtype: DType): dtype is 'f64' | 'f32' {
  return dtype === 'f64' || dtype === 'f32'
}

/** A zeroed array for `length` elements. */
export function allocate<D extends DType>(dtype: D, length: number): TypedArrayOf[D] {
  const arrays = { f64: Float64Array, f32: Float32Array, i32: Int32Array, bool: Int32Array }
  return new arrays[dtype](length) as TypedArrayOf[D]
}
