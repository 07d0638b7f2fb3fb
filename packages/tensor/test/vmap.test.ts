import {
  arange,
  compile,
  crossEntropy,
  eigh,
  grad,
  hessian,
  jacobian,
  matmul,
  mul,
  ones,
  random,
  ShapeError,
  sin,
  solve,
  sum,
  type Tensor,
  take,
  tanh,
  tensor,
  topK,
  vmap,
  where,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const key = random.key(5)

/** The largest difference of two tensors. */
function distance(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape)
  return a.sub(b).abs().max().item()
}

describe('vmap', () => {
  const w = key.fold(0).normal([3, 2])
  const xs = key.fold(1).normal([5, 2])
  const loss = (weights: Tensor, x: Tensor): Tensor => sum(tanh(matmul(weights, x)))

  test('gives a gradient for each example', () => {
    const each = vmap(grad(loss), { inAxes: [null, 0] })(w, xs)
    expect(each.shape).toEqual([5, 3, 2])
    for (let i = 0; i < 5; i++) expect(distance(each.at(i), grad(loss)(w, xs.at(i)))).toBe(0)
    const total = grad((weights: Tensor) => vmap(loss, { inAxes: [null, 0] })(weights, xs).sum())(w)
    expect(distance(total, each.sum(0))).toBeLessThan(1e-14)
  })

  test('takes and gives the batch along any axis', () => {
    const f = vmap((x: Tensor, y: Tensor) => mul(x, y), { inAxes: [-1, 0], outAxes: 1 })
    const [x, y] = [arange(6).reshape([2, 3]), arange(3)]
    expect(f(x, y).toArray()).toEqual([
      [0, 1, 4],
      [0, 4, 10],
    ])
  })

  test('goes through trees, constants and results that are the same for all', () => {
    const f = vmap((p: { a: Tensor; b: Tensor[] }) => ({ sum: p.a.add(p.b[0]!), one: ones([2]) }))
    const result = f({ a: tensor([1, 2]), b: [tensor([10, 20])] })
    expect(result.sum.toArray()).toEqual([11, 22])
    expect(result.one.toArray()).toEqual([
      [1, 1],
      [1, 1],
    ])
  })

  test('nests, with itself and with everything else', () => {
    const products = vmap(
      vmap((x: Tensor, y: Tensor) => mul(x, y), { inAxes: [null, 0] }),
      {
        inAxes: [0, null],
      },
    )
    expect(products(tensor([1, 2]), tensor([3, 4, 5])).toArray()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ])
    const f = (x: Tensor): Tensor => sum(mul(x, mul(x, x)))
    expect(vmap(hessian(f))(xs).shape).toEqual([5, 2, 2])
    expect(distance(vmap(hessian(f))(xs).at(3), hessian(f)(xs.at(3)))).toBe(0)
    expect(jacobian(vmap(f))(xs).shape).toEqual([5, 5, 2])
    expect(distance(compile(vmap(grad(f)))(xs), vmap(grad(f))(xs))).toBeLessThan(1e-14)
    expect(
      grad((x) => grad((y) => sum(vmap((z: Tensor) => mul(sin(z), y))(xs.mul(x))))(2))(1).shape,
    ).toEqual([])
  })

  test('agrees with a loop where indices, orders and matrices are batched', () => {
    const tables = key.fold(2).normal([4, 6, 3])
    const positions = key.fold(3).integers([4, 2], 0, 6)
    const matrices = key.fold(4).normal([4, 3, 3])
    const functions: [(...args: Tensor[]) => Tensor, Tensor[]][] = [
      [(t, i) => take(t!, i!), [tables, positions]],
      [(t) => take(t!, [1, 5, 1], 0), [tables]],
      [(i) => take(tables.at(0), i!), [positions]],
      [(t, i) => grad((x) => sum(take(x, i!)))(t!), [tables, positions]],
      [(t) => topK(t!, 2, 0).values, [tables]],
      [(t) => where(t!.gt(0), t!.argmax(0), t!.cast('i32')).cast('f64'), [tables]],
      [(m) => solve(m!, ones([3])), [matrices]],
      [(m) => eigh(m!).values, [matrices]],
      [(t, i) => crossEntropy(t!.T.slice(0, 2), i!), [tables, positions]],
    ]
    for (const [f, args] of functions) {
      const batch = vmap(f)(...args)
      for (let i = 0; i < 4; i++) {
        expect(distance(batch.at(i), f(...args.map((one) => one.at(i))))).toBeLessThan(1e-13)
      }
    }
  })

  test('says which arguments disagree about the batch', () => {
    const f = vmap((x: Tensor, y: Tensor) => mul(x, y))
    expect(() => f(ones([2]), ones([3]))).toThrow(ShapeError)
    expect(() => f(ones([2]), ones([3]))).toThrow('argument 2 is f64[3] with a batch of 3')
    expect(() => vmap((x: Tensor) => x, { inAxes: [null] })(1)).toThrow('no argument has an axis')
    expect(() => f(ones([2]), 3)).toThrow('argument 2 is f64[], which has no axis 0 for the batch')
  })
})
