import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { curveFit, type LossName, leastSquares } from '../../src/index.ts'
import { compile, isSolved, readProblems, rowsOf } from '../minimize/problems.ts'

describe('the residuals of Moré, Garbow and Hillstrom', () => {
  const problems = readProblems().filter(({ residuals }) => residuals)
  for (const method of [undefined, 'levenberg-marquardt', 'dogleg'] as const) {
    test(`are all solved by ${method ?? 'the default'}, and none is falsely so`, () => {
      expect(problems).toHaveLength(43)
      const wrong = problems.filter((problem) => {
        const { values, slopes } = compile(problem).residuals()
        const jacobian = (x: number[]) => rowsOf(slopes(x), problem.n)
        const result = leastSquares((x: number[]) => values(x), [...problem.x0], {
          jacobian,
          ...(method && { method }),
        })
        const first = compile(problem).value(problem.x0)
        return !result.converged || !isSolved(problem, result.value, first)
      })
      expect(wrong.map(({ id }) => id)).toEqual([])
    })
  }
})

describe('from ten times the start', () => {
  const problems = readProblems().filter(({ residuals }) => residuals)
  test('at least 42 of the 43 are solved, and none is falsely so', () => {
    const missed = problems.filter((problem) => {
      const { values, slopes } = compile(problem).residuals()
      const jacobian = (x: number[]) => rowsOf(slopes(x), problem.n)
      const start = problem.x0.map((entry) => 10 * entry)
      const { value, converged } = leastSquares((x: number[]) => values(x), start, { jacobian })
      const first = compile(problem).value(problem.x0)
      expect([problem.id, converged]).toEqual([problem.id, isSolved(problem, value, first)])
      return !converged
    })
    expect(missed.length).toBeLessThanOrEqual(1)
  })
})

describe('other units of variables and data', () => {
  // Permuted terms are the same minimum, and either may be found.
  const isPermuted = (id: string) => id === 'biggs_exp6'
  const problems = readProblems().filter(({ id, residuals }) => residuals && !isPermuted(id))
  const cases = [
    ['variables in 1e6 and 1e-6', 1e6, 1],
    ['variables in 1e12 and 1e-12', 1e12, 1],
    ['data in 1e8', 1, 1e8],
    ['data in 1e-8', 1, 1e-8],
  ] as const
  test.each(cases)('%s give the same digits', (_, size, unit) => {
    const sizeOf = (j: number) => (j % 2 ? size : 1 / size)
    // A start of 0 says nothing of the unit: looks around a point may be far too wide then.
    const isSized = ({ x0 }: { readonly x0: readonly number[] }) =>
      size < 1e12 || x0.some((entry) => entry !== 0)
    for (const problem of problems.filter(isSized)) {
      const { values, slopes } = compile(problem).residuals()
      const rows = (x: number[]) => rowsOf(slopes(x), problem.n)
      const plain = leastSquares((x: number[]) => values(x), [...problem.x0], { jacobian: rows })
      const back = (z: number[]) => z.map((entry, j) => entry / sizeOf(j))
      const scaled = leastSquares(
        (z: number[]) => values(back(z)).map((entry) => entry * unit),
        problem.x0.map((entry, j) => entry * sizeOf(j)),
        { jacobian: (z) => rows(back(z)).map((row) => row.map((s, j) => (s * unit) / sizeOf(j))) },
      )
      expect([problem.id, scaled.converged]).toEqual([problem.id, true])
      if (!plain.isUnique) continue
      back(scaled.x).forEach((entry, j) => {
        const size = Math.max(Math.abs(plain.x[j]!), 1e-2)
        expect(Math.abs(entry - plain.x[j]!), problem.id).toBeLessThan(1e-9 * size)
      })
    }
  })
})

test('formulas have exact derivatives', () => {
  const variables = ['x1', 'x2']
  const result = leastSquares(['10*(x2-x1^2)', '1-x1'], [-1.2, 1], { variables })
  expect(result.x).toEqual([1, 1])
  expect(result.evaluations.gradient).toBeGreaterThan(0)
  expect(() => leastSquares(['x'], [1])).toThrow(/variables/)
})

test('residuals of 0 are a minimum, however rough differences are', () => {
  const x = Array.from({ length: 21 }, (_, i) => i)
  const y = x.map((at) => ((((at + 1) * at + 1) * at + 1) * at + 1) * at + 1)
  const model = ({ a, b, c, d, e, f }: Record<string, number>, { x: at = 0 }) =>
    ((((f! * at + e!) * at + d!) * at + c!) * at + b!) * at + a!
  const start: Record<string, number> = { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }
  const fit = curveFit(model, { x, y }, start)
  expect(fit.value).toBe(0)
  expect(fit.stop).toEqual({ code: 'minimum', relativeStep: 0, decrease: 0 })
})

test('units do not matter', () => {
  const x = [1, 2, 3, 4, 5, 6, 7, 8]
  const y = x.map((at) => 3 * Math.exp(-at / 4) + 0.01 * Math.sin(9 * at))
  const scaled = x.map((at) => at * 1e9)
  const plain = curveFit('a*exp(-k*x)', { x, y }, { a: 1, k: 1 })
  const far = curveFit('a*exp(-k*x)', { x: scaled, y }, { a: 1, k: 1e-9 })
  expect(far.parameters.k * 1e9).toBeCloseTo(plain.parameters.k, 12)
  expect(far.standardErrors.k * 1e9).toBeCloseTo(plain.standardErrors.k, 12)
})

describe('losses', () => {
  const random = new Random(3)
  const x = Array.from({ length: 40 }, (_, i) => i / 4)
  const y = x.map((at, i) => 2 + 0.5 * at + 0.05 * random.normal() + (i % 8 === 3 ? 20 : 0))
  const slopeBy = (loss: LossName) => {
    const fit = curveFit('a+b*x', { x, y }, { a: 0, b: 0 }, { loss, lossScale: 0.1 })
    expect(fit.converged).toBe(true)
    return fit.parameters
  }

  for (const loss of ['huber', 'soft-l1', 'cauchy', 'arctan'] as const) {
    test(`${loss} leaves outliers aside`, () => {
      const { a, b } = slopeBy(loss)
      expect(Math.abs(a - 2)).toBeLessThan(0.1)
      expect(Math.abs(b - 0.5)).toBeLessThan(0.02)
    })
  }

  test.each(['cauchy', 'arctan'] as const)('%s finds the many from far away', (loss) => {
    const draws = new Random(11)
    for (let draw = 0; draw < 8; draw++) {
      const rows = x.map((at) => {
        const stray = draws.uniform() < 0.2 ? 8 * draws.uniform() : 0
        return 5 * Math.exp(-0.6 * at) + 1 + 0.05 * draws.normal() + stray
      })
      const options = { loss, lossScale: 0.1 }
      const fit = curveFit('a*exp(-k*x)+c', { x, y: rows }, { a: 1, k: 0.5, c: 0 }, options)
      expect(fit.converged).toBe(true)
      expect(Math.abs(fit.parameters.c - 1)).toBeLessThan(0.1)
      expect(Math.abs(fit.parameters.k - 0.6)).toBeLessThan(0.1)
    }
  })

  test('the squares follow them', () => {
    expect(Math.abs(slopeBy('linear').a - 2)).toBeGreaterThan(1)
  })
})

// By Newton's method in 50-digit arithmetic; SciPy's curve_fit has the same covariances.
test.each([
  ['huber', [1.049019607843137, 1.005882352941176], [0.6035771660365878, 0.1576039473780484]],
  ['soft-l1', [1.055883338011924, 1.009150199724414], [0.6776058617315366, 0.1630506734168848]],
] as const)('errors under %s count rows as much as the fit does', (loss, values, errors) => {
  const data = { x: [0, 1, 2, 3, 4, 5, 6, 7], y: [1.1, 1.9, 3.2, 3.9, 15, 6.1, 6.8, 8.2] }
  const fit = curveFit('a+b*x', data, { a: 0, b: 0 }, { loss, lossScale: 0.25 })
  expect(fit.parameters.a).toBeCloseTo(values[0], 12)
  expect(fit.parameters.b).toBeCloseTo(values[1], 12)
  expect(fit.standardErrors.a).toBeCloseTo(errors[0], 12)
  expect(fit.standardErrors.b).toBeCloseTo(errors[1], 12)
})

describe('bounds', () => {
  const x = [0, 1, 2, 3, 4, 5]
  const y = x.map((at) => 4 * Math.exp(-0.7 * at))

  test('are kept, and a parameter on one counts as known', () => {
    const bounds = { a: [0, 3], k: [0, 5] } as const
    const fit = curveFit('a*exp(-k*x)', { x, y }, { a: 1, k: 1 }, { bounds })
    expect(fit.parameters.a).toBe(3)
    expect(fit.standardErrors.a).toBe(0)
    expect(fit.degreesOfFreedom).toBe(5)
    const alone = curveFit('3*exp(-k*x)', { x, y }, { k: 1 })
    expect(fit.parameters.k).toBeCloseTo(alone.parameters.k, 9)
    expect(fit.standardErrors.k).toBeCloseTo(alone.standardErrors.k, 9)
  })

  test('that cut steps short end no search', () => {
    const data = { x: [0, 1, 2, 3, 4, 5, 6], y: [0.4, 1, 2.3, 4.4, 6.6, 8.2, 9.1] }
    const model = 'h/(1+exp(-r*(x-m)))'
    const free = curveFit(model, data, { h: 8, r: 1, m: 2 })
    for (const start of [
      { h: 8, r: 1, m: 2 },
      { h: 0, r: 0, m: 0 },
      { h: 12, r: 3, m: 6 },
    ]) {
      const bounds = { h: [0, 12], r: [0, 3], m: [0, 6] } as const
      const fit = curveFit(model, data, start, { bounds })
      expect(fit.converged).toBe(true)
      expect(fit.value).toBeLessThanOrEqual(free.value * (1 + 1e-12))
      expect(fit.parameters.m).toBeCloseTo(free.parameters.m, 9)
    }
  })

  test('that do not matter change nothing', () => {
    const bounds = { a: [-100, 100], k: [-100, 100] } as const
    const fit = curveFit('a*exp(-k*x)', { x, y }, { a: 1, k: 1 }, { bounds })
    expect(fit.parameters).toEqual({ a: expect.closeTo(4, 12), k: expect.closeTo(0.7, 12) })
  })
})

describe('a fit', () => {
  const x = [1, 2, 3, 4, 5, 6]
  const y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2]

  test('has the statistics of linear regression', () => {
    const fit = curveFit('a+b*x', { x, y }, { a: 0, b: 0 })
    // From the closed form: Sxy/Sxx and its standard error.
    const [mx, my] = [3.5, y.reduce((sum, entry) => sum + entry) / 6]
    const sxx = x.reduce((sum, entry) => sum + (entry - mx) ** 2, 0)
    const b = x.reduce((sum, entry, i) => sum + (entry - mx) * (y[i]! - my), 0) / sxx
    const rss = x.reduce((sum, entry, i) => sum + (y[i]! - my - b * (entry - mx)) ** 2, 0)
    expect(fit.parameters.b).toBeCloseTo(b, 13)
    expect(fit.residualSumOfSquares).toBeCloseTo(rss, 13)
    expect(fit.standardErrors.b).toBeCloseTo(Math.sqrt(rss / 4 / sxx), 13)
    expect(fit.covariance[1]![1]).toBeCloseTo(rss / 4 / sxx, 13)
    const total = y.reduce((sum, entry) => sum + (entry - my) ** 2, 0)
    expect(fit.rSquared).toBeCloseTo(1 - rss / total, 13)
    const [low, high] = fit.confidenceIntervals(0.95).b
    // The 97.5 % quantile of Student's t with 4 degrees of freedom.
    expect((high - low) / 2 / fit.standardErrors.b).toBeCloseTo(2.7764451051977987, 10)
    expect(() => fit.confidenceIntervals(95)).toThrow(/between 0 and 1/)
  })

  test('may be of a function, of a formula of the response, and weighted', () => {
    const model = ({ a, b }: { a: number; b: number }, row: Record<string, number>) =>
      a + b * row.x!
    const fit = curveFit(model, { x, y }, { a: 0, b: 0 })
    const formula = curveFit('a+b*x', { x, y }, { a: 0, b: 0 })
    expect(fit.parameters.b).toBeCloseTo(formula.parameters.b, 8)
    const logs = curveFit('log(c)+p*log(x)', { x, z: y }, { c: 1, p: 1 }, { response: 'log(z)' })
    expect(logs.parameters.p).toBeGreaterThan(0.9)
    const sigma = [1, 1, 1, 1, 1, 1e-6]
    const weighted = curveFit('a+b*x', { x, y }, { a: 0, b: 0 }, { sigma })
    expect(weighted.fitted[5]).toBeCloseTo(12.2, 8)
  })

  test('does not claim what the data do not determine', () => {
    const fit = curveFit('a*b*x', { x, y }, { a: 1, b: 1 })
    expect(fit.standardErrors).toEqual({ a: Number.NaN, b: Number.NaN })
    expect(fit.residualSumOfSquares).toBeLessThan(0.2)
  })

  test('refuses data that do not fit together', () => {
    const start = { a: 1 }
    expect(() => curveFit('a*z', { x, y }, start)).toThrow(/no z; there are a, x, y/)
    expect(() => curveFit('a*exp(-e/x)', { x, y }, { a: 1, e: 1 })).toThrow(/depend on e/)
    expect(() => curveFit('a*x', { x, y }, start, { sigma: '0*x' })).toThrow(/sigma is 0 in row 1/)
    expect(() => curveFit('a*x', { x, y }, start, { response: 'log(-y)' })).toThrow(
      'the response is NaN in row 1, and no finite number',
    )
    expect(() => curveFit('a*x', { x, y }, start, { loss: 'huber', lossScale: 0 })).toThrow(
      '`lossScale` is 0: it has to be a number above 0',
    )
    expect(() => curveFit('a*x', { x, y: [1] }, start)).toThrow(/1 rows/)
    expect(() => curveFit('a*x', { x: [], y: [] }, start)).toThrow(/no data/)
    expect(() => curveFit('a*x', { x, y }, start, { sigma: [1] })).toThrow(/sigma has 1/)
  })
})

describe('cells that are no numbers', () => {
  const y = [1, 2, 3]
  test.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [null, 'null'],
    [undefined, 'undefined'],
    ['4', '"4"'],
  ])('such as %s are refused by their row, where they are used', (cell, shown) => {
    const x = [1, cell, 3] as number[]
    const message = `is ${shown} in row 2, and no finite number`
    const start = { a: 1, b: 1 }
    expect(() => curveFit('a+b*x', { x, y }, start)).toThrow(`x ${message}`)
    expect(() => curveFit('a+b*x', { x: y, y: x }, start)).toThrow(`y ${message}`)
    expect(() => curveFit('a+b*y', { x: y, y }, start, { sigma: x })).toThrow(`sigma ${message}`)
    expect(curveFit('a+b*t', { x, t: [1, 2, 4], y }, start).converged).toBe(true)
  })
})

describe('mistakes that are told before a fit', () => {
  const data = { x: [1, 2, 3], y: [1, 2, 4] }
  const start = { a: 1, b: 1 }
  test.each<[object, string]>([
    [{ loss: 'hubber' }, '`loss` is "hubber": did you mean "huber"?'],
    [{ method: 'lm' }, '`method` is "lm": it has to be one of levenberg-marquardt, dogleg'],
    [{ los: 'huber' }, 'there is no option `los`: did you mean `loss`?'],
    [{ sigma: 2 }, '`sigma` is 2: it has to be a column, a formula or numbers'],
    [{ maxEvaluations: -1 }, '`maxEvaluations` is -1'],
  ])('%j', (options, message) => {
    expect(() => curveFit('a*exp(b*x)', data, start, options)).toThrow(message)
    const residuals = ([a = 0]: number[]) => [a - 1]
    if (!('sigma' in options)) {
      expect(() => leastSquares(residuals, [1], options)).toThrow(message)
    }
  })

  test('names that are two things at once', () => {
    const both = { ...data, a: [1, 2, 3] }
    expect(() => curveFit('a+b*x', both, start)).toThrow('a is a column and a parameter')
    const model = 'a*exp(-e*x)'
    expect(() => curveFit(model, data, { a: 1, e: 1 })).toThrow('write `e` in backticks')
    expect(curveFit('a+`e`*x', data, { a: 1, e: 1 }).parameters.e).toBeCloseTo(1.5, 12)
    const named = { e: data.x, y: data.y }
    expect(() => curveFit('a+b*e', named, start)).toThrow('for the column write `e` in backticks')
    expect(curveFit('a+b*`e`', named, start).parameters.b).toBeCloseTo(1.5, 12)
    expect(curveFit('a+b*y', named, start, { response: 'e' }).isUnique).toBe(true)
  })

  test('responses whose squares are no doubles', () => {
    for (const unit of [1e-200, 1e200]) {
      const y = data.y.map((entry) => entry * unit)
      const fit = () => curveFit('a*exp(b*x)', { ...data, y }, start)
      expect(fit).toThrow('which has no square: choose another unit')
    }
    expect(curveFit('a*exp(b*x)', { ...data, y: [0, 0, 0] }, start).value).toBeLessThan(1e-16)
  })
})

test('a model that throws has no fitted values, but a reason', () => {
  const model = (): number => {
    throw new Error('the table ends')
  }
  const fit = curveFit(model, { x: [1, 2], y: [1, 2] }, { a: 1 })
  expect(fit.stop.code).toBe('failed')
  expect(fit.fitted).toEqual([Number.NaN, Number.NaN])
  expect([fit.residualSumOfSquares, fit.rSquared]).toEqual([Number.NaN, Number.NaN])
})

test('the share that is described weighs rows as the fit does', () => {
  const x = [1, 2, 3, 4]
  const y = [1, 2.2, 2.9, 9]
  const sigma = [1, 1, 1, 100]
  const fit = curveFit('a+b*x', { x, y }, { a: 0, b: 0 }, { sigma })
  // Against the weighted mean, as a regression with a constant alone would leave.
  const mean = curveFit('c', { y }, { c: 0 }, { sigma })
  expect(fit.rSquared).toBeCloseTo(1 - fit.residualSumOfSquares / mean.residualSumOfSquares, 12)
  expect(fit.rSquared).toBeGreaterThan(0.95)
})

describe('what goes wrong', () => {
  test('residuals that fail keep the best point', () => {
    const throwing = (): number[] => {
      throw new Error('the sensor is off')
    }
    for (const fail of [() => [Number.NaN, 0], throwing]) {
      let calls = 0
      const residuals = ([x = 0]: number[]) => (++calls < 6 ? [x * x - 2, x] : fail())
      const result = leastSquares(residuals, [3])
      expect(['not-finite', 'failed']).toContain(result.stop.code)
      expect(Number.isFinite(result.value)).toBe(true)
    }
  })

  test('a start that is a maximum is left', () => {
    const result = leastSquares(([x = 0]: number[]) => [x * x - 1], [0])
    expect(Math.abs(result.x[0]!)).toBeCloseTo(1, 9)
  })

  test('fewer residuals than variables have no errors, but a solution', () => {
    const result = leastSquares(([x = 0, y = 0]: number[]) => [x * x + y - 3], [1, 1])
    expect(result.value).toBeLessThan(1e-16)
    expect(result.degreesOfFreedom).toBe(-1)
    expect(result.standardErrors.every(Number.isNaN)).toBe(true)
  })
})

test('a fit that was stopped goes on to the same bits', () => {
  const x = [0, 1, 2, 3, 4, 5, 6, 7]
  const y = [5.1, 3.7, 2.9, 2.2, 1.9, 1.6, 1.3, 1.2]
  const start = { a: 1, k: 1, c: 0 }
  const fit = (options: object) =>
    curveFit('a*exp(-k*x)+c', { x, y }, start, { trace: true, ...options })
  const whole = fit({})
  for (let k = 0; k < whole.evaluations.value; k++) {
    const part = fit({ maxEvaluations: k })
    expect(part.evaluations.value).toBeLessThanOrEqual(k)
    const rest = fit({ resume: JSON.parse(JSON.stringify(part.state)) })
    expect(JSON.stringify(rest)).toBe(JSON.stringify(whole))
  }
})

test('parameters that the data do not determine are said to be so', () => {
  const start = { a: 1, b: 1, c: 1 }
  const wide = curveFit('a+b*x+c*x^2', [1, 2], [1, 2], start)
  expect(wide.isUnique).toBe(false)
  expect(wide.reason).toContain('2 residuals do not determine 3 parameters')
  const product = curveFit('a*b*x', [1, 2, 3], [1, 2, 3.1], { a: 1, b: 1 })
  expect(product.isUnique).toBe(false)
  const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1]
  const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4]
  const valley = curveFit('a*b*x', x, y, { a: 1, b: 1 })
  expect([valley.stop.code, valley.isUnique]).toEqual(['minimum', false])
  const grid = Array.from({ length: 15 }, (_, i) => 1 + i / 3)
  for (const size of [1e-4, 1e-3, 1, 30]) {
    const noisy = grid.map((at, i) => 2.3 * at + 0.4 + size * Math.sin(37 * i * i))
    for (const model of ['a+b+c*x', 'a*exp(b+c*x)']) {
      const { stop, isUnique } = curveFit(model, grid, noisy, { a: 1, b: 0.1, c: 0.1 })
      expect([model, size, stop.code, isUnique]).toEqual([model, size, 'minimum', false])
    }
  }
  const tail = leastSquares(([a = 0, b = 0]: number[]) => [Math.exp(-a - b) + 1], [0, 0])
  expect(tail.converged).toBe(false)
  expect(product.reason).toContain('do not determine all parameters')
  const line = curveFit('a+b*x', [1, 2, 3], [1, 2, 3.1], { a: 1, b: 1 })
  expect(line.isUnique).toBe(true)
})
