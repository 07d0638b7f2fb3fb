import {
  allocate,
  bytesPerElement,
  type DType,
  dim,
  elementCount,
  printShape,
  type Shape,
  type TypedArray,
  type Value,
  type ValueType,
} from '@gradus/ops'
import { MemoryError } from '../errors.ts'

/** Just under 2 GB: from there on engines begin to refuse arrays. */
const LARGEST_BYTES = 1.99e9

/** Zeroed memory for a tensor; throws `MemoryError` where there cannot be so much. */
export function allocateFor({ shape, dtype }: ValueType): TypedArray {
  const needed = requireMemory({ shape, dtype })
  try {
    return allocate(dtype, elementCount(shape))
  } catch (error) {
    if (error instanceof RangeError) throw new MemoryError(needed, LARGEST_BYTES)
    throw error
  }
}

/** The bytes of a value; throws `MemoryError` where there cannot be so many. */
export function requireMemory({ shape, dtype }: ValueType): number {
  const needed = elementCount(shape) * bytesPerElement[dtype]
  if (!(needed <= LARGEST_BYTES)) throw new MemoryError(needed, LARGEST_BYTES)
  return needed
}

/** A shape without names, of whole sizes from 0 on. */
export function shapeOfSizes(sizes: readonly number[]): Shape {
  return sizes.map((size) => dim(size))
}

/** The sizes of a shape. */
export function sizesOf({ shape }: { readonly shape: Shape }): number[] {
  return shape.map(({ size }) => size)
}

/** A single number, or one of its truth values, as content. */
export function scalarContent(value: number, dtype: DType): Value {
  const data = allocate(dtype, 1)
  data[0] = value
  return { shape: [], dtype, data }
}

/** A dtype with sizes, such as `f64[2, 3]`, for messages. */
export function describe({ shape, dtype }: ValueType): string {
  return `${dtype}${printShape(shape)}`
}
