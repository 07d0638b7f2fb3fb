import { describe, expect, test } from 'vitest'
import { type Method, minimize, type OptimizeResult, type Stop } from '../../src/index.ts'
import { methods } from '../../src/minimize/methods.ts'

type Vector = readonly number[]
type Value = (x: number[]) => number

/** An objective that misbehaves, and the reasons that may be given for it. */
interface Fault {
  readonly what: string
  readonly value: Value
  readonly gradient?: (x: Vector) => number[]
  readonly start: number[]
  readonly bounds?: [number, number][]
  readonly reasons: readonly Stop['code'][]
  /** The value that has to be reached. */
  readonly reach?: number
}

const limits = ['evaluation-limit', 'iteration-limit'] as const
const found = ['minimum', 'rounding', 'uncertain', 'searched'] as const
const bowl = ([x = 0, y = 0]: Vector) => (x - 1) ** 2 + 4 * (y + 2) ** 2
const bowlSlopes = ([x = 0, y = 0]: Vector) => [2 * (x - 1), 8 * (y + 2)]

/** The bowl, until it has been called so often. */
function after(calls: number, fail: () => number): () => Value {
  return () => {
    let count = 0
    return (x) => (count++ < calls ? bowl(x) : fail())
  }
}

const nanLater = after(20, () => Number.NaN)
const throwsLater = after(20, () => {
  throw new Error('the tank is empty')
})

const faults = (): readonly Fault[] => [
  {
    what: 'is NaN after some calls',
    value: nanLater(),
    start: [5, 5],
    reasons: ['not-finite', ...limits],
  },
  {
    what: 'throws after some calls',
    value: throwsLater(),
    start: [5, 5],
    reasons: ['failed', ...limits],
  },
  { what: 'is NaN everywhere', value: () => Number.NaN, start: [5, 5], reasons: ['not-finite'] },
  {
    what: 'throws everywhere',
    value: () => {
      throw new Error('no')
    },
    start: [5, 5],
    reasons: ['failed'],
  },
  {
    what: 'is constant',
    value: () => 7,
    start: [5, 5],
    reasons: ['plateau', 'searched', ...limits],
  },
  {
    what: 'is unbounded below',
    value: ([x = 0, y = 0]) => x - y * y,
    gradient: ([, y = 0]) => [1, -2 * y],
    start: [1, 1],
    reasons: ['unbounded', 'not-finite', 'runaway', ...limits],
  },
  {
    what: 'jumps',
    value: ([x = 0, y = 0]) => Math.floor(Math.abs(x)) + y * y,
    start: [7.3, 2],
    reasons: [...found, 'plateau', 'stalled', 'searched', 'runaway', ...limits],
  },
  {
    what: 'depends on one direction only',
    value: ([x = 0, y = 0]) => (x + y - 3) ** 2,
    gradient: ([x = 0, y = 0]) => [2 * (x + y - 3), 2 * (x + y - 3)],
    start: [10, 4],
    reasons: [...found, ...limits],
    reach: 1e-12,
  },
  {
    what: 'starts at its minimum',
    value: bowl,
    gradient: bowlSlopes,
    start: [1, -2],
    reasons: [...found, ...limits],
    reach: 0,
  },
  {
    what: 'starts at a saddle',
    value: ([x = 0, y = 0]) => x ** 4 / 4 - x ** 2 / 2 + y * y,
    gradient: ([x = 0, y = 0]) => [x ** 3 - x, 2 * y],
    start: [0, 0],
    reasons: [...found, ...limits],
    reach: -0.25 + 1e-9,
  },
  {
    what: 'starts on a bound',
    value: bowl,
    gradient: bowlSlopes,
    start: [0, 0],
    bounds: [
      [0, 3],
      [0, 3],
    ],
    reasons: [...found, ...limits],
    reach: 16 + 1e-9,
  },
  {
    what: 'has variables of sizes 1e-6 and 1e6',
    value: ([x = 0, y = 0]) => (x * 1e6 - 1) ** 2 + (y / 1e6 - 1) ** 2,
    gradient: ([x = 0, y = 0]) => [2e6 * (x * 1e6 - 1), 2e-6 * (y / 1e6 - 1)],
    start: [5e-6, 3e6],
    reasons: [...found, ...limits],
    reach: 1e-9,
  },
]

for (const method of Object.keys(methods) as Method[]) {
  test(`${method} ends soon where no call has a finite value any more`, () => {
    for (const broken of [nanLater(), throwsLater(), after(20, () => Number.POSITIVE_INFINITY)()]) {
      let calls = 0
      const value: Value = (x) => {
        calls++
        return broken(x)
      }
      const { stop } = minimize(value, [5, 5], { method })
      expect(['not-finite', 'failed']).toContain(stop.code)
      expect(calls).toBeLessThan(1000)
    }
  })
}

const slow: ReadonlySet<Method> = new Set(['gradient-descent'])

/** A run that remembers all that it has seen. */
function run(method: Method, { value, gradient, start, bounds }: Fault) {
  let lowest = Number.POSITIVE_INFINITY
  const seen: Value = (x) => {
    const found = value(x)
    if (!bounds || x.every((entry, i) => entry >= bounds[i]![0] && entry <= bounds[i]![1])) {
      if (found < lowest) lowest = found
      return found
    }
    throw new Error(`${x} is outside the bounds`)
  }
  const options = {
    method,
    maxEvaluations: 6000,
    ...(gradient && { gradient }),
    ...(bounds && { bounds }),
  }
  const result: OptimizeResult<number[]> = minimize(seen, start, options)
  return { result, lowest }
}

for (const method of Object.keys(methods) as Method[]) {
  describe(`${method} on an objective that`, () => {
    for (const fault of faults()) {
      test(`${fault.what} gives a reason and the best point`, () => {
        const { result, lowest } = run(method, fault)
        expect(fault.reasons).toContain(result.stop.code)
        expect(result.reason).toMatch(/\d|no |not|throw|failed/)
        if (Number.isFinite(lowest)) expect(result.value).toBe(lowest)
        if (fault.reach !== undefined && !slow.has(method)) {
          expect(result.value).toBeLessThanOrEqual(fault.reach + 1e-9)
        }
        if (result.converged && fault.reach !== undefined) {
          expect(result.value).toBeLessThanOrEqual(fault.reach + 1e-9)
        }
      })
    }
  })
}
