import {
  add,
  arange,
  checkGradient,
  DTypeError,
  exp,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  matmul,
  mul,
  pow,
  ShapeError,
  sin,
  slice,
  stopGradient,
  sum,
  type Tensor,
  TracerError,
  take,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const cube = (x: Tensor): Tensor => mul(x, mul(x, x))

describe('gradients', () => {
  test('nest to any depth', () => {
    expect(grad(cube)(2).item()).toBe(12)
    expect(grad(grad(cube))(2).item()).toBe(12)
    expect(grad(grad(grad(cube)))(2).item()).toBe(6)
    expect(grad(grad(grad(grad(cube))))(2).item()).toBe(0)
  })

  test('do not confuse perturbations', () => {
    // Siskind and Pearlmutter (2005): the inner slope is 1, whatever x is.
    expect(grad((x) => mul(x, grad((y) => add(x, y))(1)))(1).item()).toBe(1)
    expect(grad((x) => mul(x, grad((y) => mul(x, y))(2)))(5).item()).toBe(10)
    const inner = (x: Tensor): Tensor => jvp((y: Tensor) => mul(x, mul(y, y)))(x, 1)[1]
    expect(grad(inner)(3).item()).toBe(12)
  })

  test('are trees like the argument', () => {
    const loss = (p: { w: Tensor; layers: Tensor[] }, x: Tensor): Tensor =>
      sum(add(matmul(x, p.w), p.layers[0]!))
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    const slopes = grad(loss)({ w: tensor([1, 1]), layers: [tensor(0)] }, x)
    expect(slopes.w.toArray()).toEqual([4, 6])
    expect(slopes.layers[0]!.item()).toBe(2)
  })

  test('can be taken with respect to several arguments, and with extra results', () => {
    const f = (x: Tensor, y: Tensor): [Tensor, { y: Tensor }] => [mul(x, mul(y, y)), { y }]
    const [slopes, extra] = grad(f, { argnums: [1, 0], hasAux: true })(2, 3)
    expect((slopes as Tensor[]).map((one) => one.item())).toEqual([12, 9])
    expect((extra as { y: Tensor }).y.item()).toBe(3)
    const [[value], slope] = valueAndGrad(f, { hasAux: true, argnums: 1 })(2, 3) as never as [
      [Tensor],
      [Tensor],
    ]
    expect(value.item()).toBe(18)
    expect([slope].flat()[0]!.item()).toBe(12)
  })

  test('are zero where nothing flows, and stop where they are told to', () => {
    expect(grad(() => tensor(3))(1).item()).toBe(0)
    expect(grad((x) => mul(x, stopGradient(x)))(3).item()).toBe(3)
    expect(grad((x) => sum(x.gt(0).select(x, 0)))(tensor([-1, 2])).toArray()).toEqual([0, 1])
  })

  test('see tensors from outside as constants', () => {
    const weights = tensor([1, 2, 3])
    expect(grad((x) => sum(mul(x, weights)))(tensor([0, 0, 0])).toArray()).toEqual([1, 2, 3])
  })
})

describe('mistakes', () => {
  test('say that a traced tensor has no numbers', () => {
    const f = (x: Tensor): Tensor => (x.item() > 0 ? x : x.neg())
    expect(() => grad(f)(1)).toThrow(TracerError)
    expect(() => grad(f)(1)).toThrow('item: a f64[] has no elements while `grad` traces')
    expect(() => vmap((x: Tensor) => f(x))(tensor([1]))).toThrow('while `vmap` traces')
    expect(() => grad((x) => tensor(2 * (x as unknown as number)))(1)).toThrow(TracerError)
  })

  test('are found when a traced tensor is used after its function', () => {
    let leaked: Tensor | undefined
    const keep = (x: Tensor): Tensor => {
      leaked = x
      return x
    }
    grad(keep)(1)
    expect(() => leaked!.add(1)).toThrow(TracerError)
    const leak = (x: Tensor): Tensor => {
      grad(keep)(2)
      return mul(x, leaked!)
    }
    expect(() => grad(leak)(1)).toThrow('no longer traced')
  })

  test('are results and arguments that cannot be differentiated', () => {
    expect(() => grad((x) => x)(tensor([1, 2]))).toThrow(ShapeError)
    expect(() => grad((x) => x)(tensor([1, 2]))).toThrow('returned f64[2], not a single float')
    expect(() => grad((x) => x)(tensor(1, { dtype: 'i32' }))).toThrow(DTypeError)
    expect(() => grad((x) => x, { argnums: 2 })(1)).toThrow('no argument 2')
    expect(() => grad((async (x: Tensor) => x) as never)(1 as never)).toThrow('async')
    expect(() => jvp((x: Tensor) => x)(tensor([1]), tensor([1, 2]))).toThrow('f64[1] is due')
  })
})

describe('directions', () => {
  const f = (x: Tensor, y: Tensor): Tensor => mul(sin(x), exp(y))

  test('go forward', () => {
    const [value, tangent] = jvp(f)([1, 2], [3, 4])
    expect(value.item()).toBeCloseTo(Math.sin(1) * Math.exp(2), 12)
    const expected = Math.exp(2) * (3 * Math.cos(1) + 4 * Math.sin(1))
    expect(tangent.item()).toBeWithinRelative(expected, 1e-14)
  })

  test('go backward, as often as wanted', () => {
    const [, pullback] = vjp(f)(1, 2)
    for (const scale of [1, 2]) {
      const [dx, dy] = pullback(scale)
      expect(dx!.item()).toBeWithinRelative(scale * Math.cos(1) * Math.exp(2), 1e-14)
      expect(dy!.item()).toBeWithinRelative(scale * Math.sin(1) * Math.exp(2), 1e-14)
    }
    expect(grad((c) => mul(c, pullback(c)[0]!))(3).item()).toBeWithinRelative(
      6 * Math.cos(1) * Math.exp(2),
      1e-14,
    )
  })

  test('go through a function that was linearized once', () => {
    const [value, tangentOf] = linearize((x: Tensor) => exp(x))(tensor([0, 1]))
    const e = exp(1).item()
    expect(value.toArray()).toEqual([1, e])
    expect(tangentOf(tensor([2, 0])).toArray()).toEqual([2, 0])
    expect(tangentOf(tensor([0, 1])).toArray()).toEqual([0, e])
  })

  test('go through the Hessian', () => {
    const g = (x: Tensor): Tensor => sum(pow(x, 3))
    expect(hvp(g)(tensor([1, 2, 3]), tensor([1, 0, 1])).toArray()).toEqual([6, 0, 18])
    const [dx, dy] = hvp((x: Tensor, y: Tensor) => mul(x, mul(y, y)))([2, 3], [1, 0])
    expect([dx.item(), dy.item()]).toEqual([0, 6])
  })
})

describe('Jacobians', () => {
  const f = (x: Tensor): Tensor => mul(x.at(0), slice(x, 1))

  test.each(['forward', 'reverse', undefined] as const)('are the same in %s mode', (mode) => {
    const found = jacobian(f, mode ? { mode } : {})(tensor([2, 3, 4]))
    expect(found.toArray()).toEqual([
      [3, 2, 0],
      [4, 0, 2],
    ])
  })

  test('of trees are trees of blocks', () => {
    const g = (p: { a: Tensor; b: Tensor }): [Tensor, Tensor] => [mul(p.a, p.b), sum(p.b)]
    const [first, second] = jacobian(g)({ a: tensor([1, 2]), b: tensor([3, 4]) }) as [
      { a: Tensor; b: Tensor },
      { a: Tensor; b: Tensor },
    ]
    expect(first.a.toArray()).toEqual([
      [3, 0],
      [0, 4],
    ])
    expect(second.a.toArray()).toEqual([0, 0])
    expect(second.b.toArray()).toEqual([1, 1])
  })

  const rosenbrock = (x: Tensor): Tensor => {
    const [next, own] = [slice(x, 1), slice(x, 0, -1)]
    return sum(add(mul(100, pow(next.sub(pow(own, 2)), 2)), pow(own.sub(1), 2)))
  }

  test('share passes where they are sparse, without changing an entry', () => {
    const x = arange(20).mul(0.1)
    const dense = hessian(rosenbrock, { sparsity: 'dense' })(x)
    expect(hessian(rosenbrock)(x).sub(dense).abs().max().item()).toBe(0)
    const banded = dense.ne(0)
    expect(hessian(rosenbrock, { sparsity: banded })(x).sub(dense).abs().max().item()).toBe(0)
    const backward = { mode: 'reverse', sparsity: banded } as const
    expect(hessian(rosenbrock, backward)(x).sub(dense).abs().max().item()).toBeLessThan(1e-9)
  })

  test('find zeros behind positions that are known', () => {
    const g = (x: Tensor): Tensor => {
      const shifted = take(x, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0])
      return mul(x, shifted)
    }
    const x = arange(10)
    const dense = jacobian(g, { sparsity: 'dense' })(x)
    expect(jacobian(g)(x).toArray()).toEqual(dense.toArray())
  })

  test('refuse a pattern of another shape', () => {
    expect(() => hessian(rosenbrock, { sparsity: tensor([[1]]) })(arange(9))).toThrow(
      '[9, 9] is due',
    )
  })

  test('of shapes with several axes have the axes of both', () => {
    const x = arange(6).reshape([2, 3])
    const found = jacobian((y) => y.T.matmul(tensor([1, 10])))(x)
    expect(found.shape).toEqual([3, 2, 3])
    expect(found.sum([1, 2]).toArray()).toEqual([11, 11, 11])
    expect(hessian((y) => sum(mul(y, mul(y, y))))(x).shape).toEqual([2, 3, 2, 3])
  })
})

describe('a gradient check', () => {
  test('passes where the three ways agree, and prints what it did', () => {
    const report = checkGradient(
      (x: Tensor, n: Tensor) => sum(sin(x)).mul(n),
      [tensor([1, 2]), tensor(3, { dtype: 'i32' })],
    )
    expect(report.isPassed).toBe(true)
    expect(report.entries.map(({ where }) => where)).toEqual(['0[0]', '0[1]'])
    expect(String(report)).toMatch(/^2 of 2 slopes agree within/)
  })

  test('fails at a wrong slope, and says where', () => {
    const wrong = (p: { w: Tensor }): Tensor => sum(add(stopGradient(mul(p.w, p.w)), p.w))
    const report = checkGradient(wrong, [{ w: tensor([1, 2]) }])
    expect(report.isPassed).toBe(false)
    expect(String(report)).toContain('0.w[1]: reverse 1, forward 1, differences 5')
  })
})
