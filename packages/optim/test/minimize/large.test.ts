import { describe, expect, test } from 'vitest'
import { type Method, type MinimizeOptions, minimize } from '../../src/index.ts'

const n = 3000

/** A sum of functions of single variables, by their places. */
interface Separable {
  readonly value: (x: number, i: number) => number
  readonly slope: (x: number, i: number) => number
  readonly start: (i: number) => number
}

function run({ value, slope, start }: Separable, options: MinimizeOptions<number[]>) {
  return minimize(
    {
      value: (x) => x.reduce((sum, entry, i) => sum + value(entry, i), 0),
      gradient: (x) => x.map((entry, i) => slope(entry, i)),
    },
    Array.from({ length: n }, (_, i) => start(i)),
    options,
  )
}

/** A bowl in all variables but one. */
function but(value: (x: number) => number, slope: (x: number) => number, start: number): Separable {
  return {
    value: (x, i) => (i === 7 ? value(x) : (x - 1) ** 2),
    slope: (x, i) => (i === 7 ? slope(x) : 2 * (x - 1)),
    start: (i) => (i === 7 ? start : 4),
  }
}

const methods: readonly (Method | undefined)[] = [
  undefined,
  'lbfgs',
  'lbfgs-b',
  'conjugate-gradient',
  'trust-region-cg',
]

for (const method of methods) {
  const options = method ? { method } : {}
  describe(`${method ?? 'the default'} with three thousand variables`, () => {
    test('finds minima, and keeps no Hessian', () => {
      const scaled: Separable = {
        value: (x, i) => (1 + i / 30) * (x - 1) ** 2 + 1e-3,
        slope: (x, i) => 2 * (1 + i / 30) * (x - 1),
        start: () => 5,
      }
      const result = run(scaled, options)
      expect(result.converged).toBe(true)
      expect(result.value).toBeCloseTo(3, 10)
      expect(result.evaluations.hessian).toBe(0)
      expect(result.hessian).toBeUndefined()
    })

    test('leaves a saddle that it starts at, in one variable of all', () => {
      const saddle = but(
        (x) => x ** 4 / 4 - x ** 2 / 2,
        (x) => x ** 3 - x,
        0,
      )
      const result = run(saddle, options)
      expect(result.converged).toBe(true)
      expect(result.value).toBeCloseTo(-0.25, 10)
    })

    test('takes neither a tail nor a way down for a minimum', () => {
      const tail = but(
        (x) => 1 + Math.exp(-x),
        (x) => -Math.exp(-x),
        0,
      )
      expect(run(tail, options).converged).toBe(false)
      const down = but(
        (x) => -x * x,
        (x) => -2 * x,
        1,
      )
      expect(run(down, options).stop.code).toBe('unbounded')
    })
  })
}

test('bounds hold for many variables, and those at one count for nothing', () => {
  const bowl: Separable = { value: (x) => (x - 1) ** 2, slope: (x) => 2 * (x - 1), start: () => 0 }
  const bounds = Array.from({ length: n }, (_, i): [number, number] => [0, i % 2 === 0 ? 0.5 : 3])
  const result = run(bowl, { bounds })
  expect(result.converged).toBe(true)
  expect(result.value).toBeCloseTo((n / 2) * 0.25, 9)
})

test('a bound that holds nothing is left by one variable of many', () => {
  const hill = but(
    (x) => -x * x,
    (x) => -2 * x,
    0,
  )
  const bounds = Array.from({ length: n }, (): [number, number] => [0, 2])
  expect(run(hill, { bounds }).value).toBeCloseTo(-4, 9)
})

test('trust-region-cg goes through a curved valley of ten thousand variables', () => {
  const pairs = Array.from({ length: 5000 }, (_, i) => 2 * i)
  const result = minimize(
    {
      value: (x) =>
        pairs.reduce((sum, i) => sum + 10 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0),
      gradient: (x) =>
        x.map((entry, i) =>
          i % 2 === 0
            ? -40 * entry * (x[i + 1]! - entry ** 2) - 2 * (1 - entry)
            : 20 * (entry - x[i - 1]! ** 2),
        ),
    },
    pairs.flatMap((_, i) => [-1 - (i % 7) / 10, 1]),
    { method: 'trust-region-cg' },
  )
  expect(result.converged).toBe(true)
  expect(result.value).toBeLessThan(1e-12)
  expect(result.evaluations.hessian).toBe(0)
})

test('a run that is stopped among products with the Hessian goes on with the same bits', () => {
  const wave: Separable = {
    value: (x, i) => Math.cosh(x - i / n) + 0.01 * x,
    slope: (x, i) => Math.sinh(x - i / n) + 0.01,
    start: () => 2,
  }
  for (const method of ['lbfgs', 'trust-region-cg'] as const) {
    const whole = run(wave, { method })
    const calls = Math.max(whole.evaluations.value, whole.evaluations.gradient)
    for (const share of [0.3, 0.8, 0.95]) {
      const part = run(wave, { method, maxEvaluations: Math.floor(share * calls) })
      const resume = JSON.parse(JSON.stringify(part.state))
      const rest = run(wave, { method, resume })
      expect(rest.x).toEqual(whole.x)
      expect(rest.reason).toBe(whole.reason)
    }
  }
})
