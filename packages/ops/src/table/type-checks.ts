import { type DType, isFloat } from '../dtype.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import { type Dim, printShape, type Shape, type ValueType } from '../shape.ts'

// What type rules ask of their inputs; `op` is for the messages.

/** The dim of an axis, which has to be there. */
export function axisOf(op: string, { shape }: Pick<ValueType, 'shape'>, axis: number): Dim {
  const dim = shape[axis]
  if (!dim) throw new ShapeError(`${op}: ${printShape(shape)} has no axis ${axis}`)
  return dim
}

/** The dim of an axis whose size is known when the graph is made. */
export function fixedAxis(op: string, value: Pick<ValueType, 'shape'>, axis: number): Dim {
  const dim = axisOf(op, value, axis)
  if (dim.rows) {
    throw new ShapeError(`${op}: axis ${axis} of ${printShape(value.shape)} has a run-time count`)
  }
  return dim
}

/** A dim under another size, which then has no name. */
export function resized(dim: Dim, size: number): Dim {
  return dim.size === size ? dim : { name: '', size }
}

/** A shape with another dim in one place. */
export function replaceAxis(shape: Shape, axis: number, dim: Dim): Shape {
  return shape.map((old, i) => (i === axis ? dim : old))
}

/** Refuses indices that are not i32. */
export function requireIndices(op: string, value: ValueType): void {
  if (value.dtype !== 'i32') throw new DTypeError(`${op}: indices are i32, not ${value.dtype}`)
}

/** The dtype of numbers: floats and i32. */
export function numeric(op: string, value: ValueType): DType {
  if (!isFloat(value.dtype) && value.dtype !== 'i32') throw wrongDType(op, [value])
  return value.dtype
}

/** The one dtype of all inputs. */
export function sameDType(op: string, inputs: readonly ValueType[]): DType {
  const { dtype } = inputs[0]!
  if (!inputs.every((input) => input.dtype === dtype)) throw wrongDType(op, inputs)
  return dtype
}

/** The error for shapes that do not fit each other. */
export function mismatch(op: string, inputs: readonly ValueType[]): ShapeError {
  return new ShapeError(
    `${op}: shapes ${inputs.map((x) => printShape(x.shape)).join(' and ')} do not fit`,
  )
}

/** The error for axes that a shape does not have. */
export function badAxes(op: string, value: ValueType, axes: readonly number[]): ShapeError {
  return new ShapeError(`${op}: axes ${axes.join(', ')} do not fit ${printShape(value.shape)}`)
}

/** The error for dtypes that an op does not take. */
export function wrongDType(op: string, inputs: readonly ValueType[]): DTypeError {
  return new DTypeError(`${op}: does not take ${inputs.map((x) => x.dtype).join(' and ')}`)
}

/** Refuses counts that are not whole numbers from 1 on. */
export function requirePositive(op: string, counts: Readonly<Record<string, number>>): void {
  const wrong = Object.entries(counts).find(([, count]) => !(Number.isInteger(count) && count >= 1))
  if (wrong)
    throw new ShapeError(`${op}: ${wrong[0]} is ${wrong[1]}; it is a whole number from 1 on`)
}

/** The shape without some axes, which have to be there. */
export function dropAxes(op: string, { shape }: ValueType, axes: readonly number[]): Shape {
  for (const axis of axes) axisOf(op, { shape }, axis)
  return shape.filter((_, axis) => !axes.includes(axis))
}
