import { describe, expect, it } from 'vitest'
import { f64Lanes } from '../src/lanes.ts'
import { reduceLargeAngle, twoOverPi } from '../src/numerics/large-angle.ts'
import { cos, sin, tan } from '../src/numerics/trigonometric.ts'
import { accuracy } from '../src/table/domains.ts'
import {
  cosOf,
  dyadic,
  sinOf,
  tanOf,
  twoOverPi as twoOverPiBits,
  ulpError,
} from './high-precision.ts'

describe('the digits of 2/π', () => {
  it('are those of the number, 1152 bits of them', () => {
    const digits = twoOverPi.reduce((sum, digit) => (sum << 24n) | BigInt(digit), 0n)
    expect(twoOverPi).toHaveLength(48)
    expect(digits).toBe(twoOverPiBits(1152))
  })
})

/** Doubles next to k·π/2, where the reduction cancels most, for k of every size. */
const nearMultiples = Array.from(
  { length: 1000 },
  (_, i) => Math.round(2 ** (i / 25)) * (Math.PI / 2),
)

const hardAngles = [
  // The double that comes closest to a multiple of π/2 (Muller, Elementary Functions, §11.3.2).
  6381956970095103 * 2 ** 797,
  5319372264326541 * 2 ** 855,
  1e22,
  1e300,
  2 ** 1023,
  Number.MAX_VALUE,
  2 ** 20,
  2 ** 20 + 2 ** -32,
  11,
  22,
  355,
  ...nearMultiples,
]

describe.each([
  ['sin', sin, sinOf],
  ['cos', cos, cosOf],
  ['tan', tan, tanOf],
] as const)('%s', (name, program, exact) => {
  it('keeps its accuracy at the angles that are hardest to reduce', () => {
    for (const x of hardAngles.flatMap((angle) => [angle, -angle])) {
      const error = ulpError(program(f64Lanes, x), exact(dyadic(x)))
      expect(error, `at ${x}`).toBeLessThanOrEqual(accuracy[name].ulp)
    }
  })
})

describe('the reduction of large angles', () => {
  it('agrees with plain subtraction where that is exact', () => {
    for (const x of [0.5, 0.75, 1, 1.5, 2, 3, -2]) {
      const quarters = Math.round(x / (Math.PI / 2))
      const reduced = reduceLargeAngle(f64Lanes, x)
      expect(reduced.quarters % 4).toBe(quarters % 4)
      expect(reduced.high).toBeWithinRelative(x - quarters * (Math.PI / 2), 1e-14)
    }
  })
})
