import {
  add,
  checkGradient,
  checkpoint,
  clip,
  compile,
  customGradient,
  grad,
  hessian,
  jvp,
  matmul,
  mul,
  random,
  repeat,
  ShapeError,
  scan,
  sin,
  sum,
  type Tensor,
  tanh,
  tensor,
  vmap,
  whileLoop,
  zeros,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

describe('scan', () => {
  const xs = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ])
  const run = (w: Tensor): [Tensor, { sum: Tensor }] =>
    scan(
      (h: Tensor, x: Tensor) => {
        const next = tanh(add(mul(h, w), x))
        return [next, { sum: next.sum() }]
      },
      tensor([0.1, 0.2]),
      xs,
    )

  test('carries a value and collects another, at once and compiled', () => {
    const [last, { sum: sums }] = run(tensor(0.5))
    expect(last.shape).toEqual([2])
    expect(sums.shape).toEqual([3])
    const [fast, collected] = compile(run, { deterministic: true })(0.5)
    expect([...fast.data()]).toEqual([...last.data()])
    expect([...collected.sum.data()]).toEqual([...sums.data()])
  })

  test('has derivatives of any order', () => {
    const loss = (w: Tensor): Tensor => sum(run(w)[1].sum)
    expect(checkGradient(loss, [tensor(0.7)]).isPassed).toBe(true)
    expect(checkGradient((w: Tensor) => grad(loss)(w), [tensor(0.7)]).isPassed).toBe(true)
    expect(hessian(loss)(0.7).item()).toBeWithinRelative(
      compile((w: Tensor) => hessian(loss)(w))(0.7).item(),
      1e-9,
    )
  })

  test('goes backward, over trees, and over nothing', () => {
    const [, ys] = scan(
      (c: Tensor, x: { a: Tensor }) => [c.add(x.a), c],
      tensor(0),
      {
        a: tensor([1, 2, 3]),
      },
      { reverse: true },
    )
    expect(ys.toArray()).toEqual([5, 3, 0])
    const [count, none] = scan((c: Tensor) => [c.add(1), null], tensor(0), undefined, { length: 4 })
    expect([count.item(), none]).toEqual([4, null])
    const [kept, empty] = scan((c: Tensor, x: Tensor) => [c, x.mul(2)], tensor(7), zeros([0, 2]))
    expect([kept.item(), empty.shape]).toEqual([7, [0, 2]])
  })

  test('refuses a carry that changes', () => {
    const grow = (c: Tensor): [Tensor, null] => [c.reshape([1]), null]
    expect(() => scan(grow, tensor(0), undefined, { length: 2 })).toThrow(ShapeError)
    expect(() => scan(grow, tensor(0), undefined, { length: 2 })).toThrow(
      'scan: the carry was f64[] and became f64[1]',
    )
    const retype = (c: { n: Tensor }): [{ n: Tensor }, null] => [{ n: c.n.cast('i32') }, null]
    expect(() => scan(retype, { n: tensor(0) }, undefined, { length: 2 })).toThrow('n of the carry')
    expect(() => compile(() => scan(grow, tensor(0), undefined, { length: 2 })[0])()).toThrow(
      'became f64[1]',
    )
  })

  test('is batched', () => {
    const partial = (x: Tensor): Tensor =>
      scan((c: Tensor, one: Tensor) => [c.add(one), c], tensor(0), x)[1]
    expect(
      vmap(partial)(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ).toArray(),
    ).toEqual([
      [0, 1, 3],
      [0, 4, 9],
    ])
  })
})

describe('repeat', () => {
  test('calls a function on its own result, with the number of the call', () => {
    expect(repeat(3, (x: Tensor, i) => mul(x, add(i, 2)), tensor(1)).item()).toBe(24)
    const power = (x: Tensor): Tensor => repeat(5, (y: Tensor) => mul(y, x), tensor(1))
    expect(grad(power)(2).item()).toBe(80)
    expect(compile(grad(power))(2).item()).toBe(80)
    expect(repeat(0, (x: Tensor) => sin(x), tensor(3)).item()).toBe(3)
  })
})

describe('whileLoop', () => {
  const root = (a: Tensor): Tensor =>
    whileLoop(
      (y: Tensor) => mul(y, y).sub(a).abs().gt(1e-12),
      (y: Tensor) => add(y, a.div(y)).div(2),
      a,
    )

  test('runs as long as its condition holds', () => {
    expect(root(tensor(2)).item()).toBeCloseTo(Math.SQRT2, 14)
    expect(compile(root)(2).item()).toBeCloseTo(Math.SQRT2, 14)
    expect(vmap(root)(tensor([2, 9, 1])).toArray()).toEqual([
      root(tensor(2)).item(),
      root(tensor(9)).item(),
      1,
    ])
  })

  test('has a derivative in forward mode only', () => {
    const [, slope] = jvp(root)(2, 1)
    expect(slope.item()).toBeCloseTo(0.5 / Math.SQRT2, 12)
    expect(() => grad(root)(2)).toThrow('no derivative in reverse mode')
  })
})

describe('a custom gradient', () => {
  test('stands in place of the derivative, also in batches and when compiled', () => {
    const clipped = customGradient(
      (x: Tensor) => mul(x, x),
      (cotangent, x) => clip(mul(cotangent, mul(x, 2)), -1, 1),
    )
    expect(clipped(tensor(3)).item()).toBe(9)
    expect(grad(clipped)(3).item()).toBe(1)
    expect(grad(clipped)(0.25).item()).toBe(0.5)
    expect(vmap(grad(clipped))(tensor([0.25, 3])).toArray()).toEqual([0.5, 1])
    expect(compile(grad(clipped))(3).item()).toBe(1)
  })

  test('of several arguments is a list, in which undefined is zero', () => {
    const f = customGradient(
      (p: { w: Tensor }, x: Tensor) => mul(p.w, x),
      (cotangent) => [{ w: mul(cotangent, 10) }, undefined],
    )
    const [slopes, other] = grad(f, { argnums: [0, 1] })({ w: tensor(2) }, 3) as [
      { w: Tensor },
      Tensor,
    ]
    expect([slopes.w.item(), other.item()]).toEqual([10, 0])
    expect(jvp((w: Tensor) => f({ w }, tensor(3)))(2, 1)[1].item()).toBe(10)
  })

  test('of another shape than the argument is refused', () => {
    const f = customGradient(
      (x: Tensor) => sum(x),
      () => tensor([1, 2, 3]),
    )
    expect(() => grad(f)(tensor([1, 2]))).toThrow('returned f64[3] for an argument that is f64[2]')
  })
})

describe('a checkpoint', () => {
  test('changes no value and no derivative', () => {
    const key = random.key(0)
    const [w, x] = [key.fold(0).normal([4, 4]), key.fold(1).normal([3, 4])]
    const layer = (h: Tensor): Tensor => tanh(matmul(h, w))
    const loss =
      (one: typeof layer) =>
      (h: Tensor): Tensor =>
        sum(one(one(one(h))))
    const [kept, plain] = [loss(checkpoint(layer)), loss(layer)]
    expect(kept(x).item()).toBe(plain(x).item())
    expect([...grad(kept)(x).data()]).toEqual([...grad(plain)(x).data()])
    const fast = compile(grad(kept), { deterministic: true })(x)
    expect([...fast.data()]).toEqual([...grad(plain)(x).data()])
    expect(checkGradient((h: Tensor) => grad(kept)(h), [x]).isPassed).toBe(true)
  })
})
