import { Random } from '@gradus/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { f64Lanes } from '../src/lanes.ts'
import { f32Lanes } from '../src/narrow-lanes.ts'
import { pow } from '../src/numerics/power.ts'
import { accuracy } from '../src/table/domains.ts'
import { dyadic, powOf, relativeError32, ulpError } from './high-precision.ts'

const random = new Random(21)

/** Bases of every size and near 1, with exponents up to where the power overflows. */
function drawPair(bits: number, kind: number): readonly [number, number] {
  const base = [
    () => 2 ** random.uniform(-bits, bits),
    () => random.uniform(0.5, 2),
    () => 1 + random.uniform(-1e-3, 1e-3),
    () => 2 ** random.uniform(-1.05 * bits, -0.97 * bits),
  ][kind % 4]!()
  const limit = (1.04 * bits) / Math.abs(Math.log2(base))
  return [base, random.uniform(-limit, limit)]
}

const worst = { ulp: 0, relative32: 0 }
afterAll(() => console.table({ pow: worst }))

describe('pow', () => {
  it('is as close to the exact power as the table says, in f64', () => {
    for (let i = 0; i < 6000; i++) {
      const [x, y] = drawPair(1022, i)
      const error = ulpError(pow(f64Lanes, x, y), powOf(dyadic(x), dyadic(y)))
      worst.ulp = Math.max(worst.ulp, error)
      expect(error, `${x} ** ${y}`).toBeLessThanOrEqual(accuracy.pow.ulp)
    }
  })

  it('is as close to the exact power as the table says, in f32', () => {
    for (let i = 0; i < 3000; i++) {
      const [x, y] = drawPair(126, i).map(Math.fround) as [number, number]
      const error = relativeError32(pow(f32Lanes, x, y), powOf(dyadic(x), dyadic(y)))
      worst.relative32 = Math.max(worst.relative32, error)
      expect(error, `${x} ** ${y}`).toBeLessThanOrEqual(accuracy.pow.relative32)
    }
  })

  it('is exact for small whole powers of whole numbers', () => {
    for (let x = -20; x <= 20; x++) {
      for (let y = 0; y <= 10; y++) expect(pow(f64Lanes, x, y)).toBe(Number(BigInt(x) ** BigInt(y)))
    }
  })
})
