import {
  add,
  type DoubleDouble,
  divide,
  dot,
  exact,
  multiply,
  subtractScaled,
} from './double-double.ts'
import { norm, type Vector } from './vector.ts'

/** Columns that keep less than this of their length beside the others depend on them. */
const independence = 1e-26

/**
 * The `x` that minimizes `‖A x - b‖`, by modified Gram-Schmidt in double-double arithmetic:
 * condition numbers up to 10¹⁵ cost no digit but those that rounding the data costs.
 * `undefined` where the columns depend on each other.
 *
 * Source: Golub and Van Loan, "Matrix computations" (2013), §5.3.5; the arithmetic is that of
 * Dekker, "A floating-point technique for extending the available precision" (1971).
 *
 * @param matrix  `[b.length, n]`, row-major.
 */
export function fitLinear(matrix: Vector, b: Vector, n: number): Vector | undefined {
  const m = b.length
  const units = Float64Array.from({ length: n }, (_, j) => columnUnit(matrix, m, n, j))
  const columns = Array.from({ length: n }, (_, j) =>
    exact(Float64Array.from({ length: m }, (_, i) => matrix[i * n + j]! / units[j]!)),
  )
  const right = exact(b)
  const upper: DoubleDouble[][] = []
  const image: DoubleDouble[] = []
  for (let k = 0; k < n; k++) {
    const column = columns[k]!
    const square = dot(column, column)
    if (!(square.high > independence)) return undefined
    upper.push(columns.map((other, j) => (j > k ? divide(dot(column, other), square) : zero)))
    for (let j = k + 1; j < n; j++) subtractScaled(columns[j]!, upper[k]![j]!, column)
    const share = divide(dot(column, right), square)
    subtractScaled(right, share, column)
    image.push(share)
  }
  const solution = solveUnitUpper(upper, image)
  return solution.map((entry, j) => entry / units[j]!)
}

const zero: DoubleDouble = { high: 0, low: 0 }

/** A power of two near the length of a column, so that scaling is exact. */
function columnUnit(matrix: Vector, m: number, n: number, j: number): number {
  const length = norm(Float64Array.from({ length: m }, (_, i) => matrix[i * n + j]!))
  return length > 0 ? 2 ** Math.round(Math.log2(length)) : 1
}

/** Back substitution, the diagonal being 1. */
function solveUnitUpper(
  upper: readonly (readonly DoubleDouble[])[],
  image: readonly DoubleDouble[],
): Vector {
  const n = image.length
  const solution: DoubleDouble[] = [...image]
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) {
      const { high, low } = upper[i]![j]!
      solution[i] = add(solution[i]!, multiply({ high: -high, low: -low }, solution[j]!))
    }
  }
  return Float64Array.from(solution, ({ high, low }) => high + low)
}
