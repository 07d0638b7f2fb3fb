import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  differentiate,
  evaluate,
  evaluateAll,
  gradient,
  hessian,
  jacobian,
  parseExpression,
  toText,
} from '../src/index.ts'
import { randomFormula } from './random-formula.ts'

const seeds = Array.from({ length: 150 }, (_, i) => i + 1)

function randomPoint(random: Random): Record<string, number> {
  return { x: random.uniform(0.2, 1.2), y: random.uniform(0.2, 1.2), z: random.uniform(0.2, 1.2) }
}

/** Central differences of two steps, extrapolated (Richardson 1911): the error is O(h⁴). */
function slope(f: (t: number) => number): number {
  const central = (h: number): number => (f(h) - f(-h)) / (2 * h)
  return (4 * central(1e-3) - central(2e-3)) / 3
}

function expectClose(actual: number, expected: number, tolerance: number, seed: number): void {
  const scale = Math.max(1, Math.abs(expected))
  expect(Math.abs(actual - expected) / scale, `seed ${seed}`).toBeLessThan(tolerance)
}

describe.each(seeds)('a random formula of seed %i', (seed) => {
  const random = new Random(seed)
  const { expr, variables } = randomFormula(random, random.integer(5, 61))
  const point = randomPoint(random)
  const slopes = gradient(expr, variables)

  test('is printed as text that reads back as itself', () => {
    expect(parseExpression(toText(expr)) === expr).toBe(true)
    for (const slope of slopes) expect(parseExpression(toText(slope)) === slope).toBe(true)
  })

  test('has a gradient that is its derivative by each variable', () => {
    const byVariable = variables.map((variable) => differentiate(expr, variable))
    const reverse = evaluateAll(slopes, point)
    evaluateAll(byVariable, point).forEach((value, i) => {
      expectClose(reverse[i]!, value, 1e-9, seed)
    })
  })

  test('has the slopes that differences show', () => {
    const values = evaluateAll(slopes, point)
    variables.forEach((name, i) => {
      const along = slope((t) => evaluate(expr, { ...point, [name]: point[name]! + t }))
      const scale = Math.max(1, Math.abs(evaluate(expr, point)), Math.abs(values[i]!))
      expectClose(values[i]! / scale, along / scale, 1e-5, seed)
    })
  })

  test('has a symmetric Hessian, the Jacobian of its gradient', () => {
    const matrix = hessian(expr, variables)
    for (const i of [0, 1, 2])
      for (const j of [0, 1, 2]) expect(matrix[i]![j] === matrix[j]![i]).toBe(true)
    const expected = evaluateAll(jacobian(slopes, variables).flat(), point)
    evaluateAll(matrix.flat(), point).forEach((value, i) => {
      expectClose(value, expected[i]!, 1e-8, seed)
    })
  })
})
