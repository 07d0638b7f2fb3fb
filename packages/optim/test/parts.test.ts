import { hvp, random, type Tensor, tensor } from '@gradus/tensor'
import { describe, expect, it } from 'vitest'
import type { GradientTransform } from '../src/index.ts'
import * as optim from '../src/index.ts'

/** What a transformation makes of gradients in its first step. */
function firstOf<G>(transform: GradientTransform, gradients: G, parameters: unknown = gradients) {
  return transform.update(gradients, transform.init(parameters), parameters).updates
}

const matrix = tensor([
  [3, 1],
  [4, -1],
])

describe('parts', () => {
  const cases: readonly (readonly [string, GradientTransform, unknown, unknown])[] = [
    ['clipByNorm', optim.clipByNorm(1), tensor([3, 4]), [0.6000000000000001, 0.8]],
    ['clipByNorm of little', optim.clipByNorm(10), tensor([3, 4]), [3, 4]],
    ['normalize', optim.normalize(), tensor([3, 4]), [0.6000000000000001, 0.8]],
    ['normalize of 0', optim.normalize(), tensor([0, 0]), [0, 0]],
    ['takeSigns', optim.takeSigns(), tensor([-3, 0, 2]), [-1, 0, 1]],
    [
      'centralize',
      optim.centralize(),
      matrix,
      [
        [-0.5, 1],
        [0.5, -1],
      ],
    ],
    ['centralize of a line', optim.centralize(), tensor([1, 2]), [1, 2]],
    ['freeze', optim.freeze(), tensor([1, Number.NaN]), [0, 0]],
    ['zeroNans', optim.zeroNans(), tensor([1, Number.NaN]), [1, 0]],
    ['keepAbove', optim.keepAbove(1), tensor([-5, 3]), [6, 3]],
    ['penalize', optim.penalize({ l1: 0.5, l2: 0.25 }), tensor([-2, 4]), [-3, 5.5]],
    ['scaleByTrustRatio', optim.scaleByTrustRatio({ trust: 2 }), tensor([3, 4]), [6, 8]],
    ['scaleBySchedule', optim.scaleBySchedule(optim.constant(3)), tensor([1, -2]), [3, -6]],
    ['ema', optim.ema(0.75), tensor([4]), [1]],
    ['ema, corrected', optim.ema(0.75, { biasCorrection: true }), tensor([4]), [4]],
  ]
  it.each(cases)('%s', (_, transform, gradients, expected) => {
    expect((firstOf(transform, gradients) as Tensor).toArray()).toEqual(expected)
  })

  it('clip each unit by the norm of its weights', () => {
    const weights = tensor([
      [3, 0],
      [4, 0],
    ])
    const clipped = firstOf(optim.clipAdaptively(0.1, 0.01), matrix, weights).toArray()
    const sizes = [0, 1].map((column) =>
      Math.hypot(...(clipped as number[][]).map((row) => row[column]!)),
    )
    expect(sizes[0]).toBeCloseTo(0.5, 12)
    expect(sizes[1]).toBeCloseTo(0.001, 12)
  })

  it('add noise of the variance that is asked for, the same for the same seed', () => {
    const zeros = tensor(new Float64Array(4000))
    const draw = (seed: number) => firstOf(optim.addNoise({ variance: 4, seed }), zeros)
    const drawn = [...draw(1).data()]
    expect([...draw(1).data()]).toEqual(drawn)
    expect([...draw(2).data()]).not.toEqual(drawn)
    const variance = drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length
    expect(Math.abs(variance - 4)).toBeLessThan(0.4)
  })

  it('orthogonalize a matrix nearly', () => {
    const turned = firstOf(optim.orthogonalize(), matrix)
    const gram = (turned.transpose().matmul(turned) as Tensor).toArray() as number[][]
    expect(Math.abs(gram[0]![1]!)).toBeLessThan(0.2)
    for (const i of [0, 1]) expect(Math.abs(gram[i]![i]! - 1)).toBeLessThan(0.6)
  })
})

describe('multiTransform', () => {
  const parameters = { w: matrix, b: tensor([1, 2]) }

  it('gives each group to its own transformation', () => {
    const parts = { slow: optim.scale(0.5), fast: optim.scale(2) }
    const byTree = optim.multiTransform(parts, { w: 'slow', b: 'fast' })
    expect(firstOf(byTree, parameters).b.toArray()).toEqual([2, 4])
    const byShape = optim.multiTransform(parts, ({ shape }: { shape: readonly unknown[] }) =>
      shape.length === 2 ? 'slow' : 'fast',
    )
    expect(firstOf(byShape, parameters).w.toArray()).toEqual([
      [1.5, 0.5],
      [2, -0.5],
    ])
  })

  it('keeps norms inside a group', () => {
    const clip = { a: optim.clipByGlobalNorm(1), b: optim.clipByGlobalNorm(1) }
    const updates = firstOf(optim.multiTransform(clip, ['a', 'b']), [
      tensor([3, 4]),
      tensor([0, 5]),
    ])
    expect(updates.map((each) => (each as Tensor).toArray())).toEqual([
      [0.6000000000000001, 0.8],
      [0, 1],
    ])
  })

  it('refuses labels that do not fit', () => {
    const parts = { a: optim.scale(1) }
    expect(() => firstOf(optim.multiTransform(parts, { w: 'a', b: 'z' }), parameters)).toThrow(
      RangeError,
    )
    expect(() => firstOf(optim.multiTransform(parts, ['a']), parameters)).toThrow(RangeError)
  })

  it('of a mask leaves the rest as it is', () => {
    const masked = optim.masked(optim.scale(10), { w: false, b: true })
    const updates = firstOf(masked, parameters)
    expect(updates.b.toArray()).toEqual([10, 20])
    expect(updates.w.toArray()).toEqual(matrix.toArray())
  })
})

describe('wrappers', () => {
  it('accumulate means, and step once for all of them', () => {
    const optimizer = optim.accumulate(optim.sgd({ lr: 1 }), 3)
    let state = optimizer.init(tensor(0))
    const updates = [1, 2, 6, 5, 5, 5].map((g) => {
      const step = optimizer.update(tensor(g), state, tensor(0))
      state = step.state
      return step.updates.item() + 0
    })
    expect(updates).toEqual([0, 0, -3, 0, 0, -5])
  })

  it('average points after the step where they are told to', () => {
    const optimizer = optim.chain(optim.descend(1), optim.averageParameters({ from: 1 }))
    let [at, state] = [tensor(0) as Tensor, optimizer.init(tensor(0))]
    for (const g of [-1, -1, -1]) {
      const step = optimizer.update(tensor(g), state, at)
      at = optim.applyUpdates(at, step.updates)
      state = step.state
    }
    expect(optim.saveState(state).values['1.average.0']!.data).toEqual([2.5])
  })

  it('are cautious about elements that go uphill', () => {
    const optimizer = optim.cautious(optim.heavyBall({ lr: 1, beta: 0.5 }))
    const { state } = optimizer.update(
      tensor([1, 3]),
      optimizer.init(tensor([0, 0])),
      tensor([0, 0]),
    )
    const { updates } = optimizer.update(tensor([1, -1]), state, tensor([0, 0]))
    expect(updates.toArray()).toEqual([-3, -0])
  })
})

describe('sophia', () => {
  it('takes a diagonal of the Hessian, and steps as Newton does inside its bounds', () => {
    const optimizer = optim.sophia({ lr: 0.5, beta1: 0, beta2: 0, rho: 1, every: 1 })
    const at = tensor([1, 1])
    const curvature = hvp((x: Tensor) =>
      x
        .mul(x)
        .mul(tensor([4, 0.5]))
        .sum(),
    )(at, tensor([1, 1]))
    const gradient = tensor([4, 5])
    const { updates } = optimizer.update(gradient, optimizer.init(at), at, { curvature })
    expect(updates.toArray()).toEqual([-0.25, -0.5])
  })
})

describe('an estimate of curvature', () => {
  it('is exact for a diagonal Hessian, whatever tree the parameters are', () => {
    const scales = tensor([4, 0.5])
    const loss = ([x, y]: readonly [Tensor, Tensor]) => x.mul(x).mul(scales).sum().add(y.mul(y))
    const at = [tensor([1, -2]), tensor(3)] as const
    const [x, y] = optim.estimateCurvature(loss, at, random.key(5))
    expect([x.toArray(), y.item()]).toEqual([[8, 1], 2])
  })
})

describe('a plateau', () => {
  it('lowers a rate when its metric has not improved for long enough', () => {
    const plateau = optim.reduceOnPlateau(1, { factor: 0.5, patience: 1, cooldown: 1 })
    let state = plateau.init()
    const rates = [3, 2, 2, 2, 2, 2, 2, Number.NaN, 1].map((metric) => {
      state = plateau.observe(JSON.parse(JSON.stringify(state)), metric)
      return state.rate
    })
    expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25])
  })
})

describe('schedules', () => {
  const cases: readonly (readonly [
    string,
    optim.Schedule,
    readonly number[],
    readonly number[],
  ])[] = [
    ['linear', optim.linear(1, 0, 4), [0, 1, 4, 9], [1, 0.75, 0, 0]],
    ['polynomial', optim.polynomial(1, 4, 2), [0, 2, 4, 9], [1, 0.25, 0, 0]],
    ['cosineRestarts', optim.cosineRestarts(1, 2, 2), [0, 1, 2, 4, 6], [1, 0.5, 1, 0.5, 1]],
    ['cosineRestarts of one length', optim.cosineRestarts(1, 2), [0, 1, 2, 3], [1, 0.5, 1, 0.5]],
    ['naturalExponential', optim.naturalExponential(2, Math.LN2), [0, 1], [2, 1]],
    ['inverseTime', optim.inverseTime(1, 1, 2), [0, 2, 6], [1, 0.5, 0.25]],
    ['inverseSquareRoot', optim.inverseSquareRoot(1, 4), [0, 3, 15], [0.25, 1, 0.5]],
    ['multiStep', optim.multiStep(1, [2, 4, 4], 0.5), [1, 2, 3, 4], [1, 0.5, 0.5, 0.125]],
    ['piecewiseConstant', optim.piecewiseConstant([3, 2, 1], [1, 4]), [0, 1, 3, 4], [3, 2, 2, 1]],
    ['cyclic', optim.cyclic(0, 1, 2, 4, 0.5), [0, 1, 2, 4, 6, 8], [0, 0.5, 1, 0.5, 0, 0.5]],
    [
      'oneCycle',
      optim.oneCycle(1, 11, { rise: 3 / 11, division: 4 }),
      [0, 2, 10],
      [0.25, 1, 2.5e-5],
    ],
    ['join', optim.join([5, optim.linear(1, 0, 2)], [3]), [0, 2, 3, 4, 5], [5, 5, 1, 0.5, 0]],
    [
      'warmupStableDecay',
      optim.warmupStableDecay(1, { warmup: 2, stable: 3, decay: 2 }),
      [0, 1, 4, 5, 6, 7],
      [0.5, 1, 1, 1, 0.5, 0],
    ],
  ]
  it.each(cases)('%s', (_, schedule, steps, rates) => {
    for (const [i, step] of steps.entries()) {
      expect(schedule(step)).toBeWithinRelative(rates[i]!, 1e-12, 1e-15)
    }
  })
})
