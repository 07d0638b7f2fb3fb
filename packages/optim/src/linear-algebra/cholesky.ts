import { dot, maxAbs, norm, scaled, type Vector, zeros } from './vector.ts'

/** A Cholesky factorisation, or the curvature that forbids it. */
export interface Factorization {
  /** `L` of `L Lᵀ`, row-major with zeros above the diagonal; complete if `isPositive`. */
  readonly factor: Vector
  readonly isPositive: boolean
  /** For a matrix that is not positive definite: a direction of curvature at most 0. */
  readonly direction?: Vector
  /** `dᵀ (A + shift·I) d / dᵀd` along that direction. */
  readonly curvature?: number
}

/**
 * Factors `A + shift·I = L Lᵀ`. Where a pivot is not positive, the leading rows give a
 * direction along which the matrix is not positive (Moré and Sorensen 1983, §3).
 *
 * @param matrix  `[n, n]`; only the lower triangle is read.
 */
export function factorize(matrix: Vector, n: number, shift = 0): Factorization {
  const factor = zeros(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!
      if (i === j) sum += shift
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j]!
      else if (sum > 0 && sum < Number.POSITIVE_INFINITY) factor[i * n + i] = Math.sqrt(sum)
      else return { factor, isPositive: false, ...nonPositive(factor, n, i, sum) }
    }
  }
  return { factor, isPositive: true }
}

function nonPositive(
  factor: Vector,
  n: number,
  row: number,
  pivot: number,
): Required<Pick<Factorization, 'direction' | 'curvature'>> {
  const direction = zeros(n)
  direction[row] = 1
  for (let i = row - 1; i >= 0; i--) {
    let sum = 0
    for (let k = i + 1; k <= row; k++) sum -= factor[k * n + i]! * direction[k]!
    direction[i] = sum / factor[i * n + i]!
  }
  return { direction, curvature: pivot / dot(direction, direction) }
}

/** The Cholesky factor alone, or `undefined` where the matrix is not positive definite. */
export function cholesky(matrix: Vector, n: number, shift = 0): Vector | undefined {
  const { factor, isPositive } = factorize(matrix, n, shift)
  return isPositive ? factor : undefined
}

/** Solves `L y = b` for a lower triangular factor. */
export function solveLower(factor: Vector, b: Vector): Vector {
  const n = b.length
  const solution = zeros(n)
  for (let i = 0; i < n; i++) {
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * solution[k]!
    solution[i] = sum / factor[i * n + i]!
  }
  return solution
}

/** Solves `Lᵀ x = b` for a lower triangular factor. */
export function solveLowerTransposed(factor: Vector, b: Vector): Vector {
  const n = b.length
  const solution = zeros(n)
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * solution[k]!
    solution[i] = sum / factor[i * n + i]!
  }
  return solution
}

/** Solves `L Lᵀ x = b`. */
export function solveCholesky(factor: Vector, b: Vector): Vector {
  return solveLowerTransposed(factor, solveLower(factor, b))
}

/** A unit vector near the one that `L Lᵀ` shortens most, by inverse iteration. */
export function flattestVector(factor: Vector, n: number): Vector {
  // Weights without a pattern, so that no axis of symmetry is orthogonal to them.
  let vector = zeros(n)
  for (let i = 0; i < n; i++) vector[i] = 1 + ((i * 0.618033988749895) % 1)
  for (let turn = 0; turn < 4; turn++) {
    vector = solveCholesky(factor, vector)
    vector = scaled(vector, 1 / maxAbs(vector))
  }
  return scaled(vector, 1 / norm(vector))
}
