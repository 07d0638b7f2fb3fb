import { type Vector, zeros } from '../linear-algebra/vector.ts'

/** The parts of a vector and a matrix that belong to the free variables. */
export function gather(
  vector: Vector,
  matrix: Vector,
  free: readonly number[],
): { readonly vector: Vector; readonly matrix: Vector } {
  const n = vector.length
  const m = free.length
  if (m === n) return { vector, matrix }
  const part = zeros(m * m)
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) part[a * m + b] = matrix[free[a]! * n + free[b]!]!
  }
  return { vector: Float64Array.from(free, (i) => vector[i]!), matrix: part }
}

/** A vector of all variables from one of the free ones; zero elsewhere. */
export function scatter(part: Vector, factor: number, free: readonly number[], n: number): Vector {
  const all = zeros(n)
  for (let a = 0; a < free.length; a++) all[free[a]!] = factor * part[a]!
  return all
}

/** Steepest descent in the free variables. */
export function steepest(gradient: Vector, free: readonly number[]): Vector {
  const direction = zeros(gradient.length)
  for (const i of free) direction[i] = -gradient[i]!
  return direction
}
