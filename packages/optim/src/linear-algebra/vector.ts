/** Numbers of fixed count; matrices are row-major in one such array. */
export type Vector = Float64Array

// The engine keeps typed arrays of 64 bytes among its own objects. Larger ones are asked of
// the system one by one, which takes longer than all arithmetic on a vector of ten numbers;
// so those of moderate length are cut from blocks. No part of a block is given out twice.
const heapLength = 8
const shareLength = 128
const blockBytes = 8192
let block = new ArrayBuffer(0)
let used = 0

/** A new vector of zeros. */
export function zeros(n: number): Vector {
  if (n <= heapLength || n > shareLength) return new Float64Array(n)
  const bytes = n * Float64Array.BYTES_PER_ELEMENT
  if (used + bytes > block.byteLength) {
    block = new ArrayBuffer(blockBytes)
    used = 0
  }
  const vector = new Float64Array(block, used, n)
  used += bytes
  return vector
}

/** The same numbers in a new vector. */
export function copyOf(numbers: ArrayLike<number>): Vector {
  const copy = zeros(numbers.length)
  for (let i = 0; i < copy.length; i++) copy[i] = numbers[i]!
  return copy
}

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
  const sum = zeros(a.length)
  for (let i = 0; i < a.length; i++) sum[i] = a[i]! + factor * b[i]!
  return sum
}

/** `a - b` as a new vector. */
export function subtract(a: Vector, b: Vector): Vector {
  const difference = zeros(a.length)
  for (let i = 0; i < a.length; i++) difference[i] = a[i]! - b[i]!
  return difference
}

/** `factor·a` as a new vector. */
export function scaled(a: Vector, factor: number): Vector {
  const product = zeros(a.length)
  for (let i = 0; i < a.length; i++) product[i] = a[i]! * factor
  return product
}

/** `aᵢ bᵢ` as a new vector. */
export function times(a: Vector, b: Vector): Vector {
  const product = zeros(a.length)
  for (let i = 0; i < a.length; i++) product[i] = a[i]! * b[i]!
  return product
}

/** `aᵢ / bᵢ` as a new vector. */
export function over(a: Vector, b: Vector): Vector {
  const quotient = zeros(a.length)
  for (let i = 0; i < a.length; i++) quotient[i] = a[i]! / b[i]!
  return quotient
}

/** `(aᵢ - bᵢ) / unitᵢ` as a new vector. */
export function relativeDifference(a: Vector, b: Vector, unit: Vector): Vector {
  const difference = zeros(a.length)
  for (let i = 0; i < a.length; i++) difference[i] = (a[i]! - b[i]!) / unit[i]!
  return difference
}

/** `(aᵢ - bᵢ) unitᵢ` as a new vector. */
export function scaledDifference(a: Vector, b: Vector, unit: Vector): Vector {
  const difference = zeros(a.length)
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
  const product = zeros(rows)
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
