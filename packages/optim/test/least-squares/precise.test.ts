import { describe, expect, test } from 'vitest'
import { curveFit } from '../../src/index.ts'
import { atan, cos, exp, log, pow, sin, sqrt } from '../../src/least-squares/precise-functions.ts'
import { preciseGap, readDecimal } from '../../src/least-squares/precise-model.ts'
import type { DoubleDouble } from '../../src/linear-algebra/double-double.ts'
import { readFormula } from '../../src/objective/formula.ts'

const read = readDecimal

// From 60-digit arithmetic: the nearest double, and the nearest double of what is left.
const values: readonly [what: string, found: DoubleDouble, high: number, low: number][] = [
  ['0.1 as a decimal', read(0.1), 0.1, -5.551115123125783e-18],
  ['-0.1 as a decimal', read(-0.1), -0.1, 5.551115123125783e-18],
  ['exp 0.1', exp(read(0.1)), 1.1051709180756477, -8.763017013024472e-17],
  ['exp -30.5', exp(read(-30.5)), 5.675685232632723e-14, -2.744021414416088e-30],
  ['log 0.7', log(read(0.7)), -0.3566749439387324, 1.2755728260984883e-17],
  ['sqrt 2', sqrt(read(2)), Math.SQRT2, -9.667293313452913e-17],
  ['sin 12.3', sin(read(12.3)), -0.26323179136580166, 8.886291760529544e-18],
  ['sin 700', sin(read(700)), 0.5439705233633756, 4.712339898160928e-17],
  ['cos -1.6', cos(read(-1.6)), -0.029199522301288725, -1.0101144920677376e-18],
  ['atan 0.3', atan(read(0.3)), 0.2914567944778671, -6.2630230990644245e-18],
  ['1.1^-7', pow(read(1.1), read(-7)), 0.5131581182307068, -2.7693813699267604e-17],
  ['1.1^0.3', pow(read(1.1), read(0.3)), 1.029005759421095, -1.9697060949521566e-17],
]

test.each(values)('%s has twice the digits of a double', (_, found, high, low) => {
  expect(found.high).toBe(high)
  expect(Math.abs(found.low - low)).toBeLessThan(1e-13 * Math.abs(low))
})

test.each([0, 5e-324, 1e-300, Number.MAX_VALUE, 2 ** 53, 1e23])(
  '%d is itself, with less than a rounding beside it',
  (value) => {
    expect(read(value).high).toBe(value)
    expect(Math.abs(read(value).low)).toBeLessThanOrEqual(value * 2 ** -53)
  },
)

describe('what a formula leaves of a response', () => {
  const gapOf = (model: string, response: string, at: readonly number[], data: object) => {
    const formulas = { model: readFormula(model), response: readFormula(response) }
    const columns = data as Record<string, number[]>
    return preciseGap({ ...formulas, parameters: ['a'], data: columns })(Float64Array.from(at))
  }

  test('counts columns and numbers as the decimals that they are', () => {
    const thirds = gapOf('a*x/3', 'y', [1], { x: [0.3, 0.6], y: [0.1, 0.2] })!
    const sum = gapOf('a*(x+0.2)', 'y', [1], { x: [0.1], y: [0.3] })!
    const turn = gapOf('a*sin(pi*x)', 'y', [1], { x: [7], y: [0] })!
    for (const left of [...thirds, ...sum, ...turn]) expect(Math.abs(left)).toBeLessThan(1e-29)
  })

  test('is not known where an op is not', () => {
    expect(gapOf('a*erf(x)', 'y', [1], { x: [1], y: [1] })).toBeUndefined()
  })

  test('is not a number in rows that it does not reach', () => {
    const gap = gapOf('a*x^0.5', 'y', [1], { x: [0, 4], y: [1, 1] })!
    expect(gap[1]).toBe(-1)
  })
})

describe('residuals that are nearly rounding errors', () => {
  // Two exponentials, rounded to 13 digits; fitted by Newton's method in 60-digit arithmetic.
  const x = Array.from({ length: 16 }, (_, i) => i / 20)
  const y = [
    2.2, 1.966425739788, 1.7594396338075, 1.5759469864787, 1.4132157240736, 1.2688338204168,
    1.140671723999, 1.0268491988617, 0.9257060606625, 0.8357763502616, 0.75576554095,
    0.6845304228904, 0.6210613502265, 0.5644665732724, 0.5139584108112, 0.4688410463154,
  ]
  const errors = [3.234115375681e-12, 7.336126905231e-12, 3.220645017351e-12, 2.107889652431e-12]
  const start = { a: 1, k: 1, b: 1, l: 2 }
  const model = 'a*exp(-k*x)+b*exp(-l*x)'

  test('keep their digits, and so do the errors of parameters', () => {
    const fit = curveFit(model, { x, y }, start)
    // Rounding the data to doubles alone would change it by a thousandth.
    expect(Math.abs(fit.residualSumOfSquares / 1.30489060276e-26 - 1)).toBeLessThan(1e-4)
    const found = Object.values(fit.standardErrors)
    found.forEach((error, i) => {
      expect(Math.abs(error / errors[i]! - 1)).toBeLessThan(1e-4)
    })
  })

  test('are what they are in another unit', () => {
    const sigma = y.map(() => 4)
    const fit = curveFit(model, { x, y }, start, { sigma })
    expect(Math.abs(fit.residualSumOfSquares / (1.30489060276e-26 / 16) - 1)).toBeLessThan(1e-4)
  })
})
