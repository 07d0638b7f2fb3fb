import { allocate, type DType, elementCount, type TypedArray, type Value } from '@gradus/ops'
import { shapeOfSizes, sizesOf } from './content/values.ts'
import { DTypeError, ShapeError } from './errors.ts'
import type { NestedArray } from './literal-shape.ts'

/** Elements as nested arrays; truth values as booleans. */
export function nest(value: Value): NestedArray {
  const { data, dtype } = value
  let level: NestedArray[] = Array.from(data, (element) =>
    dtype === 'bool' ? element !== 0 : element,
  )
  const sizes = sizesOf(value)
  for (let axis = sizes.length - 1; axis > 0; axis--) {
    const size = sizes[axis]!
    const count = elementCount(value.shape.slice(0, axis))
    const whole = level
    level = Array.from({ length: count }, (_, i) => whole.slice(i * size, (i + 1) * size))
  }
  return sizes.length === 0 ? level[0]! : level
}

/**
 * Nested arrays of numbers or booleans as a value.
 *
 * @param dtype  f64 for numbers and bool for booleans where left out.
 */
export function unnest(given: NestedArray, dtype?: DType): Value {
  const sizes: number[] = []
  let level: readonly NestedArray[] = [given]
  while (Array.isArray(level[0])) {
    const size = level[0].length
    level = flattenOnce(level, size, sizes)
    sizes.push(size)
    if (sizes.length > DEEPEST)
      throw new ShapeError(`tensor: arrays are nested deeper than ${DEEPEST}`)
  }
  const isTruth = level.length > 0 && level.every((element) => typeof element === 'boolean')
  const type = dtype ?? (isTruth ? 'bool' : 'f64')
  const data = allocate(type, level.length)
  for (const [i, element] of level.entries()) {
    if (typeof element !== 'number' && typeof element !== 'boolean')
      throw wrongElement(element, sizes)
    data[i] = type === 'bool' ? Number(Boolean(element)) : Number(element)
  }
  return { shape: shapeOfSizes(sizes), dtype: type, data }
}

/** More axes than anyone has; arrays that hold themselves end here. */
const DEEPEST = 64

function flattenOnce(
  level: readonly NestedArray[],
  size: number,
  sizes: readonly number[],
): NestedArray[] {
  const flat: NestedArray[] = []
  for (const part of level) {
    if (!Array.isArray(part) || part.length !== size) {
      const found = Array.isArray(part) ? `${part.length} elements` : 'no array'
      throw new ShapeError(
        `tensor: arrays along axis ${sizes.length} have ${size} elements, but there is one with ${found}`,
      )
    }
    for (const element of part) flat.push(element)
  }
  return flat
}

function wrongElement(element: unknown, sizes: readonly number[]): Error {
  if (Array.isArray(element)) {
    return new ShapeError(`tensor: numbers and arrays are mixed along axis ${sizes.length}`)
  }
  return new DTypeError(
    `tensor: ${String(element)} (${typeof element}) is neither number nor boolean`,
  )
}

/** Typed arrays of JavaScript that tensors can be made of. */
export type NumberArray =
  | TypedArray
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array

/** The dtype whose elements a typed array holds as they are, or the closest one. */
export function dtypeOfArray(array: NumberArray): DType {
  if (array instanceof Float64Array) return 'f64'
  if (array instanceof Float32Array) return 'f32'
  if (array instanceof Uint32Array) return 'f64'
  return 'i32'
}
