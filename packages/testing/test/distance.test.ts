import { describe, expect, test } from 'vitest'
import { relativeError, ulpsBetween } from '../src/index.ts'

describe('the distance in ulps', () => {
  test.each([
    [1, 1, 0],
    [1, 1 + Number.EPSILON, 1],
    [1 - Number.EPSILON / 2, 1 + Number.EPSILON, 2],
    [-0, 0, 0],
    [-Number.MIN_VALUE, Number.MIN_VALUE, 2],
    [Number.MAX_VALUE, Number.POSITIVE_INFINITY, 1],
    [Number.NaN, Number.NaN, 0],
    [Number.NaN, 1, Number.POSITIVE_INFINITY],
  ])('from %f to %f is %f, in both directions', (a, b, ulps) => {
    expect(ulpsBetween(a, b)).toBe(ulps)
    expect(ulpsBetween(b, a)).toBe(ulps)
  })

  test('counts f32 steps when asked to', () => {
    expect(ulpsBetween(1, 1 + 2 ** -23, 'f32')).toBe(1)
    expect(ulpsBetween(-(2 ** -149), 2 ** -149, 'f32')).toBe(2)
  })
})

describe('the relative error', () => {
  test('is measured by the expected value', () => {
    expect(relativeError(1.5, 2)).toBe(0.25)
    expect(relativeError(1, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(relativeError(Number.NaN, Number.NaN)).toBe(0)
    expect(relativeError(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(0)
  })
})

describe('the matchers', () => {
  test('accept what is near enough', () => {
    expect(1 + 1e-13).toBeWithinRelative(1, 1e-12)
    expect(1e-13).toBeWithinRelative(0, 1e-12, 1e-12)
    expect(1 + Number.EPSILON).toBeWithinUlps(1, 1)
    expect(Number.NaN).toBeWithinRelative(Number.NaN, 0)
  })

  test('refuse what is not', () => {
    expect(1 + 1e-11).not.toBeWithinRelative(1, 1e-12)
    expect(Number.NaN).not.toBeWithinRelative(1, 1)
    expect(() => expect(2).toBeWithinUlps(1, 5)).toThrow('the limit is 5')
  })
})
