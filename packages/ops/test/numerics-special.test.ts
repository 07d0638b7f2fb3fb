import { describe, expect, it } from 'vitest'
import { f32Lanes, f64Lanes } from '../src/lanes.ts'
import { programs } from '../src/table/programs.ts'

const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity, NaN: notANumber } = Number

type UnaryName =
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'

/** What both precisions give exactly, as C99 has it. */
const specialValues: Record<UnaryName, readonly (readonly [x: number, result: number])[]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [infinity, infinity],
    [minusInfinity, 0],
    [1e30, infinity],
    [-1e30, 0],
    [710, infinity],
    [-746, 0],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [infinity, infinity],
    [minusInfinity, -1],
    [1e30, infinity],
    [-1e30, -1],
    [-100, -1],
  ],
  log: [
    [1, 0],
    [0, minusInfinity],
    [-0, minusInfinity],
    [-1, notANumber],
    [-1e-40, notANumber],
    [infinity, infinity],
    [minusInfinity, notANumber],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, minusInfinity],
    [-1.5, notANumber],
    [infinity, infinity],
    [minusInfinity, notANumber],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [infinity, notANumber],
    [minusInfinity, notANumber],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [infinity, notANumber],
    [minusInfinity, notANumber],
  ],
  tan: [
    [0, 0],
    [-0, -0],
    [infinity, notANumber],
    [minusInfinity, notANumber],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [infinity, 1],
    [minusInfinity, -1],
    [25, 1],
    [-25, -1],
    [1.7e308, 1],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [infinity, 1],
    [minusInfinity, 0],
    [50, 1],
    [-800, 0],
  ],
  softplus: [
    [1000, 1000],
    [-800, 0],
    [infinity, infinity],
    [minusInfinity, 0],
  ],
}

const smallest = { f64: 5e-324, f32: 2 ** -149 }
const isTheSameNearZero = ['expm1', 'log1p', 'sin', 'tan', 'tanh'] as const

const carriers = [
  ['f64', f64Lanes],
  ['f32', f32Lanes],
] as const

describe.each(carriers)('in %s', (dtype, $) => {
  it.each(Object.keys(specialValues) as UnaryName[])(
    '%s is exact at its special values',
    (name) => {
      for (const [x, result] of specialValues[name]) {
        expect(programs[name]($, x), `${name}(${Object.is(x, -0) ? '-0' : x})`).toBe(result)
      }
      expect(programs[name]($, notANumber)).toBeNaN()
    },
  )

  it.each(isTheSameNearZero)('%s keeps tiny numbers as they are', (name) => {
    for (const x of [smallest[dtype], -smallest[dtype], 3 * smallest[dtype], 2 ** -100]) {
      expect(programs[name]($, x)).toBe(x)
    }
  })

  it('raises to powers as C99 says at every pair of special values', () => {
    const values = [0, 0.5, 1, 1.5, 2, 3, 2 ** 24 - 1, 2 ** 100, 2 ** 120 + 2 ** 100, infinity]
    const signed = [...values, ...values.map((x) => -x), notANumber]
    for (const x of signed) {
      for (const y of signed) {
        expect(Math.fround(programs.pow($, x, y)), `${x} ** ${y}`).toBe(Math.fround(powerOf(x, y)))
      }
    }
  })
})

// ECMAScript, unlike C99, has NaN for 1 ** NaN, 1 ** ∞ and (-1) ** ∞.
function powerOf(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === infinity) ? 1 : x ** y
}

describe('at the limits of f64', () => {
  it('goes through the subnormal numbers to zero', () => {
    expect(programs.exp(f64Lanes, -745)).toBe(5e-324)
    expect(programs.sigmoid(f64Lanes, -745)).toBe(5e-324)
    expect(programs.softplus(f64Lanes, -745)).toBe(5e-324)
    expect(programs.pow(f64Lanes, 2, -1074)).toBe(5e-324)
    expect(programs.pow(f64Lanes, 2, -1076)).toBe(0)
    expect(programs.pow(f64Lanes, -2, -1075)).toBe(-0)
  })

  it('overflows only above the largest number', () => {
    expect(programs.exp(f64Lanes, 709.782712893384)).toBeWithinUlps(1.797693134862273e308, 3)
    expect(programs.exp(f64Lanes, 709.7827128933841)).toBe(infinity)
    expect(programs.expm1(f64Lanes, 709.782712893384)).toBeWithinUlps(1.797693134862273e308, 3)
    expect(programs.pow(f64Lanes, 2, 1023)).toBe(2 ** 1023)
    expect(programs.pow(f64Lanes, 2, 1024)).toBe(infinity)
  })

  it('takes logarithms of the smallest and the largest number', () => {
    expect(programs.log(f64Lanes, 5e-324)).toBeWithinUlps(-744.4400719213812, 1)
    expect(programs.log(f64Lanes, Number.MAX_VALUE)).toBeWithinUlps(709.782712893384, 1)
    expect(programs.log1p(f64Lanes, Number.MAX_VALUE)).toBeWithinUlps(709.782712893384, 1)
  })
})
