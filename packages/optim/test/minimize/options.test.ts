import { describe, expect, test } from 'vitest'
import { minimize, ObjectiveError } from '../../src/index.ts'
import { type Method, methods } from '../../src/minimize/methods.ts'

const rosenbrock = ([x = 0, y = 0]: readonly number[]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2
const gradient = ([x = 0, y = 0]: readonly number[]) => [
  -400 * x * (y - x * x) - 2 * (1 - x),
  200 * (y - x * x),
]
const start = [-1.2, 1]
const run = (options: object) => () => minimize(rosenbrock, start, options)

describe('options', () => {
  test.each([
    [{ maxIter: 3 }, 'there is no option `maxIter`'],
    [{ maxEvaluation: 3 }, 'did you mean `maxEvaluations`?'],
    [{ gtol: 1 }, 'there is no option `gtol`'],
    [{ Bounds: [] }, 'did you mean `bounds`?'],
    [{ method: 'newtn' }, '`method` is "newtn": did you mean "newton"?'],
    [{ method: 'SLSQP' }, 'it has to be one of trust-region, dogleg'],
    [{ lineSearch: 'wolfe' }, 'it has to be one of armijo, strong-wolfe, hager-zhang'],
    [{ maxEvaluations: -1 }, '`maxEvaluations` is -1'],
    [{ maxEvaluations: 1.5 }, 'a whole number from 0 on'],
    [{ maxEvaluations: Number.NaN }, '`maxEvaluations` is NaN'],
    [{ maxIterations: '3' }, '`maxIterations` is "3"'],
    [{ gradientTolerance: -1 }, 'a number from 0 on'],
    [{ gradientTolerance: Number.NaN }, '`gradientTolerance` is NaN'],
    [{ target: Number.NaN }, '`target` is NaN'],
    [{ learningRate: 0 }, 'a number above 0'],
    [{ seed: 1.5 }, '`seed` is 1.5: it has to be a whole number'],
    [{ variables: ['x', 'x'] }, 'a list of different names'],
    [{ gradient: [1, 2] }, '`gradient` is a list of 2: it has to be a function'],
    [{ onIteration: 'log' }, '`onIteration` is "log"'],
    [{ signal: {} }, '`signal` is an object: it has to be an AbortSignal'],
    [{ trace: 1 }, 'true or false'],
    [{ resume: 'x' }, 'the `state` of a result'],
    [{ constraints: 'x = 1' }, '`constraints` is "x = 1": it has to be a list'],
    [{ constraints: [() => 1] }, 'a constraint is a function'],
    [{ constraints: [{ value: 3, equals: 1 }] }, 'no function or formula'],
    [{ constraints: [{ value: rosenbrock, atMost: 'a' }] }, '"a" on its other side'],
    [{ bounds: [0, 1] }, 'the bounds of variable 0 are 0'],
    [{ bounds: [[0], [0, 1]] }, 'the bounds of variable 0 are a list of 1'],
    [{ bounds: [['0', '1'], null] }, 'the bounds of variable 0 are no numbers'],
    [{ bounds: [null, [3, 2]] }, 'between the bounds 3 and 2 of variable 1'],
  ])('%j are refused', (options, message) => {
    expect(run(options)).toThrow(message)
  })

  test('are an object', () => {
    expect(run('newton' as never)).toThrow('options are an object, not "newton"')
    expect(run(null as never)).toThrow('options are an object, not null')
    expect(run([] as never)).toThrow('options are an object, not a list of 0')
  })

  test('that are undefined count as not given, and limits may be infinite', () => {
    const { x } = minimize(rosenbrock, start, { maxEvaluations: Number.POSITIVE_INFINITY })
    expect(x[0]).toBeCloseTo(1, 6)
    expect(run({ gradient: undefined, seed: undefined })().converged).toBe(true)
  })
})

describe('a start', () => {
  test('may be a typed array of any kind', () => {
    for (const begin of [Float32Array.of(-1.2, 1), Int16Array.of(-1, 1)]) {
      const { x } = minimize(rosenbrock, begin as Float32Array)
      expect(x).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)])
    }
  })

  test('with holes or other values is refused', () => {
    const from = (begin: unknown) => () => minimize(rosenbrock, begin as number[])
    expect(from(new Array(2))).toThrow('the start has no number at 0')
    expect(from(['1', '2'])).toThrow('the start has no number at 0')
    expect(from([1, Number.NaN])).toThrow('the start has NaN at 1')
    expect(from(3)).toThrow('the start is an array of numbers')
  })
})

describe('derivatives', () => {
  const given = (derivatives: object) => () =>
    minimize(rosenbrock, start, { method: 'newton', gradient, ...derivatives } as never)

  test('of another form are refused with the place', () => {
    expect(given({ gradient: () => undefined })).toThrow('the gradient is undefined')
    expect(given({ gradient: () => ['1', '2'] })).toThrow('the gradient has "1" at 0')
    expect(given({ gradient: () => [1, undefined] })).toThrow('the gradient has undefined at 1')
    expect(given({ hessian: () => undefined })).toThrow('the Hessian is undefined')
    expect(given({ hessian: () => [1, 0, 0, 1] })).toThrow('the Hessian is 4 rows')
    expect(
      given({
        hessian: () => [
          ['a', 0],
          [0, 1],
        ],
      }),
    ).toThrow('the Hessian has "a" at 0, 0')
    expect(() => minimize({ value: 3 } as never, start)).toThrow(ObjectiveError)
  })

  test('may be in single precision', () => {
    const single = (x: number[]) => Float32Array.from(gradient(x))
    expect(minimize(rosenbrock, start, { gradient: single }).x[0]).toBeCloseTo(1, 3)
  })

  test('that are not symmetric are refused, unless by rounding', () => {
    const rows = (error: number) => () =>
      given({
        hessian: ([x = 0, y = 0]: number[]) => [
          [1200 * x * x - 400 * y + 2, -400 * x * (1 + error)],
          [-400 * x, 200],
        ],
      })()
    expect(rows(-1)).toThrow('the Hessian is not symmetric: 480 at 1, 0')
    expect(rows(1e-6)().converged).toBe(true)
  })

  test('with the wrong sign are found out where nothing falls along them', () => {
    const wrong = (x: number[]) => gradient(x).map((entry) => -entry)
    for (const method of [
      'trust-region',
      'newton',
      'bfgs',
      'lbfgs',
      'conjugate-gradient',
    ] as const) {
      const result = minimize(rosenbrock, start, { method, gradient: wrong })
      expect(result.stop.code).toBe('wrong-gradient')
      expect(result.reason).toMatch(/not that of the objective: `checkGradient` tells where/)
      expect(result.value).toBe(rosenbrock(result.x))
    }
  })

  test('that have a kink between them are not called wrong', () => {
    const value = ([x = 0, y = 0]: number[]) => Math.abs(x - 0.3) + y * y
    const slopes = ([x = 0, y = 0]: number[]) => [Math.sign(x - 0.3), 2 * y]
    const { stop } = minimize(value, [3, 2], { gradient: slopes })
    expect(['stalled', 'minimum', 'rounding']).toContain(stop.code)
  })

  test('that are not numbers are the reason to stop', () => {
    const later = (k: number) => {
      let calls = 0
      return (x: number[]) => (calls++ < k ? gradient(x) : [Number.NaN, 0])
    }
    for (const k of [0, 5]) {
      const { stop } = minimize(rosenbrock, start, { gradient: later(k), method: 'bfgs' })
      expect(stop).toMatchObject({ code: 'failed', message: 'a slope is not a number' })
    }
  })
})

for (const method of Object.keys(methods) as Method[]) {
  describe(method, () => {
    test('keeps its best point where the objective returns no number later on', () => {
      let calls = 0
      const value = (x: number[]) => (++calls > 30 ? undefined : rosenbrock(x)) as number
      const result = minimize(value, start, { method, maxEvaluations: 4000 })
      expect(result.value).toBe(rosenbrock(result.x))
      expect(result.converged).toBe(false)
    })

    test('says that a value of -Infinity is no minimum', () => {
      for (const after of [0, 1, 20]) {
        let calls = 0
        const value = (x: number[]) => (++calls > after ? -Infinity : rosenbrock(x))
        const { stop, reason } = minimize(value, start, { method })
        expect(stop).toEqual({ code: 'unbounded', value: -Infinity })
        expect(reason).toMatch(/no minimum/)
      }
    })

    test('ends on a slope that has no end', () => {
      const { stop } = minimize(([x = 0, y = 0]: number[]) => x + 2 * y, start, { method })
      expect(stop.code).toBe('unbounded')
    })
  })
}
