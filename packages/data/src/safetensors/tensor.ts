/** A tensor with its name, row-major; the dtype fixes the kind of array. */
export type NamedTensor = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly dtype: 'F64'; readonly data: Float64Array }
  | { readonly dtype: 'F32'; readonly data: Float32Array }
  | { readonly dtype: 'I32'; readonly data: Int32Array }
)

export type TensorDtype = NamedTensor['dtype']

/** Bytes of one element. */
export const bytesOf: Readonly<Record<TensorDtype, number>> = { F64: 8, F32: 4, I32: 4 }

/** The name under which the header keeps what is no tensor. */
export const metadataName = '__metadata__'

/** How many elements a shape has; `[]` is a single number. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1)
}
