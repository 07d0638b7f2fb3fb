import { bringAll } from '@gradus/ops'
import { describe, expect, it } from 'vitest'
import { f64Lanes } from '../src/lanes.ts'
import { f32Lanes } from '../src/narrow-lanes.ts'
import { programs } from '../src/table/programs.ts'

// Ops come by name here.
bringAll()

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
  | 'log2'
  | 'log10'
  | 'exp2'
  | 'cbrt'
  | 'rsqrt'
  | 'sec'
  | 'csc'
  | 'cot'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'erf'
  | 'erfc'
  | 'ceil'
  | 'round'

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
  log2: [
    [1, 0],
    [8, 3],
    [0.25, -2],
    [0, minusInfinity],
    [-0, minusInfinity],
    [-1, notANumber],
    [infinity, infinity],
    [minusInfinity, notANumber],
  ],
  log10: [
    [1, 0],
    [1000, 3],
    [1e10, 10],
    [0, minusInfinity],
    [-0, minusInfinity],
    [-1, notANumber],
    [infinity, infinity],
    [minusInfinity, notANumber],
  ],
  exp2: [
    [0, 1],
    [-0, 1],
    [10, 1024],
    [-3, 0.125],
    [infinity, infinity],
    [minusInfinity, 0],
    [1e30, infinity],
    [-1e30, 0],
  ],
  cbrt: [
    [0, 0],
    [-0, -0],
    [27, 3],
    [-8, -2],
    [0.125, 0.5],
    [infinity, infinity],
    [minusInfinity, minusInfinity],
  ],
  rsqrt: [
    [4, 0.5],
    [0, infinity],
    [-0, minusInfinity],
    [-1, notANumber],
    [infinity, 0],
  ],
  sec: [
    [0, 1],
    [-0, 1],
    [infinity, notANumber],
    [minusInfinity, notANumber],
  ],
  csc: [
    [0, infinity],
    [-0, minusInfinity],
    [infinity, notANumber],
    [minusInfinity, notANumber],
  ],
  cot: [
    [0, infinity],
    [-0, minusInfinity],
    [infinity, notANumber],
    [minusInfinity, notANumber],
  ],
  asin: [
    [0, 0],
    [-0, -0],
    [1.5, notANumber],
    [-1.5, notANumber],
    [infinity, notANumber],
  ],
  acos: [
    [1, 0],
    [1.5, notANumber],
    [-1.5, notANumber],
    [minusInfinity, notANumber],
  ],
  atan: [
    [0, 0],
    [-0, -0],
  ],
  sinh: [
    [0, 0],
    [-0, -0],
    [infinity, infinity],
    [minusInfinity, minusInfinity],
    [1000, infinity],
    [-1e30, minusInfinity],
  ],
  cosh: [
    [0, 1],
    [-0, 1],
    [infinity, infinity],
    [minusInfinity, infinity],
    [-1000, infinity],
  ],
  asinh: [
    [0, 0],
    [-0, -0],
    [infinity, infinity],
    [minusInfinity, minusInfinity],
  ],
  acosh: [
    [1, 0],
    [0.5, notANumber],
    [-1, notANumber],
    [infinity, infinity],
    [minusInfinity, notANumber],
  ],
  atanh: [
    [0, 0],
    [-0, -0],
    [1, infinity],
    [-1, minusInfinity],
    [1.5, notANumber],
    [-1.5, notANumber],
    [infinity, notANumber],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [infinity, 1],
    [minusInfinity, -1],
    [10, 1],
    [-1e30, -1],
  ],
  erfc: [
    [0, 1],
    [-0, 1],
    [infinity, 0],
    [minusInfinity, 2],
    [30, 0],
    [-30, 2],
  ],
  ceil: [
    [0, 0],
    [-0, -0],
    [1.25, 2],
    [-1.25, -1],
    [-0.5, -0],
    [infinity, infinity],
    [minusInfinity, minusInfinity],
  ],
  round: [
    [0, 0],
    [-0, -0],
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, -0],
    [-1.5, -2],
    [infinity, infinity],
  ],
}

const smallest = { f64: 5e-324, f32: 2 ** -149 }
const isTheSameNearZero = [
  ...(['expm1', 'log1p', 'sin', 'tan', 'tanh'] as const),
  ...(['asin', 'atan', 'sinh', 'asinh', 'atanh'] as const),
] as const

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

  it('inverts the circle at its quarters', () => {
    expect(programs.asin(f64Lanes, 1)).toBe(Math.PI / 2)
    expect(programs.acos(f64Lanes, -1)).toBe(Math.PI)
    expect(programs.acos(f64Lanes, 0)).toBe(Math.PI / 2)
    expect(programs.atan(f64Lanes, 1)).toBe(Math.PI / 4)
    expect(programs.atan(f64Lanes, minusInfinity)).toBe(-Math.PI / 2)
  })

  it('keeps sinh and cosh finite up to the last number below overflow', () => {
    expect(programs.sinh(f64Lanes, 710.4758600739439)).toBeWithinUlps(1.7976931348621744e308, 2)
    expect(programs.cosh(f64Lanes, 710.475860073944)).toBe(infinity)
  })

  it('has all powers of two and ten exactly', () => {
    for (let n = -1074; n < 1024; n++) expect(programs.log2(f64Lanes, 2 ** n)).toBe(n)
    for (let n = 0; n < 23; n++) expect(programs.log10(f64Lanes, Number(`1e${n}`))).toBe(n)
    for (let n = -1074; n < 1024; n++) expect(programs.exp2(f64Lanes, n)).toBe(2 ** n)
  })

  it('takes logarithms of the smallest and the largest number', () => {
    expect(programs.log(f64Lanes, 5e-324)).toBeWithinUlps(-744.4400719213812, 1)
    expect(programs.log(f64Lanes, Number.MAX_VALUE)).toBeWithinUlps(709.782712893384, 1)
    expect(programs.log1p(f64Lanes, Number.MAX_VALUE)).toBeWithinUlps(709.782712893384, 1)
  })
})
