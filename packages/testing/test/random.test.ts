import { describe, expect, test } from 'vitest'
import { Random } from '../src/index.ts'
import { drawAgain, knownDraws } from './known-draws.ts'

describe('a random stream', () => {
  test('repeats with its seed and differs with another', () => {
    expect(new Random(1).uniforms(5)).toEqual(new Random(1).uniforms(5))
    expect(new Random(1).uniforms(5)).not.toEqual(new Random(2).uniforms(5))
  })

  test('gives the numbers that it always gave', () => {
    expect(drawAgain()).toEqual({ uniforms: knownDraws.uniforms, integer: knownDraws.integer })
  })

  test('fills its range evenly', () => {
    const draws = new Random(3).uniforms(100_000, -2, 4)
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    expect(Math.min(...draws.subarray(0, 10_000))).toBeGreaterThanOrEqual(-2)
    expect(Math.max(...draws.subarray(0, 10_000))).toBeLessThan(4)
    expect(mean).toBeCloseTo(1, 1)
  })

  test('has normal numbers of mean 0 and variance 1', () => {
    const draws = new Random(4).normals(100_000)
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const variance = draws.reduce((sum, draw) => sum + draw * draw, 0) / draws.length
    expect(Math.abs(mean)).toBeLessThan(0.02)
    expect(Math.abs(variance - 1)).toBeLessThan(0.02)
  })

  test('picks every choice, and refuses to pick from nothing', () => {
    const random = new Random(5)
    const picked = new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))
    expect([...picked].sort()).toEqual(['a', 'b', 'c'])
    expect(() => random.pick([])).toThrow(RangeError)
  })
})
