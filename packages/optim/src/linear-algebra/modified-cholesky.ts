import type { Vector } from './vector.ts'

/** `P (A + E) Pᵀ = L D Lᵀ` with a unit lower `L`, positive `D` and a diagonal `E ≥ 0`. */
export interface ModifiedFactors {
  readonly lower: Vector
  readonly diagonal: Vector
  /** The variable that each pivot belongs to. */
  readonly order: readonly number[]
}

/**
 * Factors a symmetric matrix after raising its diagonal as far as it takes for all entries
 * of the factor to stay bounded; a matrix that is safely positive definite is left alone.
 *
 * Source: Gill, Murray, Wright, "Practical optimization" (1981), §4.4.2.2.
 *
 * @param matrix  `[n, n]`, symmetric.
 */
export function modifiedCholesky(matrix: Vector, n: number): ModifiedFactors {
  const { limit, least } = boundsOf(matrix, n)
  const rest = new Float64Array(matrix)
  const order = Array.from({ length: n }, (_, i) => i)
  const lower = new Float64Array(n * n)
  const diagonal = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    exchange(rest, lower, order, j, largestPivot(rest, n, j))
    let largest = 0
    for (let i = j + 1; i < n; i++) largest = Math.max(largest, Math.abs(rest[i * n + j]!))
    const pivot = Math.max(Math.abs(rest[j * n + j]!), largest ** 2 / limit, least)
    diagonal[j] = pivot
    lower[j * n + j] = 1
    for (let i = j + 1; i < n; i++) lower[i * n + j] = rest[i * n + j]! / pivot
    for (let i = j + 1; i < n; i++) {
      for (let k = j + 1; k < n; k++) rest[i * n + k]! -= lower[i * n + j]! * rest[k * n + j]!
    }
  }
  return { lower, diagonal, order }
}

function largestPivot(rest: Vector, n: number, from: number): number {
  let largest = from
  for (let i = from + 1; i < n; i++) {
    if (Math.abs(rest[i * n + i]!) > Math.abs(rest[largest * n + largest]!)) largest = i
  }
  return largest
}

/** Lets two variables change places, in what is left and in the rows that are done. */
function exchange(rest: Vector, lower: Vector, order: number[], a: number, b: number): void {
  if (a === b) return
  const n = order.length
  for (const matrix of [rest, lower]) {
    for (let k = 0; k < n; k++) swap(matrix, a * n + k, b * n + k)
  }
  for (let k = 0; k < n; k++) swap(rest, k * n + a, k * n + b)
  const kept = order[a]!
  order[a] = order[b]!
  order[b] = kept
}

function swap(matrix: Vector, a: number, b: number): void {
  const kept = matrix[a]!
  matrix[a] = matrix[b]!
  matrix[b] = kept
}

function boundsOf(matrix: Vector, n: number): { readonly limit: number; readonly least: number } {
  let onDiagonal = 0
  let beside = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const size = Math.abs(matrix[i * n + j]!)
      if (i === j) onDiagonal = Math.max(onDiagonal, size)
      else beside = Math.max(beside, size)
    }
  }
  const spread = beside / Math.sqrt(Math.max(n * n - 1, 1))
  const least = Number.EPSILON * Math.max(onDiagonal + beside, Number.MIN_VALUE / Number.EPSILON)
  return { limit: Math.max(onDiagonal, spread, least), least }
}

/** Solves `(A + E) x = b`. */
export function solveModified({ lower, diagonal, order }: ModifiedFactors, b: Vector): Vector {
  const n = b.length
  const y = Float64Array.from(order, (i) => b[i]!)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) y[i]! -= lower[i * n + k]! * y[k]!
  }
  for (let i = 0; i < n; i++) y[i]! /= diagonal[i]!
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) y[i]! -= lower[k * n + i]! * y[k]!
  }
  const x = new Float64Array(n)
  order.forEach((i, place) => {
    x[i] = y[place]!
  })
  return x
}
