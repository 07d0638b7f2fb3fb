import { type DType, isFloat } from '../dtype.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import type { LinearAlgebraName } from '../names.ts'
import type { TypeRule } from '../row.ts'
import { type Dim, dim, printShape, type Shape, sameSizes, type ValueType } from '../shape.ts'

// Matrices are the last two axes; those before are the batch, which has to agree.

/** Shapes and element types of the results of linear algebra. */
export const linearAlgebraTypes: { readonly [K in LinearAlgebraName]: TypeRule<K> } = {
  triangular_solve: ([a, b]) => {
    requireSquare('triangular_solve', [a!, b!])
    requireRightSide('triangular_solve', a!, b!, [a!, b!])
    return { shape: b!.shape, dtype: floatOf('triangular_solve', [a!, b!]) }
  },
  cholesky: ([a]) => {
    requireSquare('cholesky', [a!])
    return { shape: a!.shape, dtype: floatOf('cholesky', [a!]) }
  },
  lu: ([a]) => {
    const { batch, columns } = requireSquare('lu', [a!])
    return { shape: [...batch, dim(columns.size + 1), columns], dtype: floatOf('lu', [a!]) }
  },
  solve: ([a, factors, b], { transposed }) => {
    const { batch, rows, columns } = requireSquare('solve', [a!, factors!, b!])
    requireDecomposition('solve', [a!, factors!], [rows.size + 1], columns.size)
    requireRightSide('solve', a!, b!, [a!, factors!, b!])
    const solved = transposed ? rows : columns
    const [right, ...others] = b!.shape.slice(batch.length) as [Dim, ...Dim[]]
    const first = solved.name === '' ? right : solved
    return { shape: [...batch, first, ...others], dtype: floatOf('solve', [a!, factors!, b!]) }
  },
  determinant: ([a, factors]) => {
    const { batch, rows, columns } = requireSquare('determinant', [a!, factors!])
    requireDecomposition('determinant', [a!, factors!], [rows.size + 1], columns.size)
    return { shape: [...batch, dim(2)], dtype: floatOf('determinant', [a!, factors!]) }
  },
  qr: ([a]) => {
    const { batch, rows, columns } = matrixOf('qr', [a!])
    if (rows.size < columns.size) {
      throw new ShapeError(`qr: ${printShape(a!.shape)} has fewer rows than columns`)
    }
    return {
      shape: [...batch, dim(rows.size + columns.size), columns],
      dtype: floatOf('qr', [a!]),
    }
  },
  eigh: ([a]) => {
    const { batch, columns } = requireSquare('eigh', [a!])
    return { shape: [...batch, dim(columns.size + 1), columns], dtype: floatOf('eigh', [a!]) }
  },
  svd: ([a]) => {
    const { batch, rows, columns } = matrixOf('svd', [a!])
    const count = Math.min(rows.size, columns.size)
    return {
      shape: [...batch, dim(rows.size + 1 + columns.size), dim(count)],
      dtype: floatOf('svd', [a!]),
    }
  },
  spectrum: ([a, decomposition]) => {
    const { batch, rows, columns } = matrixOf('spectrum', [a!, decomposition!])
    const isSquare = rows.size === columns.size
    const lengths = [rows.size + 1 + columns.size, ...(isSquare ? [rows.size + 1] : [])]
    const count = Math.min(rows.size, columns.size)
    requireDecomposition('spectrum', [a!, decomposition!], lengths, count)
    return { shape: [...batch, dim(count)], dtype: floatOf('spectrum', [a!, decomposition!]) }
  },
}

interface MatrixShape {
  readonly batch: Shape
  readonly rows: Dim
  readonly columns: Dim
}

/** The parts of the shape of the first input; `inputs` are for the message. */
function matrixOf(op: string, inputs: readonly ValueType[]): MatrixShape {
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

function requireSquare(op: string, inputs: readonly ValueType[]): MatrixShape {
  const matrix = matrixOf(op, inputs)
  if (matrix.rows.size !== matrix.columns.size) {
    if (inputs.length > 1) throw mismatch(op, inputs)
    throw new ShapeError(`${op}: ${printShape(inputs[0]!.shape)} is not square`)
  }
  return matrix
}

/** A right-hand side has a vector `[…, n]` for each matrix, or columns `[…, n, k]`. */
function requireRightSide(
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

function requireDecomposition(
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

function mismatch(op: string, inputs: readonly ValueType[]): ShapeError {
  const shapes = inputs.map(({ shape }) => printShape(shape)).join(' and ')
  return new ShapeError(`${op}: shapes ${shapes} do not fit`)
}

function floatOf(op: string, inputs: readonly ValueType[]): DType {
  const { dtype } = inputs[0]!
  if (!isFloat(dtype) || inputs.some((input) => input.dtype !== dtype)) {
    throw new DTypeError(`${op}: does not take ${inputs.map((input) => input.dtype).join(' and ')}`)
  }
  return dtype
}
