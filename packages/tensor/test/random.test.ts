import { compile, grad, mul, random, sum, type Tensor, tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const key = random.key(42)

describe('random numbers', () => {
  test('are the same for the same key, on every machine', () => {
    expect([...key.normal([3]).data()]).toEqual([...random.key(42).normal([3]).data()])
    expect(random.key(0).uniform([2]).toArray()).toEqual([0.9297052555409655, 0.7882251132118558])
    expect(random.key(0).permutation(6).toArray()).toEqual([0, 5, 2, 1, 3, 4])
  })

  test('differ between seeds, folds, splits and purposes', () => {
    const [first, second] = key.split()
    const draws = [key, random.key(43), key.fold(1), key.fold(2), first!.fold(1), second!].map(
      (one) => one.uniform([]).item(),
    )
    draws.push(key.normal([]).item(), key.integers([], 0, 2 ** 30).item())
    expect(new Set(draws).size).toBe(draws.length)
  })

  test('have the distributions that they are drawn from', () => {
    const uniform = key.uniform([20_000], { low: 2, high: 4 })
    expect(uniform.min().item()).toBeGreaterThanOrEqual(2)
    expect(uniform.max().item()).toBeLessThan(4)
    expect(uniform.mean().item()).toBeCloseTo(3, 1)
    const normal = key.normal([20_000], { mean: 1, deviation: 2 })
    expect(normal.mean().item()).toBeCloseTo(1, 1)
    expect(normal.sub(1).pow(2).mean().item()).toBeCloseTo(4, 0)
    const whole = key.integers([1000], -1, 2)
    expect(new Set(whole.data())).toEqual(new Set([-1, 0, 1]))
    expect(whole.dtype).toBe('i32')
    for (const [low, high] of [
      [5, 5],
      [0, 2 ** 32],
    ] as const) {
      const message = `integers: ${low} to before ${high} are no range of i32`
      expect(() => key.integers([2], low, high)).toThrow(message)
    }
    const truths = key.bernoulli(0.25, [10_000])
    expect(truths.sum().item()).toBeCloseTo(2500, -3)
    const order = key.permutation(100)
    expect([...order.data()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    )
    const rows = key.permutation(tensor([[1], [2], [3]]))
    expect([...rows.data()].sort()).toEqual([1, 2, 3])
    expect(key.uniform([10_000], { dtype: 'f32' }).max().item()).toBeLessThan(1)
  })

  test('depend on a step inside of a compiled function', () => {
    const draw = compile((step: Tensor) => key.fold(step).normal([3]))
    const [first, second, again] = [draw(1), draw(2), draw(1)].map((one) => [...one.data()])
    expect(first).not.toEqual(second)
    expect(again).toEqual(first)
    // Whether the step is traced or not, the draws are the same.
    expect([...key.fold(tensor(1)).normal([3]).data()]).toEqual(first)
    const seeded = compile((seed: Tensor) => random.key(seed).uniform([2]))
    expect([...seeded(42).data()]).toEqual([...key.uniform([2]).data()])
  })

  test('are constants for derivatives', () => {
    const loss = (x: Tensor): Tensor => sum(mul(x, key.normal([3])))
    expect([...grad(loss)(tensor([0, 0, 0])).data()]).toEqual([...key.normal([3]).data()])
  })
})
