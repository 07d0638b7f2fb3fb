import type { DType } from './dtype.ts'

/**
 * One axis of a shape: a name (empty when it has none) and a size. A dim of `rows` has a
 * run-time count: `size` is its capacity, strides are computed from the capacity, and
 * loops run to the count.
 */
export interface Dim {
  readonly name: string
  readonly size: number
  readonly rows?: true
}

export type Shape = readonly Dim[]

/** What is known of a value before it is computed. */
export interface ValueType {
  readonly shape: Shape
  readonly dtype: DType
}

export const scalarShape: Shape = []

/** A dim of a fixed size. */
export function dim(size: number, name = ''): Dim {
  return { name, size }
}

/** A shape without names. */
export function shapeOf(...sizes: number[]): Shape {
  return sizes.map((size) => dim(size))
}

/** The number of elements, with `rows` dims at their capacity. */
export function elementCount(shape: Shape): number {
  let count = 1
  for (const { size } of shape) count *= size
  return count
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!.size
  }
  return strides
}

/**
 * The element counts before, along and behind an axis, or neighbouring axes up to `last`: a line
 * is `size` elements, `inner` apart.
 */
export function aroundAxis(
  shape: Shape,
  axis: number,
  last: number = axis,
): { readonly outer: number; readonly size: number; readonly inner: number } {
  return {
    outer: elementCount(shape.slice(0, axis)),
    size: elementCount(shape.slice(axis, last + 1)),
    inner: elementCount(shape.slice(last + 1)),
  }
}

/** Whether sizes and `rows` marks agree axis by axis; names do not matter. */
export function sameSizes(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => sameSize(dim, b[axis]!))
}

export function sameSize(a: Dim, b: Dim): boolean {
  return a.size === b.size && a.rows === b.rows
}

/** Whether two shapes are the same to the letter: sizes, names and `rows` marks. */
export function sameShape(a: Shape, b: Shape): boolean {
  return sameSizes(a, b) && a.every((dim, axis) => dim.name === b[axis]!.name)
}

/** The shape at a given run-time count of rows. */
export function withRows(shape: Shape, rows: number | undefined): Shape {
  if (rows === undefined || !shape.some((dim) => dim.rows)) return shape
  return shape.map((dim) => (dim.rows ? { name: dim.name, size: rows } : dim))
}

/** Prints a shape as `[n=150, 4]`; a `rows` dim as `[n<=32]`. */
export function printShape(shape: Shape): string {
  return `[${shape.map(printDim).join(', ')}]`
}

function printDim({ name, size, rows }: Dim): string {
  if (name === '') return rows ? `<=${size}` : `${size}`
  return `${name}${rows ? '<=' : '='}${size}`
}
