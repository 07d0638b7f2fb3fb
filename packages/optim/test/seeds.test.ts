import { compile, type Tensor, tensor, valueAndGrad } from '@gradus/tensor'
import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  adam,
  addDecayedWeights,
  applyUpdates,
  averagedMomentum,
  chain,
  curveFit,
  defineLeafwise,
  descend as descendBy,
  type GradientTransform,
  heavyBall,
  measureCurvature,
  minimize,
  rmsprop,
  sgd,
} from '../src/index.ts'

interface Experiments {
  readonly results: {
    readonly 'booth_gd_.01_150': Record<
      string,
      { readonly f0: number; readonly x150: number[]; readonly f150: number }
    >
    readonly 'booth_alpha_sweep_from_-5-5': Record<string, number>
    readonly 'booth_optimizers_from_-5-5': Record<string, readonly [readonly number[], number]>
    readonly linreg: { readonly ols_slope: number; readonly ols_se: number }
    readonly linreg_full_batch: Record<string, number | number[]> & { readonly lr_max: number }
  }
  readonly data: { readonly X: number[]; readonly Y: number[] }
}

const { results, data } = JSON.parse(
  readRepositoryFile('fixtures/optim/seed-experiments.json'),
) as Experiments

const booth = '(x+2*y-7)^2+(2*x+y-5)^2'

/** Gradient descent with a fixed rate, for so many steps. */
function descend(objective: string, start: Record<string, number>, rate: number, steps: number) {
  const options = {
    method: 'gradient-descent',
    learningRate: rate,
    maxIterations: steps,
    trace: true,
  } as const
  return minimize(objective, start, options)
}

describe('gradient descent on Booth (E0.3)', () => {
  for (const [key, { f0, x150, f150 }] of Object.entries(results['booth_gd_.01_150'])) {
    test(`from ${key} is where the experiment is after 150 steps`, () => {
      const [x, y] = JSON.parse(key) as [number, number]
      const { trace } = descend(booth, { x, y }, 0.01, 150)
      expect(trace).toHaveLength(151)
      expect(trace![0]!.value).toBe(f0)
      const { x: end, value } = trace!.at(-1)!
      expect(end.x).toBeCloseTo(x150[0]!, 12)
      expect(end.y).toBeCloseTo(x150[1]!, 12)
      expect(value / f150).toBeCloseTo(1, 9)
    })
  }

  test('has the values of the sweep, and says which rates are unstable', () => {
    for (const [rate, value] of Object.entries(results['booth_alpha_sweep_from_-5-5'])) {
      const { trace } = descend(booth, { x: -5, y: -5 }, Number(rate), 150)
      // At the best rate the value is the square of rounding errors.
      if (value > 1e-20) expect(trace!.at(-1)!.value / value).toBeCloseTo(1, 6)
      else expect(trace!.at(-1)!.value).toBeLessThan(1e-24)
    }
    const { stabilityLimit, bestRate } = measureCurvature(booth, { x: 0, y: 0 })
    expect([stabilityLimit, bestRate]).toEqual([expect.closeTo(1 / 9, 12), expect.closeTo(0.1, 12)])
    const unstable = descend(booth, { x: -5, y: -5 }, 0.12, 150)
    expect(unstable.trace!.at(-1)!.action).toBe(
      'step up: the rate 0.12 is above 2/curvature ≈ 0.111',
    )
    expect(unstable.value).toBe(884)
  })

  test('with a rate above the limit ends with the numbers when it overflows', () => {
    const { stop, reason } = descend(booth, { x: -5, y: -5 }, 1, 1000)
    expect(stop.code).toBe('diverged')
    expect(reason).toMatch(/the learning rate 1 is above 2\/curvature ≈ 0.111/)
  })
})

describe("Newton's step (E0.4)", () => {
  for (const method of ['newton', 'trust-region'] as const) {
    test(`${method} lands on the minimum of a quadratic in one step`, () => {
      const { trace, iterations, x } = minimize(booth, { x: -5, y: -5 }, { method, trace: true })
      expect(iterations).toBeLessThanOrEqual(2)
      expect(trace![0]!.gradientNorm).toBeCloseTo(Math.hypot(124, 128), 12)
      expect(trace![1]!.x.x).toBeCloseTo(1, 12)
      expect(trace![1]!.x.y).toBeCloseTo(3, 12)
      expect(x).toEqual({ x: expect.closeTo(1, 12), y: expect.closeTo(3, 12) })
      const [first, second] = minimize('x^2', { x: 4 }, { method, trace: true }).trace!
      expect([first!.x.x, second!.x.x]).toEqual([4, expect.closeTo(0, 14)])
    })
  }

  test('on x⁴ takes a third of the way each time', () => {
    const { trace } = minimize('x^4', { x: 4 }, { method: 'newton', trace: true, maxIterations: 5 })
    trace!.slice(1).forEach(({ x }, k) => {
      expect(x.x / trace![k]!.x.x).toBeCloseTo(2 / 3, 12)
    })
  })

  test('does not stay at a maximum or a saddle, where a pure step would', () => {
    const { x, converged } = minimize('x^4-x^2', { x: 0 }, { method: 'newton' })
    expect(Math.abs(x.x)).toBeCloseTo(Math.SQRT1_2, 7)
    expect(converged).toBe(true)
  })
})

describe('optimizers on Booth (E3.3)', () => {
  /** Adam as a rule of one's own, without the corrections for starting at 0. */
  const uncorrected = chain(
    defineLeafwise({
      slots: { mu: 0, nu: 0 },
      step: (math, { gradient, ...old }) => {
        const mu = math.blend(0.9, old.mu, gradient)
        const nu = math.blend(0.999, old.nu, math.mul(gradient, gradient))
        return { update: math.div(mu, math.add(math.sqrt(nu), 1e-8)), mu, nu }
      },
    }),
    descendBy(0.1),
  )
  const swapped = adam({ lr: 0.1, beta1: 0.999, beta2: 0.9 })
  const runs: readonly [what: string, GradientTransform, steps: number][] = [
    ['momentum EMA beta .9 alpha .01 150', averagedMomentum({ lr: 0.01, beta: 0.9 }), 150],
    ['momentum heavy ball .9 alpha .01 150', heavyBall({ lr: 0.01, beta: 0.9 }), 150],
    ['EMA with alpha .1 150 (= heavy .01)', averagedMomentum({ lr: 0.1, beta: 0.9 }), 150],
    ['rmsprop beta .9 alpha .01 150', rmsprop({ lr: 0.01, beta: 0.9 }), 150],
    ['rmsprop beta .9 alpha .1 150', rmsprop({ lr: 0.1, beta: 0.9 }), 150],
    ['adam .9/.999 alpha .1 150', adam({ lr: 0.1 }), 150],
    ['adam .9/.999 alpha .1 1000', adam({ lr: 0.1 }), 1000],
    ['adam .9/.999 alpha .1 5000', adam({ lr: 0.1 }), 5000],
    ['adam swapped .999/.9 alpha .1 150', swapped, 150],
    ['adam swapped alpha .1 1000', swapped, 1000],
    ['adam swapped alpha .1 5000', swapped, 5000],
    ['adam .9/.999 alpha .1 1 step', adam({ lr: 0.1 }), 1],
    ['adam no bias correction .9/.999 alpha .1 1 step', uncorrected, 1],
    ['weight decay eta .01 lambda/n .1 150', chain(addDecayedWeights(0.1), sgd({ lr: 0.01 })), 150],
  ]
  const loss = ({ x, y }: { readonly x: Tensor; readonly y: Tensor }): Tensor => {
    const first = x.add(y.mul(2)).sub(7)
    const second = x.mul(2).add(y).sub(5)
    return first.mul(first).add(second.mul(second))
  }
  const slopes = valueAndGrad(loss)

  for (const [what, optimizer, steps] of runs) {
    test(`${what} is where the experiment is`, () => {
      let at = { x: tensor(-5), y: tensor(-5) }
      let state = optimizer.init(at)
      const step = compile((point: typeof at, old: typeof state) => {
        const { updates, state } = optimizer.update(slopes(point)[1], old, point)
        return { point: applyUpdates(point, updates), state }
      })
      for (let k = 0; k < steps; k++) ({ point: at, state } = step(at, state))
      const [point, value] = results['booth_optimizers_from_-5-5'][what]!
      expect(at.x.item() / point[0]!).toBeCloseTo(1, 9)
      expect(at.y.item() / point[1]!).toBeCloseTo(1, 9)
      // At the minimum the value is the square of rounding errors.
      if (value < 1e-25) expect(loss(at).item()).toBeLessThan(1e-25)
      else expect(loss(at).item() / value).toBeCloseTo(1, 7)
    })
  }
})

describe('the line through the origin (E1.4)', () => {
  const { X, Y } = data
  const n = X.length
  const loss = ([w = 0]: readonly number[]) =>
    X.reduce((sum, x, i) => sum + (w * x - Y[i]!) ** 2, 0) / n
  const gradient = ([w = 0]: readonly number[]) => [
    (2 / n) * X.reduce((sum, x, i) => sum + (w * x - Y[i]!) * x, 0),
  ]
  const run = (learningRate: number, maxIterations: number) =>
    minimize(loss, [10], {
      method: 'gradient-descent',
      gradient,
      learningRate,
      maxIterations,
      trace: true,
    })

  test('has the iterates of the full batch', () => {
    const weights = run(1e-4, 20).trace!.map(({ x }) => x[0]!)
    const expected = results.linreg_full_batch['1e-4 w1..w5'] as number[]
    expected.forEach((weight, k) => {
      expect(weights[k + 1]! / weight).toBeCloseTo(1, 12)
    })
    expect(weights[20]! / (results.linreg_full_batch['1e-4_x20'] as number)).toBeCloseTo(1, 12)
  })

  test('is unstable above the rate that the curvature gives', () => {
    const { stabilityLimit } = measureCurvature({ value: loss, gradient }, [10])
    expect(stabilityLimit / results.linreg_full_batch.lr_max).toBeCloseTo(1, 9)
    expect(run(4e-4, 20).trace!.at(-1)!.value).toBeGreaterThan(1e10)
    expect(run(4e-4, 20).trace!.at(-1)!.x[0]).toBeCloseTo(3.07e5, -4)
  })

  test('is fitted with its standard error', () => {
    const { parameters, standardErrors } = curveFit('w*x', { x: X, y: Y }, { w: 10 })
    expect(parameters.w / results.linreg.ols_slope).toBeCloseTo(1, 13)
    expect(standardErrors.w / results.linreg.ols_se).toBeCloseTo(1, 10)
  })
})
