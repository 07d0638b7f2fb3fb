import { copyOf, type Vector, zeros } from './vector.ts'

/** Eigenvalues in ascending order, and unit eigenvectors in the columns of `vectors`. */
export interface Eigen {
  readonly values: Vector
  /** `[n, n]`; column j belongs to `values[j]`. */
  readonly vectors: Vector
}

const sweepLimit = 60

/**
 * The eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations, which
 * find small eigenvalues of scaled matrices to high relative accuracy (Demmel and Veselić
 * 1992). Cost about 10 n³ for each of some six sweeps.
 *
 * @param matrix  `[n, n]`, symmetric.
 */
export function symmetricEigen(matrix: Vector, n: number): Eigen {
  const a = copyOf(matrix)
  const vectors = zeros(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  for (let sweep = 0; sweep < sweepLimit; sweep++) {
    let isDiagonal = true
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) if (rotate(a, vectors, n, p, q)) isDiagonal = false
    }
    if (isDiagonal) break
  }
  return sortAscending(a, vectors, n)
}

/** Makes the entry at (p, q) zero; says whether there was anything to do. */
function rotate(a: Vector, vectors: Vector, n: number, p: number, q: number): boolean {
  const apq = a[p * n + q]!
  const app = a[p * n + p]!
  const aqq = a[q * n + q]!
  const isNothing = Math.abs(apq) <= 1e-17 * Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq))
  if (apq === 0 || isNothing || !Number.isFinite(apq)) return false
  const theta = (aqq - app) / (2 * apq)
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(1, theta))
  const c = 1 / Math.sqrt(1 + t * t)
  const s = c * t
  for (let row = 0; row < n * n; row += n) {
    turn(a, row + p, row + q, c, s)
    turn(vectors, row + p, row + q, c, s)
  }
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s)
  a[p * n + q] = 0
  a[q * n + p] = 0
  return Math.abs(apq) > 1e-16 * (Math.abs(app) + Math.abs(aqq))
}

function turn(a: Vector, first: number, second: number, c: number, s: number): void {
  const x = a[first]!
  const y = a[second]!
  a[first] = c * x - s * y
  a[second] = s * x + c * y
}

function sortAscending(a: Vector, vectors: Vector, n: number): Eigen {
  const order = Array.from({ length: n }, (_, i) => i)
  order.sort((i, j) => a[i * n + i]! - a[j * n + j]!)
  const sorted = zeros(n * n)
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) sorted[i * n + j] = vectors[i * n + order[j]!]!
  }
  const values = zeros(n)
  for (let j = 0; j < n; j++) values[j] = a[order[j]! * n + order[j]!]!
  return { values, vectors: sorted }
}
