import { expect } from 'vitest'
import { relativeError, ulpsBetween } from './distance.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** `|actual − expected| ≤ max(relative · |expected|, absolute)`; NaN equals NaN. */
    toBeWithinRelative(expected: number, relative: number, absolute?: number): R
    /** At most `ulps` representable steps from `expected`, in f64 unless said otherwise. */
    toBeWithinUlps(expected: number, ulps: number, dtype?: 'f64' | 'f32'): R
  }
}

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

function toBeWithinRelative(
  actual: number,
  expected: number,
  relative: number,
  absolute = 0,
): Verdict {
  const error = relativeError(actual, expected)
  const pass = error <= relative || Math.abs(actual - expected) <= absolute
  const message = () =>
    `${actual} is ${error.toExponential(2)} (relative) from ${expected}; the limit is ${relative}`
  return { pass, message }
}

function toBeWithinUlps(
  actual: number,
  expected: number,
  ulps: number,
  dtype: 'f64' | 'f32' = 'f64',
): Verdict {
  const distance = ulpsBetween(actual, expected, dtype)
  const message = () => `${actual} is ${distance} ulps from ${expected}; the limit is ${ulps}`
  return { pass: distance <= ulps, message }
}

// Every test file gets these: the set-up of the test runner names this module.
expect.extend({ toBeWithinRelative, toBeWithinUlps })
