import { describe, expect, it } from 'vitest'
import { f64Lanes } from '../src/lanes.ts'
import { f32Lanes, i32Lanes } from '../src/narrow-lanes.ts'

const carriers = [
  ['f64', f64Lanes, -1022, 1023],
  ['f32', f32Lanes, -126, 127],
] as const

describe.each(carriers)('the %s carrier of plain numbers', (_name, $, lowest, highest) => {
  it('makes every power of two in the range of normal numbers', () => {
    for (let n = lowest; n <= highest; n++) expect($.powerOfTwo(n)).toBe(2 ** n)
  })

  it('splits a normal number into its exponent and its mantissa', () => {
    for (const mantissa of [1, 1.25, 1.5, Math.fround(1.9999998807907104)]) {
      for (let n = lowest; n <= highest; n += 7) {
        const x = mantissa * 2 ** n
        expect($.exponent(x)).toBe(n)
        expect($.mantissa(x)).toBe(mantissa)
      }
    }
  })

  it('rounds to the nearest integer, ties to even, and keeps the sign of zero', () => {
    const rounded: [number, number][] = [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [-0.5, -0],
      [-1.5, -2],
      [-2.5, -2],
      [0.49999997, 0],
      [-0.25, -0],
      [2 ** 60, 2 ** 60],
      [8388609, 8388609],
      [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [Number.NaN, Number.NaN],
    ]
    for (const [x, nearest] of rounded) expect($.nearest(x)).toBe(nearest)
  })

  it('copies the sign, of zeros too', () => {
    expect($.copySign(3, -0)).toBe(-3)
    expect($.copySign(-3, 0)).toBe(3)
    expect($.copySign(0, -5)).toBe(-0)
    expect($.copySign(-0, 5)).toBe(0)
    expect($.copySign(Number.POSITIVE_INFINITY, -1)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('takes NaN over numbers and -0 below 0 in min and max', () => {
    expect($.min(0, -0)).toBe(-0)
    expect($.max(-0, 0)).toBe(0)
    expect($.min(1, Number.NaN)).toBeNaN()
    expect($.max(Number.NaN, 1)).toBeNaN()
  })

  it('runs the slow path only where the mask holds', () => {
    const never = () => {
      throw new Error('the slow path ran')
    }
    expect($.when(false, never, 7)).toBe(7)
    expect($.when(true, () => 8, 7)).toBe(8)
  })

  it('looks values up in a table', () => {
    expect($.lookup([5, 0.1], 1)).toBe($.constant(0.1))
  })
})

describe('the f32 carrier', () => {
  it('rounds every result to single precision', () => {
    const [a, b] = [Math.fround(0.1), Math.fround(0.7)]
    expect(f32Lanes.constant(0.1)).toBe(a)
    expect(f32Lanes.add(a, b)).toBe(Math.fround(a + b))
    expect(f32Lanes.sub(a, b)).toBe(Math.fround(a - b))
    expect(f32Lanes.mul(a, b)).toBe(Math.fround(a * b))
    expect(f32Lanes.div(a, b)).toBe(Math.fround(a / b))
    expect(f32Lanes.sqrt(b)).toBe(Math.fround(Math.sqrt(b)))
    expect(f32Lanes.mul(2 ** 100, 2 ** 100)).toBe(Number.POSITIVE_INFINITY)
  })

  it('runs wide programs of any number of arguments in f64 and rounds once', () => {
    const third = f32Lanes.wide(($, x, y) => $.div(x!, $.add(y!, $.constant(1e-9))), 1, 3)
    expect(third).toBe(Math.fround(1 / (3 + 1e-9)))
  })
})

describe('the i32 carrier', () => {
  it('wraps around at 32 bits', () => {
    expect(i32Lanes.add(2 ** 31 - 1, 1)).toBe(-(2 ** 31))
    expect(i32Lanes.mul(65536, 65537)).toBe(65536)
    expect(i32Lanes.neg(-(2 ** 31))).toBe(-(2 ** 31))
    expect(i32Lanes.constant(2.75)).toBe(2)
  })
})
