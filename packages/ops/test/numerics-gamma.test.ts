import { Random } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { f64Lanes } from '../src/lanes.ts'
import { f32Lanes } from '../src/narrow-lanes.ts'
import { digamma } from '../src/numerics/digamma.ts'
import { erf, erfc } from '../src/numerics/error-function.ts'
import { gamma, lgamma } from '../src/numerics/gamma.ts'
import { polygamma, trigamma } from '../src/numerics/polygamma.ts'
import { accuracy } from '../src/table/domains.ts'
import { type Case, describeAccuracy } from './accuracy.ts'
import { dyadic, ulpError } from './high-precision.ts'
import {
  digammaOf,
  erfcOf,
  erfOf,
  gammaOf,
  lgammaOf,
  polygammaOf,
} from './high-precision-special.ts'

/** Around zeros and poles, in the middle, and to both ends of what is drawn. */
const arguments64 = {
  uniform: [
    [0, 3],
    [3, 12],
    [-1, 0],
    [-6, -1],
    [-40, -6],
  ],
  magnitudes: [1e-300, 1e300],
  positive: true,
  points: 60,
} as const

const cases = {
  erf: {
    program: erf,
    exact: erfOf,
    uniform: [
      [-1, 1],
      [0.7, 0.9],
      [-6, 6],
    ],
    magnitudes: [5e-324, 6],
    single: [-6, 6],
    points: 250,
  },
  erfc: {
    program: erfc,
    exact: erfcOf,
    uniform: [
      [-6, 1],
      [0.2, 0.8],
      [0.75, 3],
      [3, 26],
      [26, 27.3],
    ],
    magnitudes: [1e-20, 27],
    single: [-6, 10],
    points: 250,
  },
  gamma: {
    program: gamma,
    exact: gammaOf,
    ...arguments64,
    uniform: [...arguments64.uniform, [12, 171.62], [-184, -40]],
    magnitudes: [1e-307, 171],
    single: [-34, 35],
  },
  lgamma: {
    program: lgamma,
    exact: lgammaOf,
    ...arguments64,
    single: [-40, 1e36],
    floor: 0.25,
  },
  digamma: {
    program: digamma,
    exact: digammaOf,
    ...arguments64,
    single: [-40, 3e38],
    floor: 0.25,
  },
  trigamma: {
    program: trigamma,
    exact: (x) => polygammaOf(1, x),
    ...arguments64,
    magnitudes: [1e-150, 1e300],
    single: [-40, 1e15],
  },
} as const satisfies Record<string, Case>

describeAccuracy(cases)

describe('polygamma', () => {
  it.each([1, 2, 3, 5, 10])('of order %i is as close to the exact value as the table says', (n) => {
    const random = new Random(n)
    const points = [
      [0.01, 3],
      [3, 30],
      [-5, 0],
    ].flatMap(([low, high]) => [...random.uniforms(40, low!, high!)])
    for (const x of points) {
      const error = ulpError(polygamma(f64Lanes, n, x), polygammaOf(n, dyadic(x)), 0.25)
      // Below 0 the sum over all whole numbers cancels where an even order changes its sign.
      const scale = x < 0 && n % 2 === 0 ? 2 ** (n + 3) : 1
      expect(error, `at ${x}`).toBeLessThanOrEqual(accuracy.polygamma.ulp * scale)
    }
  })

  it('is trigamma for order 1, and nothing for orders that it does not know', () => {
    for (const x of [-2.25, 0.5, 1, 3]) {
      expect(polygamma(f64Lanes, 1, x)).toBeWithinUlps(trigamma(f64Lanes, x), 4)
      expect(polygamma(f64Lanes, 0, x)).toBeNaN()
      expect(polygamma(f64Lanes, 21, x)).toBeNaN()
    }
  })
})

describe('gamma', () => {
  it('is the factorial of whole numbers, rounded once', () => {
    let factorial = 1n
    for (let n = 1; n <= 171; n++) {
      expect(gamma(f64Lanes, n)).toBe(Number(factorial))
      factorial *= BigInt(n)
    }
    expect(gamma(f64Lanes, 172)).toBe(Number.POSITIVE_INFINITY)
  })

  it('alternates in sign between its poles, down to zeros', () => {
    expect(gamma(f64Lanes, -0.5)).toBeWithinUlps(-2 * Math.sqrt(Math.PI), 2)
    expect(gamma(f64Lanes, -1.5)).toBeWithinUlps((4 / 3) * Math.sqrt(Math.PI), 2)
    expect(gamma(f64Lanes, -200.5)).toBe(-0)
    expect(gamma(f64Lanes, -201.5)).toBe(0)
  })
})

describe.each([
  ['f64', f64Lanes],
  ['f32', f32Lanes],
] as const)('in %s', (_dtype, $) => {
  const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity, NaN: nan } = Number
  it.each([
    ['gamma', gamma, [infinity, minusInfinity, nan, nan, infinity]],
    ['lgamma', lgamma, [infinity, infinity, infinity, infinity, infinity]],
    ['digamma', digamma, [minusInfinity, infinity, nan, nan, infinity]],
    ['trigamma', trigamma, [infinity, infinity, infinity, nan, 0]],
  ] as const)('%s has its limits at 0, -0, -2 and the infinities', (_name, program, limits) => {
    const results = [0, -0, -2, minusInfinity, infinity].map((x) => program($, x))
    expect(results).toEqual(limits)
    expect(program($, nan)).toBeNaN()
  })

  it('the logarithm of gamma is 0 at 1 and 2', () => {
    expect([lgamma($, 1), lgamma($, 2)]).toEqual([0, 0])
  })
})
