import type { Vector } from './vector.ts'

/** `P A = L U`: both factors in one matrix, and the row that each pivot came from. */
export interface LuFactors {
  readonly factors: Vector
  readonly rows: readonly number[]
}

/**
 * Gaussian elimination with partial pivoting; `undefined` for a singular matrix.
 *
 * @param matrix  `[n, n]`
 */
export function factorLu(matrix: Vector, n: number): LuFactors | undefined {
  const factors = new Float64Array(matrix)
  const rows = Array.from({ length: n }, (_, i) => i)
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(factors[i * n + k]!) > Math.abs(factors[pivot * n + k]!)) pivot = i
    }
    if (!(Math.abs(factors[pivot * n + k]!) > 0)) return undefined
    if (pivot !== k) swapRows(factors, rows, n, k, pivot)
    for (let i = k + 1; i < n; i++) {
      const share = factors[i * n + k]! / factors[k * n + k]!
      factors[i * n + k] = share
      for (let j = k + 1; j < n; j++) factors[i * n + j]! -= share * factors[k * n + j]!
    }
  }
  return { factors, rows }
}

function swapRows(factors: Vector, rows: number[], n: number, a: number, b: number): void {
  for (let j = 0; j < n; j++) {
    const kept = factors[a * n + j]!
    factors[a * n + j] = factors[b * n + j]!
    factors[b * n + j] = kept
  }
  const row = rows[a]!
  rows[a] = rows[b]!
  rows[b] = row
}

/** Solves `A x = b`. */
export function solveLu({ factors, rows }: LuFactors, b: Vector): Vector {
  const n = rows.length
  const x = Float64Array.from(rows, (row) => b[row]!)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i]! -= factors[i * n + j]! * x[j]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= factors[i * n + j]! * x[j]!
    x[i]! /= factors[i * n + i]!
  }
  return x
}
