import { describe, expect, test } from 'vitest'
import { type MinimizeOptions, minimize } from '../../src/index.ts'

interface ConstrainedProblem {
  readonly name: string
  readonly objective: string
  readonly start: Record<string, number>
  readonly constraints: readonly string[]
  readonly bounds?: Record<string, [number, number]>
  readonly value: number
}

/** From Hock and Schittkowski, "Test examples for nonlinear programming codes" (1981). */
const problems: readonly ConstrainedProblem[] = [
  {
    name: 'HS6',
    objective: '(1-x)^2',
    start: { x: -1.2, y: 1 },
    constraints: ['10*(y-x^2) = 0'],
    value: 0,
  },
  {
    name: 'HS7',
    objective: 'log(1+x^2)-y',
    start: { x: 2, y: 2 },
    constraints: ['(1+x^2)^2+y^2 = 4'],
    value: -Math.sqrt(3),
  },
  {
    name: 'HS10',
    objective: 'x-y',
    start: { x: -10, y: 10 },
    constraints: ['-3*x^2+2*x*y-y^2+1 >= 0'],
    value: -1,
  },
  {
    name: 'HS12',
    objective: '0.5*x^2+y^2-x*y-7*x-7*y',
    start: { x: 0, y: 0 },
    constraints: ['4*x^2+y^2 <= 25'],
    value: -30,
  },
  {
    name: 'HS26',
    objective: '(a-b)^2+(b-c)^4',
    start: { a: -2.6, b: 2, c: 2 },
    constraints: ['(1+b^2)*a+c^4-3 = 0'],
    value: 0,
  },
  {
    name: 'HS39',
    objective: '-a',
    start: { a: 2, b: 2, c: 2, d: 2 },
    constraints: ['b-a^3-c^2 = 0', 'a^2-b-d^2 = 0'],
    value: -1,
  },
  {
    name: 'HS65',
    objective: '(a-b)^2+(a+b-10)^2/9+(c-5)^2',
    start: { a: -5, b: 5, c: 0 },
    constraints: ['48-a^2-b^2-c^2 >= 0'],
    bounds: { a: [-4.5, 4.5], b: [-4.5, 4.5], c: [-5, 5] },
    value: 0.9535288568,
  },
  {
    name: 'HS71',
    objective: 'a*d*(a+b+c)+c',
    start: { a: 1, b: 5, c: 5, d: 1 },
    constraints: ['a*b*c*d >= 25', 'a^2+b^2+c^2+d^2 = 40'],
    bounds: { a: [1, 5], b: [1, 5], c: [1, 5], d: [1, 5] },
    value: 17.0140172892,
  },
]

for (const method of [undefined, 'bfgs', 'lbfgs-b', 'nelder-mead'] as const) {
  describe(`constraints with ${method ?? 'the default method'}`, () => {
    for (const { name, objective, start, constraints, bounds, value } of problems) {
      test(`${name} is solved to eight digits`, () => {
        const options: MinimizeOptions<typeof start> = {
          constraints,
          ...(bounds && { bounds }),
          ...(method && { method }),
        }
        const result = minimize(objective, start, options)
        expect(result.converged).toBe(true)
        expect(result.value).toBeCloseTo(value, 8)
        expect(result.constraints!.violation).toBeLessThanOrEqual(1e-8)
      })
    }
  })
}

test('multipliers say what each constraint costs', () => {
  const at = (limit: number) =>
    minimize('(x-3)^2+(y-2)^2', { x: 0, y: 0 }, { constraints: [`x+y <= ${limit}`] })
  const [{ value, constraints }, { value: looser }] = [at(3), at(3.001)]
  expect(constraints!.multipliers[0]).toBeCloseTo((value - looser) / 0.001, 2)
})

test('constraints that cannot be met are reported with what is left of them', () => {
  const result = minimize('x^2', { x: 1 }, { constraints: ['x >= 2', 'x <= 1'] })
  expect(result.converged).toBe(false)
  expect(result.stop).toMatchObject({ code: 'infeasible', violation: expect.closeTo(0.5, 6) })
})

test('constraints that cannot be met are told from a variable that runs away', () => {
  // The violation is least all along a circle between them.
  const constraints = ['x^2+y^2 = 1', 'x^2+y^2 = 4']
  for (const method of ['trust-region', 'dogleg', 'newton', 'bfgs', 'lbfgs'] as const) {
    const { stop } = minimize('x^2+y^2', { x: 0.3, y: 0.2 }, { constraints, method })
    expect(stop.code).toBe('infeasible')
  }
})

test('functions may be constraints, with or without gradients', () => {
  const circle = ([x = 0, y = 0]: number[]) => x * x + y * y
  const sum = { value: ([x = 0, y = 0]: number[]) => x + y, equals: 1 }
  const withGradient = { ...sum, gradient: () => [1, 1] }
  for (const constraint of [sum, withGradient]) {
    const { x } = minimize(circle, [3, 1], { constraints: [constraint] })
    expect(x[0]).toBeCloseTo(0.5, 6)
    expect(x[1]).toBeCloseTo(0.5, 6)
  }
  const outside = { value: circle, atLeast: 4 }
  expect(minimize(circle, [3, 1], { constraints: [outside] }).value).toBeCloseTo(4, 7)
})

test('a constraint without a relation, or with two, is refused', () => {
  const wrong = (constraint: string) => () => minimize('x', { x: 1 }, { constraints: [constraint] })
  expect(wrong('x + 1')).toThrow(/no constraint/)
  expect(wrong('0 <= x <= 1')).toThrow(/no constraint/)
  expect(() => minimize('x', { x: 1 }, { constraints: [{ value: 'x' }] })).toThrow(/one of/)
})

test('a constrained run that was stopped goes on to the same bits', () => {
  const problem = problems[7]!
  const options = { constraints: problem.constraints, bounds: problem.bounds!, trace: true }
  const whole = minimize(problem.objective, problem.start, options)
  for (let k = 0; k < whole.evaluations.value; k += 7) {
    const part = minimize(problem.objective, problem.start, { ...options, maxEvaluations: k })
    const resume = JSON.parse(JSON.stringify(part.state))
    const rest = minimize(problem.objective, problem.start, { ...options, resume })
    expect(JSON.stringify(rest)).toBe(JSON.stringify(whole))
  }
})
