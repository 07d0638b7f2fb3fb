import { type DType, isFloat } from '../dtype.ts'
import { ShapeError } from '../errors.ts'
import { type Dim, printShape, type Shape, sameSizes, type ValueType } from '../shape.ts'
import { mismatch, wrongDType } from '../table/type-checks.ts'

// Matrices are the last two axes; those before are the batch, which has to agree.

/** The parts of the shape of a matrix. */
export interface MatrixShape {
  readonly batch: Shape
  readonly rows: Dim
  readonly columns: Dim
}

/** The parts of the shape of the first input; `inputs` are for the message. */
export function matrixOf(op: string, inputs: readonly ValueType[]): MatrixShape {
  const { shape } = inputs[0]!
  const batch = shape.slice(0, -2)
  const [rows, columns] = shape.slice(-2)
  if (!rows || !columns) throw mismatch(op, inputs)
  // A routine reads memory without gaps, so only the first axis can have a run-time count.
  const counted = shape.findIndex((dim, axis) => dim.rows && (axis > 0 || batch.length === 0))
  if (counted >= 0) {
    throw new ShapeError(`${op}: axis ${counted} of ${printShape(shape)} has a run-time count`)
  }
  return { batch, rows, columns }
}

/** The parts of the shape of square matrices. */
export function requireSquare(op: string, inputs: readonly ValueType[]): MatrixShape {
  const matrix = matrixOf(op, inputs)
  if (matrix.rows.size !== matrix.columns.size) {
    if (inputs.length > 1) throw mismatch(op, inputs)
    throw new ShapeError(`${op}: ${printShape(inputs[0]!.shape)} is not square`)
  }
  return matrix
}

/** A right-hand side has a vector `[…, n]` for each matrix, or columns `[…, n, k]`. */
export function requireRightSide(
  op: string,
  a: ValueType,
  b: ValueType,
  inputs: readonly ValueType[],
): void {
  const leading = a.shape.slice(0, -1)
  const isVector = b.shape.length === leading.length
  const isMatrix = b.shape.length === leading.length + 1
  const isCounted = b.shape.at(-1)?.rows === true
  const fits = (isVector || isMatrix) && sameSizes(b.shape.slice(0, leading.length), leading)
  if (!fits || isCounted) throw mismatch(op, inputs)
}

/** Refuses what cannot be the decomposition of a matrix by its shape. */
export function requireDecomposition(
  op: string,
  [a, decomposition]: readonly [ValueType, ValueType],
  lengths: readonly number[],
  columns: number,
): void {
  const { shape } = decomposition
  const isOfBatch = sameSizes(shape.slice(0, -2), a.shape.slice(0, -2))
  const [length, width] = shape.slice(-2)
  const fits = isOfBatch && lengths.includes(length?.size ?? -1) && width?.size === columns
  if (!fits) throw mismatch(op, [a, decomposition])
}

/** The one float dtype of all inputs. */
export function floatOf(op: string, inputs: readonly ValueType[]): DType {
  const { dtype } = inputs[0]!
  if (!isFloat(dtype) || inputs.some((input) => input.dtype !== dtype)) {
    throw wrongDType(op, inputs)
  }
  return dtype
}
