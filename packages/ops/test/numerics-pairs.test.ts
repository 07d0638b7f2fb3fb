import { Random } from '@gradus/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { f64Lanes } from '../src/lanes.ts'
import { f32Lanes } from '../src/narrow-lanes.ts'
import { atan2 } from '../src/numerics/inverse-trigonometric.ts'
import { hypot } from '../src/numerics/roots.ts'
import { mod } from '../src/numerics/rounding.ts'
import { accuracy } from '../src/table/domains.ts'
import { dyadic, relativeError32, ulpError } from './high-precision.ts'
import { atan2Of, hypotOf, modOf } from './high-precision-elementary.ts'

/** Pairs of every size, of nearly the same size, and around 1, of both signs. */
function drawPair(random: Random, bits: number, kind: number): readonly [number, number] {
  const sign = (): number => (random.uniform() < 0.5 ? -1 : 1)
  const size = [
    () => 2 ** random.uniform(-bits, bits),
    () => 2 ** random.uniform(-20, 20),
    () => random.uniform(0.01, 1),
  ][kind % 3]!()
  const near = kind % 3 === 0 ? 2 ** random.uniform(-4, 4) : random.uniform(0.1, 3) / size
  return [sign() * size, sign() * size * near]
}

const summary: Record<string, { ulp: number; relative32: number }> = {}
afterAll(() => console.table(summary))

describe.each([
  ['atan2', atan2, atan2Of],
  ['hypot', hypot, hypotOf],
  ['mod', mod, modOf],
] as const)('%s', (name, program, exactly) => {
  it('is as close to the exact value as the table says, in both precisions', () => {
    const random = new Random(22)
    const worst = { ulp: 0, relative32: 0 }
    summary[name] = worst
    for (let i = 0; i < 3000; i++) {
      const [x, y] = drawPair(random, 1015, i)
      const error = ulpError(program(f64Lanes, x, y), exactly(dyadic(x), dyadic(y)))
      worst.ulp = Math.max(worst.ulp, error)
      expect(error, `${x}, ${y}`).toBeLessThanOrEqual(accuracy[name].ulp)
    }
    for (let i = 0; i < 1500; i++) {
      const [x, y] = drawPair(random, 120, i).map(Math.fround) as [number, number]
      const error = relativeError32(program(f32Lanes, x, y), exactly(dyadic(x), dyadic(y)))
      worst.relative32 = Math.max(worst.relative32, error)
      expect(error, `${x}, ${y}`).toBeLessThanOrEqual(accuracy[name].relative32)
    }
  })
})

describe('mod', () => {
  it('has the sign of the divisor', () => {
    const rows: [number, number, number][] = [
      [7, 3, 1],
      [-7, 3, 2],
      [7, -3, -2],
      [-7, -3, -1],
      [6, 3, 0],
      [-6, 3, 0],
      [6, -3, -0],
      [0, -3, -0],
      [5, Number.POSITIVE_INFINITY, 5],
      [-5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      [5, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [5, 0, Number.NaN],
      [Number.POSITIVE_INFINITY, 3, Number.NaN],
      [3, Number.NaN, Number.NaN],
      [2 ** 60, 3, 0],
    ]
    for (const $ of [f64Lanes, f32Lanes]) {
      for (const [x, y, result] of rows) expect(mod($, x, y), `${x} mod ${y}`).toBe(result)
    }
  })
})

describe.each([
  ['f64', f64Lanes],
  ['f32', f32Lanes],
] as const)('in %s', (_dtype, $) => {
  const infinity = Number.POSITIVE_INFINITY
  const values = [0, 1, 3, 2 ** 100, infinity]
  const signed = [...values, ...values.map((x) => -x)]

  it('atan2 is as C99 says at every pair of special values', () => {
    for (const y of [...signed, Number.NaN]) {
      for (const x of [...signed, Number.NaN]) {
        const exact = Math.fround(Math.atan2(y, x))
        expect(Math.fround(atan2($, y, x)), `${y}, ${x}`).toBe(exact)
      }
    }
  })

  it('hypot is infinite where an argument is, and exact for whole triangles', () => {
    expect(hypot($, Number.NaN, -infinity)).toBe(infinity)
    expect(hypot($, infinity, Number.NaN)).toBe(infinity)
    expect(hypot($, 1, Number.NaN)).toBeNaN()
    expect(hypot($, -3, 4)).toBe(5)
    expect(hypot($, 5 * 2 ** 100, 12 * 2 ** 100)).toBe(13 * 2 ** 100)
    expect(hypot($, -0, 0)).toBe(0)
    expect(hypot($, 2 ** -149, 0)).toBe(2 ** -149)
  })
})
