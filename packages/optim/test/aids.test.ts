import { describe, expect, test } from 'vitest'
import { checkGradient, findLearningRate, measureCurvature } from '../src/index.ts'

describe('checkGradient', () => {
  const value = ([x = 0, y = 0]: number[]) => Math.exp(x) * Math.sin(y) + x * y * y

  test('passes a right gradient', () => {
    const gradient = ([x = 0, y = 0]: number[]) => [
      Math.exp(x) * Math.sin(y) + y * y,
      Math.exp(x) * Math.cos(y) + 2 * x * y,
    ]
    const check = checkGradient({ value, gradient }, [0.3, 1.2])
    expect(check.isRight).toBe(true)
    expect(check.worst.error).toBeLessThan(1e-11)
  })

  test('names the entry that is wrong, with both numbers', () => {
    const gradient = ([x = 0, y = 0]: number[]) => [
      Math.exp(x) * Math.sin(y) + y * y,
      Math.exp(x) * Math.cos(y) + x * y,
    ]
    const { isRight, worst } = checkGradient({ value, gradient }, [0.3, 1.2])
    expect(isRight).toBe(false)
    expect(worst).toMatchObject({ variable: 1, given: expect.closeTo(0.849, 3) })
    expect(worst.measured).toBeCloseTo(1.2091, 3)
  })

  test('checks formulas by name, and finds entries that are not finite', () => {
    expect(checkGradient('x*exp(y)', { x: 1, y: 2 }).worst.variable).toMatch(/x|y/)
    const broken = { value, gradient: () => [Number.NaN, 0] }
    expect(checkGradient(broken, [1, 1])).toMatchObject({ isRight: false, worst: { variable: 0 } })
    expect(() => checkGradient(value, [1, 1])).toThrow(/no gradient/)
  })
})

describe('checkGradient near the end of a domain', () => {
  test.each([
    ['log', Math.log, (x: number) => 1 / x, 1e-6],
    ['sqrt', Math.sqrt, (x: number) => 0.5 / Math.sqrt(x), 1e-9],
    ['asin', Math.asin, (x: number) => 1 / Math.sqrt(1 - x * x), 0.9999],
  ])('takes differences inside of it (%s)', (_, f, slope, at) => {
    const given = {
      value: ([x = 0]: number[]) => f(x),
      gradient: ([x = 0]: number[]) => [slope(x)],
    }
    expect(checkGradient(given, [at]).isRight).toBe(true)
    const wrong = { ...given, gradient: ([x = 0]: number[]) => [1.001 * slope(x)] }
    expect(checkGradient(wrong, [at]).isRight).toBe(false)
  })
})

describe('measureCurvature', () => {
  test('says which rates are stable, and which is best', () => {
    const booth = '(x+2*y-7)^2+(2*x+y-5)^2'
    const curvature = measureCurvature(booth, { x: 0, y: 0 })
    expect(curvature.eigenvalues).toEqual([expect.closeTo(2, 12), expect.closeTo(18, 12)])
    expect(curvature.conditionNumber).toBeCloseTo(9, 12)
    expect(curvature.bestRate).toBeCloseTo(0.1, 12)
    expect(curvature.describeRate(0.12)).toBe('lr 0.12 is above 2/curvature ≈ 0.111')
    expect(curvature.describeRate(0.1)).toBe('lr 0.1 is below 2/curvature ≈ 0.111')
  })

  test('finds no limit where nothing curves up', () => {
    const { stabilityLimit, bestRate } = measureCurvature(([x = 0]: number[]) => -x * x, [1])
    expect(stabilityLimit).toBe(Number.POSITIVE_INFINITY)
    expect(bestRate).toBeNaN()
  })
})

describe('findLearningRate', () => {
  test('suggests a rate below the one at which training diverges', () => {
    let w = 5
    const found = findLearningRate((rate) => {
      const loss = w * w
      w -= rate * 2 * w
      return loss
    })
    expect(found.suggestion).toBeGreaterThan(0.01)
    expect(found.suggestion).toBeLessThan(1)
    expect(found.limit).toBeLessThan(10)
    expect(found.rates).toHaveLength(found.losses.length)
  })

  test('ends where the loss is no number, and suggests nothing where it never fell', () => {
    const ended = findLearningRate((_, step) => (step < 5 ? 1 : Number.NaN))
    expect(ended.losses).toHaveLength(5)
    expect(ended.suggestion).toBeNaN()
  })
})
