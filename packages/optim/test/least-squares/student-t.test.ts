import { expect, test } from 'vitest'
import { studentQuantile } from '../../src/least-squares/student-t.ts'

// From 30-digit arithmetic.
const quantiles: readonly (readonly [p: number, nu: number, t: number])[] = [
  [0.975, 1, 12.706204736174707],
  [0.975, 2, 4.302652729749464],
  [0.975, 3, 3.182446305283708],
  [0.975, 4, 2.7764451051977987],
  [0.975, 10, 2.2281388519862735],
  [0.975, 30, 2.0422724563012378],
  [0.995, 7, 3.4994832973504937],
  [0.9, 25, 1.3163450726738704],
  [0.9995, 12, 4.317791283606182],
  [0.975, 1000, 1.9623390808264074],
  [0.975, 100000, 1.959987707534177],
  [0.6, 5, 0.26718086570414484],
]

for (const [p, nu, t] of quantiles) {
  test(`the ${p} quantile of Student's t with ${nu} degrees of freedom has eleven digits`, () => {
    expect(studentQuantile(p, nu)).toBeCloseTo(t, 10)
    expect(studentQuantile(1 - p, nu)).toBeCloseTo(-t, 10)
  })
}

test('a quantile that does not exist is NaN', () => {
  expect([studentQuantile(1, 3), studentQuantile(0.5, 0), studentQuantile(0.5, 9)]).toEqual([
    Number.NaN,
    Number.NaN,
    0,
  ])
})
