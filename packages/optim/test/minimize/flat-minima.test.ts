import { describe, expect, test } from 'vitest'
import { type Method, minimize } from '../../src/index.ts'

const methods: readonly Method[] = [
  'trust-region',
  'newton',
  'bfgs',
  'lbfgs',
  'lbfgs-b',
  'conjugate-gradient',
]

describe('minima without curvature', () => {
  test.each([
    ['x^6 + y^6', 0],
    ['x^8 + y^8', 0],
    ['x^4*(2+cos(3*x)) + y^6', 0],
    ['1 + (x-1)^4 + (y-x)^2', 1],
  ])('%s is claimed by every method with derivatives', (formula, least) => {
    for (const method of methods) {
      const { converged, value, reason } = minimize(formula, { x: 0.9, y: -0.8 }, { method })
      expect([method, converged, reason]).toEqual([method, true, reason])
      expect(Math.abs(value - least)).toBeLessThanOrEqual(1e-8 * (least || 1e-10))
    }
  })

  // Every point of a plane is as good, and its straight ways are cut off by the bounds.
  test('of a sum that one combination of variables decides are claimed in a box', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `(${i + 1}*(2*b+3*c+4*d)-1)^2`)
    const bounds = { a: [1.3, 2.5], b: [-20.1, 3], c: [-9.7, 2], d: [0.99, 12] } as const
    const start = { a: 1.5, b: 1, c: 1, d: 1 }
    const { converged, value, reason } = minimize(rows.join('+'), start, { bounds })
    // Σ (i s - 1)² is least at s = Σ i / Σ i².
    expect(value).toBeCloseTo(12 - 78 ** 2 / 650, 10)
    expect([converged, reason]).toEqual([true, reason])
  })

  test('that rounding hides are told from those that differences hide', () => {
    const rows = [1, 2, 3, 4, 5].map(
      (x) => `(a+b+${x}*c-${(2.3 * x + 0.4 + 1e-4 * Math.sin(37 * x * x)).toFixed(7)})^2`,
    )
    const { stop, reason } = minimize(rows.join('+'), { a: 1, b: 1, c: 1 })
    expect(stop).toMatchObject({ code: 'uncertain', isRounding: true })
    expect(reason).toContain('rounding errors')
  })
})
