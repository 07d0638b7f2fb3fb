import { describe, expect, test } from 'vitest'
import {
  curveFit,
  type LeastSquaresMethod,
  type LeastSquaresResult,
  leastSquares,
  minimize,
  type Stop,
} from '../../src/index.ts'

type Residuals = (x: number[]) => number[]

/** Residuals that misbehave, and the reasons that may be given for it. */
interface Fault {
  readonly what: string
  readonly residuals: Residuals
  readonly jacobian?: (x: number[]) => number[][]
  readonly start: number[]
  readonly bounds?: [number, number][]
  readonly reasons: readonly Stop['code'][]
  /** The value that has to be reached. */
  readonly reach?: number
}

const limits = ['evaluation-limit', 'iteration-limit'] as const
const found = ['minimum', 'rounding', 'uncertain'] as const
const valley: Residuals = ([x = 0, y = 0]) => [10 * (y - x * x), 1 - x]
const valleySlopes = ([x = 0]: number[]) => [
  [-20 * x, 10],
  [-1, 0],
]

function after(calls: number, fail: () => number[]): () => Residuals {
  return () => {
    let count = 0
    return (x) => (count++ < calls ? valley(x) : fail())
  }
}

const nanLater = after(7, () => [Number.NaN, 0])
const throwsLater = after(7, () => {
  throw new Error('the tank is empty')
})

const faults = (): readonly Fault[] => [
  {
    what: 'are NaN after some calls',
    residuals: nanLater(),
    jacobian: valleySlopes,
    start: [-1.2, 1],
    reasons: ['not-finite', ...limits],
  },
  {
    what: 'throw after some calls',
    residuals: throwsLater(),
    jacobian: valleySlopes,
    start: [-1.2, 1],
    reasons: ['failed', ...limits],
  },
  {
    what: 'are NaN everywhere',
    residuals: () => [Number.NaN],
    start: [1],
    reasons: ['not-finite'],
  },
  {
    what: 'are constant',
    residuals: () => [3, 4],
    start: [1, 2],
    reasons: ['plateau', 'uncertain'],
  },
  {
    what: 'jump',
    residuals: ([x = 0, y = 0]) => [Math.floor(x), y],
    start: [7.3, 2],
    reasons: [...found, 'plateau', 'stalled', 'runaway', ...limits],
  },
  {
    what: 'have a Jacobian of rank 1',
    residuals: ([x = 0, y = 0]) => [x + y - 3, 2 * (x + y - 3)],
    jacobian: () => [
      [1, 1],
      [2, 2],
    ],
    start: [10, 4],
    reasons: found,
    reach: 1e-20,
  },
  {
    what: 'are 0 at the start',
    residuals: valley,
    jacobian: valleySlopes,
    start: [1, 1],
    reasons: found,
    reach: 0,
  },
  {
    what: 'start at a saddle',
    residuals: ([x = 0, y = 0]) => [x * x - 1, y],
    jacobian: ([x = 0]) => [
      [2 * x, 0],
      [0, 1],
    ],
    start: [0, 0],
    reasons: found,
    reach: 1e-16,
  },
  {
    what: 'start on a bound',
    residuals: ([x = 0, y = 0]) => [x - 1, 2 * (y + 2)],
    jacobian: () => [
      [1, 0],
      [0, 2],
    ],
    start: [0, 0],
    bounds: [
      [0, 3],
      [0, 3],
    ],
    reasons: found,
    reach: 16,
  },
  {
    what: 'have variables of sizes 1e-6 and 1e6',
    residuals: ([x = 0, y = 0]) => [x * 1e6 - 1, y / 1e6 - 1],
    jacobian: () => [
      [1e6, 0],
      [0, 1e-6],
    ],
    start: [5e-6, 3e6],
    reasons: found,
    reach: 1e-20,
  },
  {
    what: 'only tend to 0',
    residuals: ([x = 0]) => [Math.exp(-x) + 1],
    jacobian: ([x = 0]) => [[-Math.exp(-x)]],
    start: [0],
    reasons: ['runaway', 'stalled', 'uncertain', 'plateau', ...limits],
  },
]

function slopesUntil(calls: number): (x: number[]) => number[][] {
  let count = 0
  return (x) => {
    if (count++ < calls) return valleySlopes(x)
    throw new Error('the table ends here')
  }
}

const methods: readonly (LeastSquaresMethod | undefined)[] = [
  undefined,
  'levenberg-marquardt',
  'dogleg',
]

for (const method of methods) {
  describe(`${method ?? 'the default'} on residuals that`, () => {
    for (const { what, residuals, jacobian, start, bounds, reasons, reach } of faults()) {
      test(`${what} gives a reason and the best point`, () => {
        let lowest = Number.POSITIVE_INFINITY
        const seen: Residuals = (x) => {
          const all = residuals(x)
          const value = all.reduce((sum, each) => sum + each * each, 0)
          if (value < lowest) lowest = value
          if (!bounds || x.every((e, i) => e >= bounds[i]![0] && e <= bounds[i]![1])) return all
          throw new Error(`${x} is outside the bounds`)
        }
        const result: LeastSquaresResult<number[]> = leastSquares(seen, start, {
          maxEvaluations: 3000,
          ...(method && { method }),
          ...(jacobian && { jacobian }),
          ...(bounds && { bounds }),
        })
        expect(reasons).toContain(result.stop.code)
        if (Number.isFinite(lowest)) {
          expect(result.value).toBeLessThanOrEqual(lowest * (1 + 1e-6) + 1e-30)
        }
        if (reach !== undefined) expect(result.value).toBeLessThanOrEqual(reach * (1 + 1e-9))
      })
    }
  })
}

test.each([0, 1, 2, 5, 9, 14])('a Jacobian that throws after %i calls gives a reason', (calls) => {
  for (const method of methods) {
    const options = { jacobian: slopesUntil(calls), maxEvaluations: 2000 }
    const result = leastSquares(valley, [-1.2, 1], { ...options, ...(method && { method }) })
    expect([...found, 'failed', 'stalled', 'not-finite']).toContain(result.stop.code)
    expect(result.value).toBeLessThanOrEqual(24.2 + 1e-12)
    if (result.converged) expect(result.value).toBeLessThan(1e-16)
  }
})

/** Everything that a result holds, to the bit. */
const bits = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    typeof each === 'number' ? `${Object.is(each, -0) ? '-' : ''}${each}` : each,
  )

/** Stops at every number of evaluations, and goes on from what was saved. */
function expectSameBits(run: (options: object) => object & { evaluations: { value: number } }) {
  const whole = run({})
  for (let k = 0; k < whole.evaluations.value; k += 1 + Math.floor(k / 20)) {
    const part = run({ maxEvaluations: k }) as { state: unknown; evaluations: { value: number } }
    expect(part.evaluations.value).toBeLessThanOrEqual(k)
    expect(bits(run({ resume: JSON.parse(JSON.stringify(part.state)) }))).toBe(bits(whole))
  }
}

describe('a run that is stopped at any evaluation goes on to the same bits', () => {
  for (const method of methods) {
    for (const given of [{}, { jacobian: valleySlopes }]) {
      const what = 'jacobian' in given ? 'with a Jacobian' : 'from residuals alone'
      test(`by ${method ?? 'the default'} ${what}`, () => {
        const fixed = { ...given, ...(method && { method }), trace: true }
        expectSameBits((options) => leastSquares(valley, [-1.2, 1], { ...fixed, ...options }))
      })
    }
  }

  test('where one method after another is tried', () => {
    const tail = ([x = 0]: number[]) => [Math.exp(-x) + 1]
    expectSameBits((options) => leastSquares(tail, [0], { trace: true, ...options }))
  })

  test('with a loss that is approached by another', () => {
    const far = ([x = 0, y = 0]: number[]) => [x - 3, y - x * x, x * y - 1, 50]
    const fixed = { loss: 'arctan', trace: true } as const
    expectSameBits((options) => leastSquares(far, [1, 1], { ...fixed, ...options }))
  })

  test('with a loss and bounds', () => {
    const fixed = { loss: 'cauchy', bounds: [[-2, 0.9], null] } as const
    expectSameBits((options) => leastSquares(valley, [-1.2, 1], { ...fixed, ...options }))
  })

  test('in a fit of a formula that is linear', () => {
    const x = [1, 2, 3, 4]
    expectSameBits((options) => curveFit('a+b*x', x, [1, 3, 2, 5], { a: 0, b: 0 }, options))
  })

  test('under constraints, with derivatives and without', () => {
    const under = { constraints: ['x*y >= 2', 'x+y = 4'], bounds: { x: [0, 3] } } as const
    expectSameBits((options) => minimize('(x-3)^2+y^4', { x: 1, y: 1 }, { ...under, ...options }))
    const value = ({ x, y }: { x: number; y: number }) => (x - 3) ** 2 + y ** 4
    const sum = { value: ({ x, y }: { x: number; y: number }) => x + y, equals: 4 }
    expectSameBits((options) => minimize(value, { x: 1, y: 1 }, { constraints: [sum], ...options }))
  })
})
