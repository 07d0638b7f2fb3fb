import { compile, grad, type Tensor, tensor } from '@gradus/tensor'
import { describe, expect, it } from 'vitest'
import * as optim from '../src/index.ts'
import { applyUpdates, type GradientTransform, loadState, saveState } from '../src/index.ts'
import { everyOptimizer } from './every-optimizer.ts'

interface Point {
  readonly w: Tensor
  readonly layers: readonly { readonly b: Tensor }[]
}

const start: Point = {
  w: tensor([
    [0.5, -1, 2],
    [0.25, 1.5, -0.75],
  ]),
  layers: [{ b: tensor([0.5, -2, 1]) }, { b: tensor(0.7) }],
}
const inputs = tensor([
  [1, 2],
  [-0.5, 0.3],
  [0.8, -1.1],
  [0.1, 0.9],
])

function loss({ w, layers: [first, second] }: Point): Tensor {
  const scores = inputs.matmul(w).mul(second!.b).add(first!.b)
  return scores.mul(scores).sum().mul(0.25)
}

function stepper(optimizer: GradientTransform) {
  return (at: Point, state: ReturnType<GradientTransform['init']>) => {
    const { updates, state: next } = optimizer.update(grad(loss)(at), state, at)
    return { at: applyUpdates(at, updates), state: next }
  }
}

function walk(optimizer: GradientTransform, count: number, take = stepper(optimizer)) {
  let now = { at: start, state: optimizer.init(start) }
  for (let step = 0; step < count; step++) now = take(now.at, now.state)
  return now
}

function bitsOf({ w, layers }: Point): readonly number[] {
  return [w, ...layers.map(({ b }) => b)].flatMap((value) => [...value.data()])
}

describe('every optimizer', () => {
  const all = Object.entries(everyOptimizer)

  it.each(all)('%s comes closer to the minimum of a smooth function', (_, optimizer) => {
    const first = loss(start).item()
    expect(loss(walk(optimizer, 40).at).item()).toBeLessThan(first)
  })

  it.each(all)('%s stops, saves, loads and continues with the same bits', (_, optimizer) => {
    const whole = walk(optimizer, 6)
    const half = walk(optimizer, 3)
    const text = JSON.stringify(saveState(half.state))
    let now = { at: half.at, state: loadState(JSON.parse(text), optimizer.init(start)) }
    for (let step = 0; step < 3; step++) now = stepper(optimizer)(now.at, now.state)
    expect(bitsOf(now.at)).toEqual(bitsOf(whole.at))
    expect(saveState(now.state)).toEqual(saveState(whole.state))
  })

  it.each(all)('%s takes the same steps at once and compiled, to the bit', (_, optimizer) => {
    const compiled = compile(stepper(optimizer), { deterministic: true })
    const walked = walk(optimizer, 4, compiled as ReturnType<typeof stepper>)
    expect(bitsOf(walked.at)).toEqual(bitsOf(walk(optimizer, 4).at))
  })

  it.each(all)('%s takes parameters of other trees as the same parameters', (name, optimizer) => {
    const { w, layers } = start
    const asList = [layers[0]!.b, layers[1]!.b, w]
    const gradients = grad(loss)(start)
    const inTree = optimizer.update(gradients, optimizer.init(start), start)
    const listed = [gradients.layers[0]!.b, gradients.layers[1]!.b, gradients.w]
    const inList = optimizer.update(listed, optimizer.init(asList), asList)
    expect(inList.updates[2]!.toArray(), name).toEqual(inTree.updates.w.toArray())
  })
})

describe('a learning rate of 0', () => {
  const makers: Readonly<Record<string, (lr: number) => GradientTransform>> = {
    sgd: (lr) => optim.sgd({ lr, momentum: 0.9 }),
    adam: (lr) => optim.adam({ lr }),
    adamw: (lr) => optim.adamw({ lr }),
    lamb: (lr) => optim.lamb({ lr }),
    adan: (lr) => optim.adan({ lr, decay: 0.1 }),
    adafactor: (lr) => optim.adafactor({ lr }),
    sophia: (lr) => optim.sophia({ lr }),
    muon: (lr) => optim.muon({ lr }),
    scheduleFree: (lr) => optim.scheduleFree({ lr }),
    prodigy: (lr) => optim.prodigy({ lr }),
  }
  it.each(Object.entries(makers))('moves nothing with %s', (_, make) => {
    expect(bitsOf(walk(make(0), 3).at)).toEqual(bitsOf(start))
  })
})

describe('a gradient that is not a number', () => {
  it('reaches the parameters and the moments, unless the step is left out', () => {
    const bad = { x: tensor([Number.NaN, 1]) }
    const at = { x: tensor([1, 2]) }
    const plain = optim.adam()
    const spoilt = plain.update(bad, plain.init(at), at)
    expect(spoilt.updates.x.toArray()).toEqual([Number.NaN, expect.closeTo(-0.001, 9)])
    const safe = optim.skipNotFinite(optim.adam())
    const skipped = safe.update(bad, safe.init(at), at)
    expect(skipped.updates.x.toArray()).toEqual([0, 0])
    expect(saveState(skipped.state).values.skipped!.data).toEqual([1])
    const zeroed = optim.zeroNans()
    expect(zeroed.update(bad, {}, at).updates.x.toArray()).toEqual([0, 1])
  })
})

describe('a saved state', () => {
  it('keeps numbers that JSON does not have', () => {
    const state = { a: tensor([-0, Number.NaN, Number.NEGATIVE_INFINITY]), b: [tensor(0.1)] }
    const loaded = loadState(JSON.parse(JSON.stringify(saveState(state))), state)
    expect((loaded.a as Tensor).toArray()).toEqual([-0, Number.NaN, Number.NEGATIVE_INFINITY])
  })

  it('of another version or another optimizer is refused', () => {
    const optimizer = optim.adam()
    const saved = saveState(optimizer.init(start))
    const other = { ...saved, version: 2 } as never
    expect(() => loadState(other, optimizer.init(start))).toThrow(RangeError)
    const heavy = optim.heavyBall({ lr: 1 })
    expect(() => loadState(saved, heavy.init(start))).toThrow(RangeError)
    expect(() => loadState(saved, optimizer.init({ x: tensor(1) }))).toThrow(RangeError)
  })
})
