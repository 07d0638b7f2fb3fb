import { fitLinear } from '../linear-algebra/linear-fit.ts'
import { multiply, subtract, type Vector } from '../linear-algebra/vector.ts'
import { toArray, toRows } from '../objective/point.ts'
import { gaussNewtonStep, linearModel } from './damped-step.ts'
import { fitStatistics } from './statistics.ts'

/** What {@link linearLeastSquares} came to. */
export interface LinearFit {
  readonly x: number[]
  /** `A x - b`. */
  readonly residuals: number[]
  readonly residualSumOfSquares: number
  readonly degreesOfFreedom: number
  /** NaN where the rows do not determine an entry of `x`. */
  readonly standardErrors: number[]
  readonly covariance: number[][]
  /** Whether the columns of `A` are independent, so that there is no other solution. */
  readonly isUnique: boolean
}

/**
 * Minimizes `‖A x - b‖`, in about twice the precision of doubles: what is lost of the digits
 * is what rounding `A` and `b` themselves has cost. Where columns depend on each other, some
 * entries of `x` are 0.
 *
 * @param A  `[m, n]`, rows of equal length.
 * @param b  `[m]`.
 *
 * Throws a RangeError for rows of different lengths, none, or another number than `b` has, and
 * for entries that are not finite. Cost `O(m n²)`, some twenty times that of doubles.
 */
export function linearLeastSquares(
  A: ArrayLike<ArrayLike<number>>,
  b: ArrayLike<number>,
): LinearFit {
  const matrix = readMatrix(A, b.length)
  const n = A[0]!.length
  const right = readFinite(b, 'b')
  const exact = fitLinear(matrix, right, n)
  const x = exact ?? solveDependent(matrix, right, n)
  const residuals = subtract(multiply(matrix, x, b.length), right)
  const { covariance, standardErrors, ...fit } = fitStatistics(residuals, matrix, n, new Set())
  return {
    x: toArray(x),
    residuals: toArray(residuals),
    ...fit,
    standardErrors: toArray(standardErrors),
    covariance: toRows(covariance, n),
    isUnique: exact !== undefined,
  }
}

function readMatrix(rows: ArrayLike<ArrayLike<number>>, m: number): Vector {
  const n = rows[0]?.length ?? 0
  if (rows.length !== m) throw new RangeError(`A has ${rows.length} rows, and b has ${m} entries`)
  if (n === 0) throw new RangeError('A has no entries')
  const matrix = new Float64Array(m * n)
  for (let i = 0; i < m; i++) {
    const row = rows[i]!
    if (row.length !== n) throw new RangeError(`row ${i} of A has ${row.length} entries of ${n}`)
    matrix.set(readFinite(row, `row ${i} of A`), i * n)
  }
  return matrix
}

function readFinite(list: ArrayLike<number>, what: string): Vector {
  const numbers = Float64Array.from(list)
  const at = numbers.findIndex((entry) => !Number.isFinite(entry))
  if (at >= 0) throw new RangeError(`${what} has ${numbers[at]} at ${at}`)
  return numbers
}

/** Least squares by QR with exchanged columns; those that depend on others count for nothing. */
function solveDependent(matrix: Vector, right: Vector, n: number): Vector {
  const negative = right.map((entry) => -entry)
  return gaussNewtonStep(linearModel(matrix, negative, n))
}
