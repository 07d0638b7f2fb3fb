import { type Tensor, tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  curveFit,
  leastSquares,
  linearLeastSquares,
  minimize,
  traced,
  tracedResiduals,
} from '../src/index.ts'

describe('functions over tensors', () => {
  test('are minimized with their derivatives, from a list', () => {
    const rosenbrock = traced((x: Tensor) => {
      const [head, tail] = [x.slice(0, 3), x.slice(1, 4)]
      const far = tail.sub(head.mul(head))
      const near = head.sub(1)
      return far.mul(far).mul(100).add(near.mul(near)).sum()
    })
    const result = minimize(rosenbrock, [-1.2, 1, -1.2, 1])
    expect(result.method).toBe('trust-region')
    expect(result.converged).toBe(true)
    expect(result.evaluations.hessian).toBeGreaterThan(0)
    result.x.forEach((entry) => {
      expect(entry).toBeCloseTo(1, 12)
    })
    const gradientsAlone = minimize(rosenbrock, [-1.2, 1, -1.2, 1], { method: 'lbfgs' })
    expect(gradientsAlone.value).toBeLessThan(1e-20)
  })

  test('are minimized from a record, and agree with the formula', () => {
    const booth = traced(({ x, y }: { x: Tensor; y: Tensor }) => {
      const first = x.add(y.mul(2)).sub(7)
      const second = x.mul(2).add(y).sub(5)
      return first.mul(first).add(second.mul(second))
    })
    const result = minimize(booth, { x: -5, y: -5 }, { method: 'newton' })
    const formula = minimize('(x+2*y-7)^2+(2*x+y-5)^2', { x: -5, y: -5 }, { method: 'newton' })
    expect(result.x.x).toBeCloseTo(1, 12)
    expect(result.x.y).toBeCloseTo(3, 12)
    expect(result.hessian).toEqual(formula.hessian)
  })

  test('give residuals with their Jacobian', () => {
    const t = tensor([0, 1, 2, 3])
    const y = tensor([4, 4 * Math.exp(-0.5), 4 * Math.exp(-1), 4 * Math.exp(-1.5)])
    const model = ({ a, k }: { a: Tensor; k: Tensor }) => a.mul(t.mul(k).neg().exp()).sub(y)
    const fit = leastSquares(tracedResiduals(model), { a: 1, k: 1 })
    expect(fit.x).toEqual({ a: expect.closeTo(4, 12), k: expect.closeTo(0.5, 12) })
    expect(fit.evaluations.gradient).toBeGreaterThan(0)
    const list = leastSquares(
      tracedResiduals((x: Tensor) => x.mul(x).sub(tensor([4, 9]))),
      [1, 1],
    )
    expect(list.x).toEqual([expect.closeTo(2, 12), expect.closeTo(3, 12)])
  })

  test('go on where they were stopped with the same bits', () => {
    const objective = traced((x: Tensor) => x.sub(1).exp().sub(x.mul(3)).sum())
    const options = { method: 'bfgs', maxIterations: 50 } as const
    const whole = minimize(objective, [3, -2], options)
    const part = minimize(objective, [3, -2], { ...options, maxEvaluations: 4 })
    const resume = JSON.parse(JSON.stringify(part.state))
    expect(minimize(objective, [3, -2], { ...options, resume })).toEqual(whole)
  })
})

describe('curveFit with the response apart', () => {
  const x = [1, 2, 3, 4, 5]
  const y = x.map((at) => 3 * Math.exp(-at / 2))
  const start = { a: 1, k: 1 }

  test('is the same fit as with columns', () => {
    const apart = curveFit('a*exp(-k*x)', x, y, start)
    expect(JSON.stringify(apart)).toBe(JSON.stringify(curveFit('a*exp(-k*x)', { x, y }, start)))
    expect(apart.parameters.a).toBeCloseTo(3, 12)
  })

  test('takes options, typed arrays, several columns and functions', () => {
    const bounds = { a: [0, 2] } as const
    expect(curveFit('a*exp(-k*x)', x, y, start, { bounds }).parameters.a).toBe(2)
    const logs = curveFit(
      'c-k*t',
      { t: Float64Array.from(x) },
      Float64Array.from(y),
      { c: 0, k: 1 },
      {
        response: 'log(y)',
      },
    )
    expect(logs.parameters.k).toBeCloseTo(0.5, 12)
    const model = ({ a, k }: typeof start, row: Readonly<Record<string, number>>) =>
      a * Math.exp(-k * row.x!)
    expect(curveFit(model, x, y, start).parameters.k).toBeCloseTo(0.5, 8)
  })
})

describe('linearLeastSquares', () => {
  test('has the statistics of a regression', () => {
    const rows = [1, 2, 3, 4, 5, 6].map((at) => [1, at])
    const y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2]
    const fit = linearLeastSquares(rows, y)
    const curve = curveFit('a+b*x', [1, 2, 3, 4, 5, 6], y, { a: 0, b: 0 })
    expect(fit.x).toEqual(Object.values(curve.parameters))
    expect(fit.standardErrors[1]).toBeCloseTo(curve.standardErrors.b, 13)
    expect(fit.isUnique).toBe(true)
  })

  test('solves a Hilbert system to the digits that its entries have', () => {
    const n = 6
    const rows = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => (2520 * 11) / (i + j + 1)),
    )
    const b = rows.map((row) => row.reduce((sum, entry) => sum + entry))
    for (const entry of linearLeastSquares(rows, b).x) expect(entry).toBeCloseTo(1, 9)
  })

  test('says where there is more than one solution', () => {
    const fit = linearLeastSquares(
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      [2, 4, 6],
    )
    expect(fit.isUnique).toBe(false)
    expect(fit.residualSumOfSquares).toBeLessThan(1e-28)
    expect(fit.standardErrors).toEqual([Number.NaN, Number.NaN])
  })

  test('refuses what is no system', () => {
    expect(() => linearLeastSquares([[1]], [1, 2])).toThrow(/1 rows, and b has 2/)
    expect(() => linearLeastSquares([], [])).toThrow(/no entries/)
    expect(() => linearLeastSquares([[1, 2], [3]], [1, 2])).toThrow(/row 1 of A has 1 entries of 2/)
    expect(() => linearLeastSquares([[1], [Number.NaN]], [1, 2])).toThrow(/NaN at 0/)
  })
})

test('a start has to be numbers that are finite', () => {
  const bowl = (x: number[]) => x[0]! ** 2
  expect(() => minimize(bowl, [Number.NaN])).toThrow(/the start has NaN at 0/)
  expect(() => minimize('a^2', { a: Number.POSITIVE_INFINITY })).toThrow(/Infinity at a/)
  expect(() => minimize(bowl, ['1'] as unknown as number[])).toThrow(TypeError)
})
