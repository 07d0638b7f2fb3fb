import { sym } from '@gradus/symbolic'
import { describe, expect, test } from 'vitest'
import { type Method, minimize, ObjectiveError, type TracePoint } from '../../src/index.ts'
import { methods } from '../../src/minimize/methods.ts'

const rosenbrock = ([x = 0, y = 0]: readonly number[]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2
const gradient = ([x = 0, y = 0]: readonly number[]) => [
  -400 * x * (y - x * x) - 2 * (1 - x),
  200 * (y - x * x),
]
const hessian = ([x = 0, y = 0]: readonly number[]) => [
  [1200 * x * x - 400 * y + 2, -400 * x],
  [-400 * x, 200],
]
const start = [-1.2, 1]

for (const method of Object.keys(methods) as Method[]) {
  describe(method, () => {
    test('calls no function more often than it may, and returns the best point seen', () => {
      for (const cap of [0, 1, 2, 3, 7, 20, 61]) {
        const calls = { value: 0, gradient: 0, hessian: 0 }
        let lowest = Number.POSITIVE_INFINITY
        const count = <T>(kind: keyof typeof calls, value: T): T => {
          calls[kind]++
          return value
        }
        const objective = {
          value: (x: number[]) => {
            lowest = Math.min(lowest, rosenbrock(x))
            return count('value', rosenbrock(x))
          },
          gradient: (x: number[]) => count('gradient', gradient(x)),
          hessian: (x: number[]) => count('hessian', hessian(x)),
        }
        const result = minimize(objective, start, { method, maxEvaluations: cap })
        expect(Math.max(calls.value, calls.gradient, calls.hessian)).toBeLessThanOrEqual(cap)
        expect(result.evaluations).toEqual(calls)
        if (cap > 0) expect(result.value).toBe(lowest)
        if (cap > 0) expect(rosenbrock(result.x)).toBe(result.value)
      }
    })

    test('keeps its points when the objective or a callback writes into them', () => {
      const spoil = (x: number[]) => x.fill(Number.NaN)
      const points: number[][] = []
      const options = { method, maxEvaluations: 120 }
      const clean = minimize(rosenbrock, start, options)
      const spoilt = minimize(
        (x: number[]) => {
          const value = rosenbrock(x)
          spoil(x)
          return value
        },
        start,
        { ...options, onIteration: ({ x }) => void points.push(spoil(x)) },
      )
      expect(spoilt).toEqual(clean)
      expect(points.flat().every(Number.isNaN)).toBe(true)
      expect(start).toEqual([-1.2, 1])
    })

    test('stays inside its bounds', () => {
      const bounds = [
        [-1.5, 0.5],
        [0.5, 2],
      ] as const
      const result = minimize(
        (x: number[]) => {
          x.forEach((entry, i) => {
            expect(entry).toBeGreaterThanOrEqual(bounds[i]![0])
            expect(entry).toBeLessThanOrEqual(bounds[i]![1])
          })
          return rosenbrock(x)
        },
        start,
        { method, bounds, maxEvaluations: 3000 },
      )
      expect(result.x[0]).toBeCloseTo(-0.69846, 4)
      expect(result.x[1]).toBe(0.5)
    })

    test('ends at once when it is aborted, and when the callback says so', () => {
      const controller = new AbortController()
      let calls = 0
      const aborted = minimize(
        (x: number[]) => {
          if (++calls === 15) controller.abort(new Error('enough'))
          return rosenbrock(x)
        },
        start,
        { method, signal: controller.signal },
      )
      expect(calls).toBe(15)
      expect(aborted.stop).toEqual({ code: 'aborted', why: 'enough' })
      const stopped = minimize(rosenbrock, start, {
        method,
        onIteration: ({ iteration }) => iteration === 2,
      })
      expect(stopped.stop).toEqual({ code: 'stopped', iteration: 2 })
      expect(stopped.iterations).toBe(2)
    })
  })
}

test('the trace has every point with its step and what was done', () => {
  const seen: TracePoint<number[]>[] = []
  const { trace, iterations } = minimize(rosenbrock, start, {
    trace: true,
    gradient,
    hessian,
    onIteration: (point) => void seen.push(point),
  })
  expect(trace).toEqual(seen)
  expect(trace).toHaveLength(iterations + 1)
  const [first, second] = trace!
  expect(first).toMatchObject({ iteration: 0, x: start, step: 0, action: 'start' })
  expect(second!.step).toBeCloseTo(Math.hypot(second!.x[0]! - start[0]!, second!.x[1]! - start[1]!))
  expect(trace!.at(-1)!.gradientNorm).toBeLessThan(1e-8)
})

describe('an objective', () => {
  test('is a text with a start by name, and the result has the same names', () => {
    const result = minimize('(x+2*y-7)^2+(2*x+y-5)^2', { x: -5, y: -5 }, { method: 'newton' })
    expect(result.x).toEqual({ x: expect.closeTo(1, 12), y: expect.closeTo(3, 12) })
    expect(Object.keys(result.gradient!)).toEqual(['x', 'y'])
    expect(result.hessian).toEqual([
      [10, 8],
      [8, 10],
    ])
  })

  test('is an expression with a start in the order of its variables', () => {
    const [a, b] = [sym('a'), sym('b')]
    const objective = a.sub(3).pow(2).add(b.mul(b))
    const { x } = minimize(objective, [1, 1], { variables: ['b', 'a'] })
    expect(x).toEqual([expect.closeTo(0, 12), expect.closeTo(3, 12)])
    expect(() => minimize(objective, [1, 1])).toThrow(/variables/)
  })

  test('is a function of an object, where the start is one', () => {
    const value = ({ mass, speed }: { mass: number; speed: number }) =>
      (mass - 2) ** 2 + (speed + 1) ** 2
    const { x } = minimize(value, { mass: 1, speed: 1 })
    expect(x).toEqual({ mass: expect.closeTo(2, 6), speed: expect.closeTo(-1, 6) })
  })

  test('may give value and gradient in one call', () => {
    let calls = 0
    const valueAndGradient = (x: number[]) => {
      calls++
      return { value: rosenbrock(x), gradient: gradient(x) }
    }
    const result = minimize({ valueAndGradient }, start)
    expect(result.converged).toBe(true)
    expect(calls).toBe(result.evaluations.value)
  })

  test('that returns something else is refused, not avoided', () => {
    expect(() => minimize((() => 'a') as never, [1])).toThrow(ObjectiveError)
    expect(() => minimize(rosenbrock, start, { gradient: () => [1] })).toThrow(ObjectiveError)
    const short = { gradient, hessian: () => [[1]] }
    expect(() => minimize(rosenbrock, start, short)).toThrow(ObjectiveError)
    expect(() => minimize('x +', { x: 1 })).toThrow(/formula/)
    expect(() => minimize('x + y', { x: 1 })).toThrow(RangeError)
  })
})

describe('bounds', () => {
  test('may be left open, and given by name', () => {
    const bounds = { x: [2, null] } as const
    const { x } = minimize('x^2+y^2', { x: 5, y: 5 }, { bounds })
    expect(x).toEqual({ x: 2, y: expect.closeTo(0, 10) })
  })

  test('hold a variable where they meet, and move a start inside', () => {
    const bounds = { x: [2, 2], y: [3, 4] } as const
    expect(minimize('x^2+y^2', { x: 5, y: 5 }, { bounds }).x).toEqual({ x: 2, y: 3 })
  })

  test('that do not fit the start are refused', () => {
    const wrong = (bounds: never) => () => minimize('x^2', { x: 1 }, { bounds })
    expect(wrong({ z: [0, 1] } as never)).toThrow(/z, which is no variable/)
    expect(wrong({ x: [1, 0] } as never)).toThrow(/no number lies between/)
    expect(() => minimize(rosenbrock, start, { bounds: [[0, 1]] })).toThrow(/1 bounds/)
  })
})

test('a tolerance of the gradient and a target end a run early', () => {
  const loose = minimize(rosenbrock, start, { gradient, gradientTolerance: 1e-2 })
  expect(loose.stop.code).toBe('gradient-tolerance')
  const near = minimize(rosenbrock, start, { gradient, target: 1e-3 })
  expect(near.stop).toMatchObject({ code: 'target', target: 1e-3 })
  expect(near.value).toBeLessThanOrEqual(1e-3)
})

test('the best point is the lowest that was seen, where values alone lead to a target', () => {
  for (const method of Object.keys(methods) as Method[]) {
    let lowest = Number.POSITIVE_INFINITY
    const value = (x: number[]) => {
      lowest = Math.min(lowest, rosenbrock(x))
      return rosenbrock(x)
    }
    const result = minimize(value, start, { method, target: 1, maxEvaluations: 5000 })
    expect(result.stop.code).toBe('target')
    expect(result.value).toBe(lowest)
  }
})

test('a checkpoint of another method or version is refused', () => {
  const { state } = minimize(rosenbrock, start, { maxEvaluations: 5, method: 'bfgs' })
  expect(() => minimize(rosenbrock, start, { method: 'lbfgs', resume: state })).toThrow(/bfgs/)
  const old = { ...state, version: 0 }
  expect(() => minimize(rosenbrock, start, { method: 'bfgs', resume: old })).toThrow(/version/)
})

describe('what is no minimum', () => {
  test('a tail that falls for ever is told from one', () => {
    const tail = minimize('exp(-x)+1', { x: 0 })
    expect(tail.converged).toBe(false)
    expect(['runaway', 'plateau']).toContain(tail.stop.code)
  })

  test('a saddle is left with second derivatives and without', () => {
    const saddle = ([x = 0, y = 0]: number[]) => x * x - y * y + y ** 4
    const slopes = ([x = 0, y = 0]: number[]) => [2 * x, -2 * y + 4 * y ** 3]
    for (const method of ['bfgs', 'lbfgs', 'conjugate-gradient', 'trust-region'] as const) {
      const result = minimize(saddle, [1, 0], { method, gradient: slopes })
      expect(result.value).toBeCloseTo(-0.25, 10)
    }
  })
})
