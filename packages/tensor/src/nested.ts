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

/** Nested arrays as a value: f64, or bool where there are only booleans. */
export function unnest(given: NestedArray): Value {
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
  const dtype = isTruth ? 'bool' : 'f64'
  const data = allocate(dtype, level.length)
  for (const [i, element] of level.entries()) {
    if (typeof element !== 'number' && typeof element !== 'boolean')
      throw wrongElement(element, sizes)
    data[i] = Number(element)
  }
  return { shape: shapeOfSizes(sizes), dtype, data }
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
  | HalfArray
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array

/** What is known here of `Float16Array`, which not every engine has. */
interface HalfArray extends ArrayBufferView {
  readonly [Symbol.toStringTag]: 'Float16Array'
  readonly length: number
  readonly [index: number]: number
}

/** The dtype whose elements a typed array holds as they are, or the smallest that holds them. */
export function dtypeOfArray(array: NumberArray): DType {
  return dtypesOfArrays[array[Symbol.toStringTag]] ?? 'i32'
}

const dtypesOfArrays: Readonly<Record<string, DType>> = {
  Float64Array: 'f64',
  Uint32Array: 'f64',
  Float32Array: 'f32',
  Float16Array: 'f32',
}
