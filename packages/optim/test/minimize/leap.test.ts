import { describe, expect, test } from 'vitest'
import { minimize } from '../../src/index.ts'

const names = Array.from({ length: 10 }, (_, i) => `x${i + 1}`)
const sum = (term: (i: number) => string, first = 1, last = 10) =>
  names
    .slice(first - 1, last)
    .map((_, k) => `(${term(first + k)})`)
    .join('+')

const methods = ['trust-region', 'dogleg', 'trust-region-cg', 'newton'] as const

describe('a valley without end', () => {
  // Steps along it are short, as waves and walls bend the model.
  const waves = sum(
    (i) => `-1.5*x${i}+2.5*x${i + 1}+(x${i}-x${i + 1})^2+sin(x${i}+x${i + 1})`,
    1,
    9,
  )
  const walls = `${sum((i) => `x${i}`)}+${sum((i) => `cos(2*x${i}-x10-x1)/2`, 2, 9)}`
  test.each(['default', ...methods])('is left in leaps: %s', (method) => {
    for (const formula of [waves, walls]) {
      const options = { variables: names, ...(method !== 'default' && { method }) } as const
      const start = names.map((_, i) => (i + 1) / 11)
      const result = minimize(formula, start, options as object)
      expect(result.stop.code).toBe('unbounded')
      expect(result.iterations).toBeLessThan(1500)
    }
  })

  test('is no minimum, however small a share of the value is left to fall', () => {
    for (const method of methods) {
      const flat = 'cos(x1)*sin(x2)-x1/(x2^2+1)'
      const result = minimize(flat, { x1: 1, x2: 0.5 }, { method })
      if (result.converged) expect(result.value).toBeGreaterThan(-1.05)
    }
  })
})

test('a run that leaps goes on to the same bits where it was stopped', () => {
  const formula = sum((i) => `100*(x${i + 1}-x${i}^2)^2+1e-4*(x${i}-3)^2`, 1, 9)
  const start = names.map(() => -1)
  const options = {
    variables: names,
    method: 'trust-region',
    maxIterations: 420,
    trace: true,
  } as const
  const whole = minimize(formula, start, options)
  for (const k of [99, 130, whole.evaluations.value - 3]) {
    const part = minimize(formula, start, { ...options, maxEvaluations: k })
    const resume = JSON.parse(JSON.stringify(part.state))
    const { state: _, ...rest } = minimize(formula, start, { ...options, resume })
    const { state: __, ...expected } = whole
    expect(rest).toEqual(expected)
  }
})
