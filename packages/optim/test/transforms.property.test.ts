import { Builder, interpret, type Node } from '@gradus/graph'
import { Random } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import {
  accumulateVelocity,
  adam,
  adamw,
  addDecayedWeights,
  averagedMomentum,
  chain,
  clipByGlobalNorm,
  clipByValue,
  constant,
  cosine,
  descend as descendAt,
  exponential,
  type GradientTransform,
  heavyBall,
  momentum,
  rmsprop,
  type Schedule,
  scale,
  sgd,
  step,
  warmup,
} from '../src/index.ts'
import { booth, descend, firstUpdates, type Objective } from './descent.ts'

const cases = Array.from({ length: 30 }, (_, seed) => seed)

/** Gradients of two parameters, of sizes from 1e-3 to 1e3. */
function randomGradients(random: Random): readonly (readonly number[])[] {
  const size = 10 ** random.uniform(-3, 3)
  return [3, 2].map((count) => Array.from(random.normals(count), (x) => size * x))
}

function normOf(gradients: readonly (readonly number[])[]): number {
  return Math.hypot(...gradients.flat())
}

/** Every optimizer at settings without decay. */
const optimizers: Readonly<Record<string, GradientTransform>> = {
  sgd: sgd({ lr: 0.1 }),
  nesterov: sgd({ lr: 0.1, momentum: 0.9, nesterov: true }),
  momentum: momentum({ lr: 0.1, beta: 0.9, dampening: 0.5 }),
  heavyBall: heavyBall({ lr: 0.1, beta: 0.9 }),
  averagedMomentum: averagedMomentum({ lr: 0.1, beta: 0.9 }),
  rmsprop: rmsprop({ lr: 0.1 }),
  adam: adam({ lr: cosine(0.1, 10) }),
  clipped: chain(clipByGlobalNorm(1), clipByValue(0.5), sgd({ lr: 0.1 })),
}

describe('chain', () => {
  const parts = [
    clipByGlobalNorm(3),
    accumulateVelocity({ beta: 0.9 }),
    addDecayedWeights(0.1),
    descendAt(exponential(0.02, 0.99)),
  ] as const
  const [a, b, c, d] = parts
  const walk = (transform: GradientTransform) =>
    descend(transform, { objective: booth, start: [-5, 4], steps: 20 })

  it('gives the same steps however its parts are grouped', () => {
    const flat = walk(chain(a, b, c, d))
    expect(walk(chain(chain(a, b), chain(c, d)))).toEqual(flat)
    expect(walk(chain(a, chain(b, chain(c, d))))).toEqual(flat)
  })

  it('of nothing changes nothing', () => {
    expect(firstUpdates(chain(), [[1, -2], [3]])).toEqual([[1, -2], [3]])
    expect(walk(chain(chain(), a, chain(), b, c, d))).toEqual(walk(chain(a, b, c, d)))
  })

  it('of two scales is the scale by their product', () => {
    expect(firstUpdates(chain(scale(4), scale(-0.5)), [[1, 2]])).toEqual([[-2, -4]])
  })
})

describe('clipping', () => {
  it.each(cases)('by norm leaves at most the limit and keeps the direction (seed %i)', (seed) => {
    const random = new Random(seed)
    const gradients = randomGradients(random)
    const limit = 10 ** random.uniform(-2, 2)
    const clipped = firstUpdates(clipByGlobalNorm(limit), gradients)
    expect(normOf(clipped)).toBeLessThanOrEqual(limit * (1 + 1e-15))
    const factor = Math.min(1, limit / normOf(gradients))
    gradients.flat().forEach((g, i) => {
      expect(clipped.flat()[i]).toBeWithinRelative(factor * g, 1e-14)
    })
  })

  it('by norm gives short gradients back to the bit', () => {
    const gradients = [[0.1, -0.2], [0.3]]
    expect(firstUpdates(clipByGlobalNorm(1), gradients)).toEqual(gradients)
    expect(firstUpdates(clipByGlobalNorm(1), [[0, 0]])).toEqual([[0, 0]])
  })

  it('by norm does not hide a gradient that is not a number', () => {
    expect(firstUpdates(clipByGlobalNorm(1), [[Number.NaN, 1]])).toEqual([[Number.NaN, Number.NaN]])
  })

  it('by norm takes no step where the norm overflows, and shows an infinite gradient', () => {
    expect(firstUpdates(clipByGlobalNorm(1), [[1e200, -3]])).toEqual([[0, -0]])
    expect(firstUpdates(clipByGlobalNorm(1), [[Number.POSITIVE_INFINITY]])).toEqual([[Number.NaN]])
  })

  it('by value cuts each element alone', () => {
    expect(firstUpdates(clipByValue(0.5), [[-3, 0.2, 0.7]])).toEqual([[-0.5, 0.2, 0.5]])
  })
})

describe('decay', () => {
  const flat: Objective = (builder) => builder.constant(0)

  it.each(Object.keys(optimizers))('%s moves nothing when gradients are 0', (name) => {
    const points = descend(optimizers[name]!, { objective: flat, start: [2, [-3, 0.5]], steps: 5 })
    for (const point of points) expect(point).toEqual([2, -3, 0.5])
  })

  it('alone moves parameters when gradients are 0', () => {
    const run = (transform: GradientTransform) =>
      descend(transform, { objective: flat, start: [2], steps: 3 })[2]![0]!
    expect(run(sgd({ lr: 0.1, decay: 0.5 }))).toBeWithinRelative(2 * 0.95 ** 3, 1e-14)
    expect(run(adamw({ lr: 0.1, decay: 0.5 }))).toBeWithinRelative(2 * 0.95 ** 3, 1e-14)
  })

  it('as a penalty and decoupled are the same for plain descent and differ under Adam', () => {
    const run = (transform: GradientTransform) =>
      descend(transform, { objective: booth, start: [-5, -5], steps: 10 })[9]!
    const before = run(chain(addDecayedWeights(0.1), descendAt(0.01)))
    const after = run(chain(scale(1), addDecayedWeights(0.1), descendAt(0.01)))
    expect(before).toEqual(after)
    const penalized = run(chain(addDecayedWeights(0.1), adam({ lr: 0.1 })))
    const decoupled = run(adamw({ lr: 0.1, decay: 0.1 }))
    expect(Math.abs(penalized[0]! - decoupled[0]!)).toBeGreaterThan(0.01)
  })
})

describe('momentum', () => {
  const walk = (transform: GradientTransform) =>
    descend(transform, { objective: booth, start: [-5, -5], steps: 30 })

  it('as a running mean is the heavy ball at a tenth of the rate for beta 0.9', () => {
    const mean = walk(averagedMomentum({ lr: 0.1, beta: 0.9 }))
    const ball = walk(heavyBall({ lr: 0.01, beta: 0.9 }))
    mean.flat().forEach((x, i) => {
      expect(x).toBeWithinRelative(ball.flat()[i]!, 1e-12)
    })
  })

  it('of beta 0 is plain descent', () => {
    expect(walk(heavyBall({ lr: 0.01, beta: 0 }))).toEqual(walk(sgd({ lr: 0.01 })))
  })

  it('starts at the whole first gradient only where PyTorch is asked for', () => {
    const dampened = { beta: 0.9, dampening: 0.25 }
    expect(firstUpdates(accumulateVelocity(dampened), [[4]])).toEqual([[3]])
    expect(firstUpdates(accumulateVelocity({ ...dampened, torch: true }), [[4]])).toEqual([[4]])
  })
})

describe('hyperparameters', () => {
  it('that are fed give the same steps as numbers', () => {
    const fed = (value: number, dtype: 'f64' | 'f32' = 'f64') => {
      // A number behind a computation, so that nothing can take it for a constant.
      const builder = new Builder()
      return { builder, node: builder.neg(builder.constant(-value, dtype)) }
    }
    const { builder, node: beta } = fed(0.9)
    const g = builder.input('g', [], 'f64')
    const update = (transform: GradientTransform) => {
      const rule = transform.over<Node>(builder)
      return rule.update([g], rule.init([g]), [g]).updates[0]!
    }
    const nodes = [beta, 0.9].map((value) => update(rmsprop({ lr: 0.1, beta: value })))
    const [first, second] = interpret(nodes, { values: new Map([[g, Float64Array.of(3)]]) })
    expect(first!.data[0]).toBe(second!.data[0])
  })

  it('near 1 keep their digits in f32: the first step of Adam is the rate', () => {
    const start = [[-5, 2]]
    const objective: Objective = (builder, [w]) =>
      builder.apply('sum', [builder.mul(w!, w!)], { axes: [0] })
    const point = descend(adam({ lr: 0.125 }), { objective, start, steps: 1, dtype: 'f32' })[0]!
    expect(point[0]).toBeWithinRelative(-4.875, 1e-7)
    expect(point[1]).toBeWithinRelative(1.875, 1e-7)
  })
})

describe('schedules', () => {
  const schedules: Readonly<Record<string, Schedule>> = {
    constant: constant(0.1),
    cosine: cosine(0.1, 20, 0.01),
    exponential: exponential(0.1, 0.9),
    step: step(0.1, 7),
    warmup: warmup(cosine(0.1, 20), 5),
  }
  const rateAt = (schedule: Schedule, step: number) => {
    const builder = new Builder()
    const rate = schedule.over<Node>(builder, builder.constant(step))
    return interpret([rate], { values: new Map() })[0]!.data[0]!
  }

  it.each(Object.entries(schedules))('%s depends on nothing but the step', (_, schedule) => {
    const steps = Array.from({ length: 40 }, (__, i) => i)
    const forward = steps.map((step) => rateAt(schedule, step))
    const backward = steps.toReversed().map((step) => rateAt(schedule, step))
    expect(backward.reverse()).toEqual(forward)
    const builder = new Builder()
    const step = builder.input('step', [], 'f64')
    expect(schedule.over<Node>(builder, step)).toBe(schedule.over<Node>(builder, step))
    expect(steps.map((at) => schedule(at))).toEqual(forward)
  })

  it('of warm-up rise in equal parts and then follow their rate from its own start', () => {
    const rates = [0, 1, 2, 3, 4, 5, 6].map((step) => rateAt(warmup(0.1, 4), step))
    const expected = [0.025, 0.05, 0.075, 0.1, 0.1, 0.1, 0.1]
    for (const [i, rate] of rates.entries()) expect(rate).toBeWithinRelative(expected[i]!, 1e-15)
    const inner = cosine(0.1, 20)
    for (const step of [5, 6, 15, 25, 100]) {
      expect(rateAt(warmup(inner, 5), step)).toBe(rateAt(inner, step - 5))
    }
  })

  it('of half a cosine stay at their end', () => {
    expect([20, 21, 30, 1000].map((step) => rateAt(cosine(0.1, 20, 0.01), step))).toEqual([
      0.01, 0.01, 0.01, 0.01,
    ])
  })

  it('drop at the step where they say', () => {
    const schedule = step(0.8, 3, 0.5)
    expect([0, 2, 3, 5, 6].map((step) => rateAt(schedule, step))).toEqual([0.8, 0.8, 0.4, 0.4, 0.2])
  })
})
