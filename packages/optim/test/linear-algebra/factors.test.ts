import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { cholesky, factorize, solveCholesky } from '../../src/linear-algebra/cholesky.ts'
import { add, divide, multiply as multiplyPair } from '../../src/linear-algebra/double-double.ts'
import { fitLinear } from '../../src/linear-algebra/linear-fit.ts'
import { factorLu, solveLu } from '../../src/linear-algebra/lu.ts'
import { modifiedCholesky, solveModified } from '../../src/linear-algebra/modified-cholesky.ts'
import {
  applyTransposed,
  factorQr,
  rankOf,
  solveUpper,
  upperFactor,
} from '../../src/linear-algebra/qr.ts'
import { symmetricEigen } from '../../src/linear-algebra/symmetric-eigen.ts'
import {
  dot,
  maxAbs,
  multiply,
  norm,
  quadraticForm,
  subtract,
} from '../../src/linear-algebra/vector.ts'

const random = new Random(11)
const sizes = [1, 2, 3, 7, 20]

function symmetric(n: number): Float64Array {
  const matrix = random.normals(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i]!
  return matrix
}

function positive(n: number): Float64Array {
  const root = random.normals(n * n)
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      matrix[i * n + j] = dot(root.subarray(i * n, i * n + n), root.subarray(j * n, j * n + n))
    }
  }
  for (let i = 0; i < n; i++) matrix[i * n + i]! += 0.1
  return matrix
}

/** How far `A x` is from `b`, relative to both. */
function misfit(matrix: Float64Array, x: Float64Array, b: Float64Array): number {
  const size = maxAbs(matrix) * maxAbs(x) * x.length + maxAbs(b)
  return maxAbs(subtract(multiply(matrix, x, b.length), b)) / size
}

describe('factorisations solve random systems to rounding errors', () => {
  for (const n of sizes) {
    test(`with ${n} unknowns`, () => {
      const b = random.normals(n)
      const definite = positive(n)
      expect(misfit(definite, solveCholesky(cholesky(definite, n)!, b), b)).toBeLessThan(1e-14)
      expect(misfit(definite, solveModified(modifiedCholesky(definite, n), b), b)).toBeLessThan(
        1e-14,
      )
      const any = random.normals(n * n)
      expect(misfit(any, solveLu(factorLu(any, n)!, b), b)).toBeLessThan(1e-14)
      const factors = factorQr(any, n, n)
      const y = solveUpper(upperFactor(factors), applyTransposed(factors, b), n)
      const x = new Float64Array(n)
      factors.order.forEach((column, place) => {
        x[column] = y[place]!
      })
      expect(misfit(any, x, b)).toBeLessThan(1e-14)
      expect(misfit(any, fitLinear(any, b, n)!, b)).toBeLessThan(1e-14)
    })
  }
})

test('a matrix that is not positive definite shows a direction of no curvature', () => {
  for (const n of sizes) {
    const matrix = symmetric(n)
    matrix[0] = -1
    const { isPositive, direction, curvature } = factorize(matrix, n)
    expect(isPositive).toBe(false)
    const measured = quadraticForm(matrix, direction!) / dot(direction!, direction!)
    expect(measured).toBeCloseTo(curvature!, 10)
    expect(curvature).toBeLessThanOrEqual(0)
  }
})

test('a modified factor is of a positive matrix, which differs on the diagonal only', () => {
  for (const n of sizes) {
    const matrix = symmetric(n)
    const { lower, diagonal, order } = modifiedCholesky(matrix, n)
    for (let i = 0; i < n; i++) {
      expect(diagonal[i]).toBeGreaterThan(0)
      for (let j = 0; j < i; j++) {
        let entry = 0
        for (let k = 0; k <= j; k++) entry += lower[i * n + k]! * diagonal[k]! * lower[j * n + k]!
        expect(entry).toBeCloseTo(matrix[order[i]! * n + order[j]!]!, 10)
      }
    }
  }
})

test('eigenvectors are orthonormal, and the matrix stretches each by its value', () => {
  for (const n of sizes) {
    const matrix = symmetric(n)
    const { values, vectors } = symmetricEigen(matrix, n)
    const column = (k: number) => Float64Array.from({ length: n }, (_, i) => vectors[i * n + k]!)
    for (let k = 0; k < n; k++) {
      const image = multiply(matrix, column(k), n)
      const stretched = column(k).map((entry) => entry * values[k]!)
      expect(maxAbs(subtract(image, stretched))).toBeLessThan(1e-12)
      for (let l = 0; l <= k; l++)
        expect(dot(column(k), column(l))).toBeCloseTo(k === l ? 1 : 0, 12)
      if (k > 0) expect(values[k]).toBeGreaterThanOrEqual(values[k - 1]!)
    }
  }
})

test('the rank of dependent columns is found, and their fit refused', () => {
  const columns = [1, 2, 3, 2, 4, 6, 1, 0, 0]
  const matrix = Float64Array.from(
    { length: 9 },
    (_, at) => columns[(at % 3) * 3 + Math.floor(at / 3)]!,
  )
  expect(rankOf(factorQr(matrix, 3, 3))).toBe(2)
  expect(fitLinear(matrix, Float64Array.of(1, 2, 3), 3)).toBeUndefined()
  expect(factorLu(matrix, 3)).toBeUndefined()
})

test('norms neither overflow nor vanish', () => {
  expect(norm(Float64Array.of(3e200, 4e200))).toBeCloseTo(5e200, -190)
  expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14)
  expect(norm(Float64Array.of(0, 0))).toBe(0)
  expect(norm(Float64Array.of(1, Number.NaN))).toBeNaN()
})

test('double-doubles keep what doubles lose', () => {
  const [tiny, one] = [
    { high: 2 ** -80, low: 0 },
    { high: 1, low: 0 },
  ]
  expect(add(one, tiny)).toEqual({ high: 1, low: 2 ** -80 })
  const third = divide(one, { high: 3, low: 0 })
  const { high, low } = add(multiplyPair(third, { high: 3, low: 0 }), { high: -1, low: 0 })
  expect(Math.abs(high + low)).toBeLessThan(1e-31)
})
