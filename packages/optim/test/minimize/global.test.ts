import { expect, test } from 'vitest'
import { minimize } from '../../src/index.ts'
import { compile, isSolved, readProblems } from './problems.ts'

const problems = readProblems().filter(({ kind }) => kind === 'global')

// Bukin's function is a valley with the slope of a root on both sides: no sampling method
// comes to its minimum with eight digits.
const hopeless = new Set(['bukin6'])

for (const problem of problems.filter(({ id }) => !hopeless.has(id))) {
  test(`differential evolution finds the global minimum of ${problem.id} in 5000 evaluations`, () => {
    const { value } = compile(problem)
    const bounds = problem.bounds!
    for (let seed = 0; seed < 5; seed++) {
      const options = {
        method: 'differential-evolution',
        maxEvaluations: 5000,
        bounds,
        seed,
      } as const
      const result = minimize((x: number[]) => value(x), [...problem.x0], options)
      expect(result.evaluations.value).toBeLessThanOrEqual(5000)
      expect(isSolved(problem, result.value, value(problem.x0))).toBe(true)
    }
  })
}

const wells = ([x = 0, y = 0]: readonly number[]) => (x * x - 4) ** 2 + x + y * y

for (const method of ['multistart', 'basin-hopping', 'differential-evolution', 'cma-es'] as const) {
  test(`${method} finds the lower of two wells, and says how often`, () => {
    const bounds = [
      [-5, 5],
      [-5, 5],
    ] as const
    const result = minimize(wells, [2, 1], { method, bounds })
    expect(result.x[0]).toBeCloseTo(-2.03, 2)
    expect(result.stop.code).toBe('searched')
    expect(result.reason).toMatch(/of \d+ local searches \d+ ended at the best value/)
  })
}

const rastrigin = (x: readonly number[]) =>
  x.reduce((sum, each) => sum + 10 + each * each - 10 * Math.cos(2 * Math.PI * each), 0)

test('differential evolution improves its best member before its members meet', () => {
  const bounds = [1, 2, 3, 4].map(() => [-5.12, 5.12] as const)
  const options = { method: 'differential-evolution', bounds, maxEvaluations: 5000 } as const
  const found = [0, 1, 2, 3, 4].filter(
    (seed) => minimize(rastrigin, [3.3, -2.7, 1.1, 4], { ...options, seed }).value < 1e-10,
  )
  expect(found.length).toBeGreaterThanOrEqual(4)
})

test('cma-es begins anew until three runs agree', () => {
  const bounds = [
    [-10, 10],
    [-10, 10],
  ] as const
  const wave = (t: number) =>
    [1, 2, 3, 4, 5].reduce((sum, i) => sum + i * Math.cos((i + 1) * t + i), 0)
  const shubert = ([x = 0, y = 0]: readonly number[]) => wave(x) * wave(y)
  for (let seed = 0; seed < 3; seed++) {
    const result = minimize(shubert, [4, 4], { method: 'cma-es', bounds, seed })
    expect(result.value).toBeCloseTo(-186.7309088310239, 8)
    expect(result.stop).toMatchObject({ code: 'searched', hits: 3 })
  }
})

test('local searches end where they came to, not where another one was', () => {
  const bounds = [
    [-5.12, 5.12],
    [-5.12, 5.12],
  ] as const
  for (const method of ['multistart', 'basin-hopping'] as const) {
    const { stop } = minimize(rastrigin, [3.3, -2.7], { method, bounds })
    expect(stop.code).toBe('searched')
    if (stop.code === 'searched') expect(stop.hits).toBeLessThan(stop.starts / 2)
  }
})

test('another seed draws other points', () => {
  const bounds = [
    [-5, 5],
    [-5, 5],
  ] as const
  const options = { method: 'differential-evolution', bounds, maxEvaluations: 50 } as const
  const [first, again, other] = [1, 1, 2].map((seed) =>
    minimize(wells, [2, 1], { ...options, seed }),
  )
  expect(again).toEqual(first)
  expect(other!.x).not.toEqual(first!.x)
})
