import { compile, grad, type Tensor, tensor } from '@gradus/tensor'
import { describe, expect, it } from 'vitest'
import {
  adadelta,
  adam,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  cosine,
  lookahead,
  prodigy,
  sgd,
  sophia,
} from '../src/index.ts'

interface Point {
  readonly x: Tensor
  readonly y: Tensor
}

function rosenbrock({ x, y }: Point): Tensor {
  const [bend, slope] = [y.sub(x.mul(x)), x.neg().add(1)]
  return bend.mul(bend).mul(100).add(slope.mul(slope))
}

describe('a transformation of trees of tensors', () => {
  it('gives updates in the structure of the parameters', () => {
    const start = { layers: [{ w: tensor([1, -2]), b: tensor(0.5) }], scale: 2 }
    const gradients = { layers: [{ w: tensor([10, 20]), b: tensor(-4) }], scale: 1 }
    const optimizer = sgd({ lr: 0.1 })
    const { updates } = optimizer.update(gradients, optimizer.init(start), start)
    const moved = applyUpdates(start, updates)
    expect(moved.layers[0]!.w.toArray()).toEqual([0, -4])
    expect(moved.layers[0]!.b.item()).toBe(0.9)
    expect(updates.scale.item()).toBe(-0.1)
  })

  it('takes the same steps at once and compiled, to the bit', () => {
    const optimizer = chain(clipByGlobalNorm(3), adam({ lr: cosine(0.1, 40) }))
    const start: Point = { x: tensor(-1.2), y: tensor(1) }
    const step = (point: Point, state: ReturnType<typeof optimizer.init>) => {
      const { updates, state: next } = optimizer.update(grad(rosenbrock)(point), state, point)
      return { point: applyUpdates(point, updates), state: next }
    }
    const walk = (take: typeof step) => {
      let at = { point: start, state: optimizer.init(start) }
      for (let i = 0; i < 25; i++) at = take(at.point, at.state)
      return [at.point.x.item(), at.point.y.item()]
    }
    const walked = walk(step)
    expect(walk(compile(step, { deterministic: true }))).toEqual(walked)
    expect(walked[0]).not.toBe(-1.2)
  })

  it.each([
    ['adadelta', adadelta()],
    ['lookahead', lookahead(sgd({ lr: 0.01 }), { every: 2 })],
    ['prodigy', prodigy()],
    ['sophia', sophia()],
  ])('takes the same steps of a hundred tensors by %s, donated, to the bit', (_, optimizer) => {
    const tensors = (scale: number): Tensor[] =>
      Array.from({ length: 100 }, (__, t) =>
        tensor(Float32Array.from({ length: 20 }, (___, i) => scale * Math.sin(i + t))),
      )
    const step = (at: Tensor[], state: ReturnType<typeof optimizer.init>, gradients: Tensor[]) => {
      const { updates, state: next } = optimizer.update(gradients, state, at)
      return { at: applyUpdates(at, updates), state: next }
    }
    const walk = (take: typeof step): number[][] => {
      let now = { at: tensors(1), state: optimizer.init(tensors(1)) }
      for (let i = 1; i < 4; i++) now = take(now.at, now.state, tensors(0.1 * i))
      return now.at.map((one) => [...one.data()])
    }
    expect(walk(compile(step, { deterministic: true, donate: [0, 1] }))).toEqual(walk(step))
  })
})
