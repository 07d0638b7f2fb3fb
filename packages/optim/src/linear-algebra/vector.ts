/** Numbers of fixed count; matrices are row-major in one such array. */
export type Vector = Float64Array

/** `Σ aᵢ bᵢ`. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** The Euclidean norm, also where squares would overflow or vanish. */
export function norm(a: Vector): number {
  const plain = Math.sqrt(dot(a, a))
  if (plain > 1e-140 && plain < 1e140) return plain
  const largest = maxAbs(a)
  if (largest === 0 || !Number.isFinite(largest)) return largest
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! / largest) ** 2
  return largest * Math.sqrt(sum)
}

/** The largest magnitude; NaN where an entry is NaN. */
export function maxAbs(a: Vector): number {
  let largest = 0
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]!))
  return largest
}

/** `a + factor·b` as a new vector. */
export function addScaled(a: Vector, factor: number, b: Vector): Vector {
  const sum = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) sum[i] = a[i]! + factor * b[i]!
  return sum
}

/** `a - b` as a new vector. */
export function subtract(a: Vector, b: Vector): Vector {
  const difference = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) difference[i] = a[i]! - b[i]!
  return difference
}

/** `factor·a` as a new vector. */
export function scaled(a: Vector, factor: number): Vector {
  const product = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) product[i] = a[i]! * factor
  return product
}

/** `aᵢ bᵢ` as a new vector. */
export function times(a: Vector, b: Vector): Vector {
  const product = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) product[i] = a[i]! * b[i]!
  return product
}

/** `aᵢ / bᵢ` as a new vector. */
export function over(a: Vector, b: Vector): Vector {
  const quotient = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) quotient[i] = a[i]! / b[i]!
  return quotient
}

/** `(aᵢ - bᵢ) unitᵢ` as a new vector. */
export function scaledDifference(a: Vector, b: Vector, unit: Vector): Vector {
  const difference = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) difference[i] = (a[i]! - b[i]!) * unit[i]!
  return difference
}

/** Adds `factor·b` to `a`, in place. */
export function addScaledTo(a: Vector, factor: number, b: Vector): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!
}

/** `A x` for a row-major `[rows, x.length]` matrix. */
export function multiply(matrix: Vector, x: Vector, rows: number): Vector {
  const columns = x.length
  const product = new Float64Array(rows)
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += matrix[at++]! * x[j]!
    product[i] = sum
  }
  return product
}

/** `xᵀ A x` for a symmetric `[n, n]` matrix. */
export function quadraticForm(matrix: Vector, x: Vector): number {
  return dot(x, multiply(matrix, x, x.length))
}

/** Whether no entry is NaN or infinite. */
export function isFiniteVector(a: Vector): boolean {
  for (let i = 0; i < a.length; i++) if (!Number.isFinite(a[i]!)) return false
  return true
}
