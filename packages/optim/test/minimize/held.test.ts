import { describe, expect, test } from 'vitest'
import { type MinimizeOptions, minimize } from '../../src/index.ts'
import { type Method, methods } from '../../src/minimize/methods.ts'

type Start = Record<string, number>
type Case = readonly [
  objective: string,
  start: Start,
  options: MinimizeOptions<Start>,
  minimum: number,
]

const unit: [number, number] = [0, 1]

/** Starts where the slopes are 0 and a bound or constraint is in the way of one side. */
const cases: readonly Case[] = [
  ['-x^2', { x: 0 }, { bounds: { x: unit } }, -1],
  ['-x^3', { x: 0 }, { bounds: { x: unit } }, -1],
  ['-x^4', { x: 0 }, { bounds: { x: unit } }, -1],
  ['1-x*y', { x: 0, y: 0 }, { bounds: { x: unit, y: unit } }, 0],
  ['(x-1)^2-y^2*x', { x: 0, y: 0 }, { bounds: { y: [0, 3] } }, -29.25],
  ['-x^2', { x: -1 }, { constraints: ['x >= 0'], bounds: { x: [null, 1] } }, -1],
  ['-x^3', { x: 0 }, { constraints: ['x <= 1'] }, -1],
  ['z', { x: 0, y: 0, z: 1 }, { constraints: ['x^2+y^2+z^2 = 1'] }, -1],
  ['x*y', { x: 1, y: 1 }, { constraints: ['x^2+y^2 = 2'] }, -1],
  [
    '-(x^2+2*y^2)',
    { x: 0.5, y: 0.5 },
    { constraints: ['x+y = 1'], bounds: { x: unit, y: unit } },
    -2,
  ],
  [
    '(x-1)^2+(y-1)^2',
    { x: 0, y: 0 },
    { constraints: ['x*y = 0'], bounds: { x: [0, null], y: [0, null] } },
    1,
  ],
]

describe('a start without slopes is left, where a bound or constraint stands on one side', () => {
  for (const [objective, start, options, minimum] of cases) {
    test(`${objective} from ${Object.values(start)}`, () => {
      const { converged, value } = minimize(objective, start, options)
      expect(converged).toBe(true)
      expect(value).toBeCloseTo(minimum, 8)
    })
  }

  for (const method of Object.keys(methods) as Method[]) {
    test(`by ${method}`, () => {
      const bounds = { x: unit, y: unit }
      const { converged, value } = minimize('-x*y', { x: 0, y: 0 }, { bounds, method })
      expect(converged).toBe(true)
      expect(value).toBeCloseTo(-1, 8)
    })
  }
})

describe('constraints', () => {
  test('that say the same twice are one', () => {
    const constraints = ['x+y = 1', '2*x+2*y = 2', 'x+y >= 1', 'x-y <= 4']
    const { converged, value } = minimize('x^2+y^2', { x: 5, y: 1 }, { constraints })
    expect(converged).toBe(true)
    expect(value).toBeCloseTo(0.5, 10)
  })

  test('that no point meets end a run with the point that violates them least', () => {
    for (const constraints of [['x = 0', 'x = 1'], ['x^2 = -1'], ['2 <= 1']]) {
      expect(minimize('x^2+x', { x: 5 }, { constraints }).stop.code).toBe('infeasible')
    }
    const bounds = { x: [2, 2], y: [3, 3] } as const
    const held = minimize('x+y', { x: 0, y: 0 }, { bounds, constraints: ['x+y = 6'] })
    expect(held.stop).toMatchObject({ code: 'infeasible', violation: 1 })
  })

  test('that a saddle of their violation hides are met from there', () => {
    const { converged, value } = minimize(
      '(x-1)*(x-2)*(x-3)+z',
      { x: 0, y: 0, z: 3 },
      {
        constraints: ['z^2 >= x^2+y^2', 'x^2+y^2+z^2 >= 4'],
        bounds: { x: [0, null], y: [0, null], z: [0, 5] },
      },
    )
    expect(converged).toBe(true)
    expect(value).toBeCloseTo(Math.SQRT2 - 6, 8)
  })

  test('whose slopes depend on each other are told from those that cannot be met', () => {
    for (const constraints of [['x^2 <= 0'], ['x^3 <= 0']]) {
      const {
        converged,
        stop,
        constraints: met,
      } = minimize('(x+2)^2-8*x', { x: 1 }, { constraints })
      expect(converged).toBe(false)
      expect(stop.code).toBe('degenerate')
      expect(met!.violation).toBeLessThanOrEqual(1e-8)
    }
  })

  test('that are not numbers are a reason to stop, with the point', () => {
    const { stop, x, value } = minimize('x^2', { x: -4 }, { constraints: ['sqrt(x) >= 1'] })
    expect(stop).toMatchObject({ code: 'failed', point: [-4] })
    expect([x.x, value]).toEqual([-4, 16])
  })

  test('that are curved hide no inflection', () => {
    for (const objective of ['1+x^3', 'x^5']) {
      const options = { constraints: ['y = x^2'], bounds: { x: [-2, 4] } } as const
      const { converged, x } = minimize(objective, { x: 3, y: 3 }, options)
      expect(converged).toBe(true)
      expect(x.x).toBe(-2)
    }
  })

  test('under which the value has no minimum are said to have none', () => {
    const along = minimize('-x*y', { x: 1, y: 1 }, { constraints: ['x-y = 0'] })
    expect(along.stop.code).toBe('unbounded')
    const tail = minimize('exp(-x)+y', { x: 3, y: 1 }, { constraints: ['y >= 0'] })
    expect(tail.converged).toBe(false)
  })
})

test('a minimum without curvature beside a bound is no tail', () => {
  const bounds = { x: [0.2, 2], y: [0.2, 2] } as const
  const { converged, value } = minimize('(y-x)^4-1+x', { x: 1, y: 1 }, { bounds })
  expect(converged).toBe(true)
  expect(value).toBeCloseTo(-0.8, 12)
})

test('a value of 0 at a bound is found by differences', () => {
  const rosenbrock = ([x = 0, y = 0]: number[]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2
  const bounds = [null, [-1.5, null]] as const
  expect(minimize(rosenbrock, [-2, 1], { bounds }).converged).toBe(true)
})

test('bounds that leave no finite number are refused', () => {
  const bounds = { x: [Number.POSITIVE_INFINITY, null] } as const
  expect(() => minimize('x', { x: 0 }, { bounds })).toThrow(/no number lies between/)
})
