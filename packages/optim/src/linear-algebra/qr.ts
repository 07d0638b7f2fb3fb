import { norm, type Vector } from './vector.ts'

/** `A P = Q R` by Householder reflections, with the largest remaining column first. */
export interface QrFactors {
  readonly rows: number
  readonly columns: number
  /** Column-major: `R` above the diagonal, the reflections below and on it. */
  readonly packed: Vector
  /** The diagonal of `R`; 0 where a column adds nothing to those before it. */
  readonly diagonal: Vector
  /** The column of `A` that each column of `R` belongs to. */
  readonly order: readonly number[]
}

/**
 * Factors a matrix with column pivoting. Where it has more columns than rows, the last
 * entries of the diagonal are 0.
 *
 * Source: Golub and Van Loan, "Matrix computations" (2013), §5.4.2.
 *
 * @param matrix  `[rows, columns]`, row-major.
 * @param isPivoted  Without it the columns keep their order.
 */
export function factorQr(
  matrix: Vector,
  rows: number,
  columns: number,
  isPivoted = true,
): QrFactors {
  const packed = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) packed[j * rows + i] = matrix[i * columns + j]!
  }
  const order = Array.from({ length: columns }, (_, j) => j)
  const diagonal = new Float64Array(columns)
  for (let k = 0; k < Math.min(rows, columns); k++) {
    if (isPivoted) bringLargest(packed, rows, order, k)
    diagonal[k] = reflect(packed, rows, columns, k)
  }
  return { rows, columns, packed, diagonal, order }
}

function bringLargest(packed: Vector, rows: number, order: number[], k: number): void {
  let largest = k
  let size = -1
  for (let j = k; j < order.length; j++) {
    const length = norm(packed.subarray(j * rows + k, (j + 1) * rows))
    if (length > size) {
      size = length
      largest = j
    }
  }
  if (largest === k) return
  const kept = packed.slice(k * rows, (k + 1) * rows)
  packed.copyWithin(k * rows, largest * rows, (largest + 1) * rows)
  packed.set(kept, largest * rows)
  const column = order[k]!
  order[k] = order[largest]!
  order[largest] = column
}

/** Reflects column k onto its axis and the columns after it along; gives the diagonal. */
function reflect(packed: Vector, rows: number, columns: number, k: number): number {
  const from = k * rows + k
  const to = (k + 1) * rows
  const length = norm(packed.subarray(from, to))
  if (!(length > 0)) return 0
  const signed = packed[from]! < 0 ? -length : length
  for (let at = from; at < to; at++) packed[at]! /= signed
  packed[from]! += 1
  for (let j = k + 1; j < columns; j++) applyReflection(packed, rows, k, packed, j * rows)
  return -signed
}

function applyReflection(
  packed: Vector,
  rows: number,
  k: number,
  target: Vector,
  offset: number,
): void {
  const own = k * rows
  let sum = 0
  for (let i = k; i < rows; i++) sum += packed[own + i]! * target[offset + i]!
  const share = -sum / packed[own + k]!
  for (let i = k; i < rows; i++) target[offset + i]! += share * packed[own + i]!
}

/** `Qᵀ b`. */
export function applyTransposed({ rows, columns, packed, diagonal }: QrFactors, b: Vector): Vector {
  const image = new Float64Array(b)
  for (let k = 0; k < Math.min(rows, columns); k++) {
    if (diagonal[k] !== 0) applyReflection(packed, rows, k, image, 0)
  }
  return image
}

/** `Q b`. */
export function applyReflections(
  { rows, columns, packed, diagonal }: QrFactors,
  b: Vector,
): Vector {
  const image = new Float64Array(b)
  for (let k = Math.min(rows, columns) - 1; k >= 0; k--) {
    if (diagonal[k] !== 0) applyReflection(packed, rows, k, image, 0)
  }
  return image
}

/** `R`, row-major `[columns, columns]`, with zeros where there are fewer rows. */
export function upperFactor({ rows, columns, packed, diagonal }: QrFactors): Vector {
  const upper = new Float64Array(columns * columns)
  for (let i = 0; i < Math.min(rows, columns); i++) {
    upper[i * columns + i] = diagonal[i]!
    for (let j = i + 1; j < columns; j++) upper[i * columns + j] = packed[j * rows + i]!
  }
  return upper
}

/** How many columns are independent, up to rounding relative to the largest. */
export function rankOf({ rows, columns, diagonal }: QrFactors): number {
  const limit = Number.EPSILON * Math.max(rows, columns) * Math.abs(diagonal[0] ?? 0)
  let rank = 0
  while (rank < columns && Math.abs(diagonal[rank]!) > limit) rank++
  return rank
}

/** Solves `R x = b` for the leading `rank` rows of an upper factor; zeros beyond. */
export function solveUpper(upper: Vector, b: Vector, rank: number): Vector {
  const n = Math.round(Math.sqrt(upper.length))
  const x = new Float64Array(n)
  for (let i = rank - 1; i >= 0; i--) {
    let sum = b[i]!
    for (let j = i + 1; j < rank; j++) sum -= upper[i * n + j]! * x[j]!
    x[i] = sum / upper[i * n + i]!
  }
  return x
}

/** Solves `Rᵀ x = b` for an upper factor of full rank. */
export function solveUpperTransposed(upper: Vector, b: Vector): Vector {
  const n = b.length
  const x = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = b[i]!
    for (let j = 0; j < i; j++) sum -= upper[j * n + i]! * x[j]!
    x[i] = sum / upper[i * n + i]!
  }
  return x
}
