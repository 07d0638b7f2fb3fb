import {
  abs,
  add,
  argmax,
  argsort,
  compile,
  concat,
  cumprod,
  cumsum,
  type DType,
  einsum,
  grad,
  jacobian,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  ones,
  prod,
  relu,
  reverse,
  ShapeError,
  scan,
  softmax,
  sort,
  split,
  stack,
  sum,
  type Tensor,
  take,
  tensor,
  vmap,
  zeros,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

/** What a function gives at once; compiled it has to be the same. */
function both(f: (...args: Tensor[]) => Tensor, ...args: Tensor[]): Tensor {
  const result = f(...args)
  const compiled = compile(f, { deterministic: true })(...args)
  expect([compiled.shape, compiled.dtype]).toEqual([result.shape, result.dtype])
  expect(compiled.toArray()).toEqual(result.toArray())
  return result
}

describe('tensors without elements', () => {
  const nothing = zeros([0])
  const wide = zeros([2, 0])
  const tall = zeros([0, 3])

  const cases: [
    title: string,
    f: (...args: Tensor[]) => Tensor,
    args: Tensor[],
    result: unknown,
  ][] = [
    ['a sum', (x) => sum(x), [nothing], 0],
    ['a product', (x) => prod(x), [nothing], 1],
    ['a mean', (x) => mean(x), [nothing], Number.NaN],
    ['a sum over rows', (x) => sum(x, 0), [tall], [0, 0, 0]],
    ['a sum over columns', (x) => sum(x, 1), [wide], [0, 0]],
    ['log Σ exp', (x) => logSumExp(x), [nothing], Number.NEGATIVE_INFINITY],
    ['softmax', (x) => softmax(x), [tall], []],
    [
      'a matrix product',
      (x, y) => matmul(x, y),
      [wide, tall],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ],
    ['another', (x, y) => matmul(x, y), [tall, zeros([3, 2])], []],
    ['an outer product', (x, y) => einsum('i,j->ij', x, y), [nothing, ones([2])], []],
    ['elementwise functions', (x) => x.mul(2).exp().add(1), [wide], [[], []]],
    ['broadcasting', (x, y) => add(x, y), [wide, ones([2, 1])], [[], []]],
    ['concat', (x, y) => concat([x, y, x]), [nothing, ones([1])], [1]],
    ['stack', (x) => stack([x, x]), [nothing], [[], []]],
    ['split', (x) => split(x, [0, 2])[0]!, [ones([2])], []],
    ['take', (x, i) => take(x, i), [ones([3]), zeros([0], { dtype: 'i32' })], []],
    ['a slice', (x) => x.slice(2, 2), [ones([3])], []],
    ['sort', (x) => sort(x), [nothing], []],
    ['cumsum', (x) => cumsum(x), [nothing], []],
    ['reverse', (x) => reverse(x), [wide], [[], []]],
    ['a transpose', (x) => x.T, [tall], [[], [], []]],
    [
      'a scan',
      (x) => scan((c: Tensor, one: Tensor) => [add(c, one), c], tensor(1), x)[0],
      [nothing],
      1,
    ],
    [
      'what a scan collects',
      (x) => scan((c: Tensor, one: Tensor) => [add(c, one), c], tensor(1), x)[1],
      [nothing],
      [],
    ],
    ['a batch', vmap((x: Tensor) => sum(x)) as never, [tall], []],
    ['a gradient', grad((x: Tensor) => sum(mul(x, x))) as never, [wide], [[], []]],
    ['a Jacobian', jacobian((x: Tensor) => mul(x, x)) as never, [nothing], []],
  ]

  test.each(cases)('have %s', (_, f, args, result) => {
    expect(both(f, ...args).toArray()).toEqual(result)
  })

  test('have no greatest and no smallest, as in PyTorch', () => {
    for (const f of [argmax, max, min]) {
      expect(() => f(nothing)).toThrow(ShapeError)
      expect(() => compile(f as (x: Tensor) => Tensor)(nothing)).toThrow(ShapeError)
    }
  })
})

describe('tensors without axes', () => {
  test('go through every kind of function', () => {
    const x = tensor(-2)
    const results: [(x: Tensor) => Tensor, number][] = [
      [(a) => sum(a), -2],
      [(a) => max(a), -2],
      [(a) => softmax(a.reshape([1])).at(0), 1],
      [(a) => a.reshape([1, 1]).squeeze(), -2],
      [(a) => a.T, -2],
      [grad((a: Tensor) => mul(a, a)) as never, -4],
      [(a) => jacobian((b: Tensor) => mul(b, b))(a) as Tensor, -4],
      [(a) => a.cast('i32').mul(3), -6],
      [(a) => a.lt(0).select(7, a), 7],
    ]
    for (const [f, expected] of results) {
      const found = both(f, x)
      expect([found.shape, found.item()]).toEqual([[], expected])
    }
  })
})

describe('axis 0 of a single number', () => {
  const lines: [title: string, f: (x: Tensor, axis: number) => Tensor, expected: number][] = [
    ['sum', sum, -2],
    ['mean', mean, -2],
    ['prod', prod, -2],
    ['max', max, -2],
    ['logSumExp', logSumExp, -2],
    ['argmax', argmax, 0],
    ['softmax', softmax, 1],
    ['cumsum', cumsum, -2],
    ['cumprod', cumprod, -2],
    ['sort', sort, -2],
    ['argsort', argsort, 0],
  ]

  test.each(lines)('is a line of one element for %s, as in PyTorch', (_, f, expected) => {
    for (const axis of [0, -1]) {
      const found = both((x) => f(x, axis), tensor(-2))
      expect([found.shape, found.item()]).toEqual([[], expected])
    }
    expect(() => f(tensor(-2), 1)).toThrow(ShapeError)
  })
})

describe('integers of 32 bits', () => {
  const i32 = { dtype: 'i32' } as const
  const most = tensor([2 ** 31 - 1, -(2 ** 31)], i32)

  test('wrap around, at once and compiled', () => {
    expect(both((x) => add(x, 1), most).toArray()).toEqual([-(2 ** 31), -(2 ** 31) + 1])
    expect(both((x) => x.sub(1), most).toArray()).toEqual([2 ** 31 - 2, 2 ** 31 - 1])
    expect(both((x) => mul(x, x), most).toArray()).toEqual([1, 0])
    expect(both((x) => x.neg(), most).toArray()).toEqual([-(2 ** 31) + 1, -(2 ** 31)])
    expect(both((x) => abs(x), most).toArray()).toEqual([2 ** 31 - 1, -(2 ** 31)])
    expect(both((x) => sum(x.mul(0).add(2 ** 30)), zeros([4], i32)).item()).toBe(0)
    expect(both((x) => cumsum(x), tensor([2 ** 30, 2 ** 30, 1], i32)).toArray()).toEqual([
      2 ** 30,
      -(2 ** 31),
      -(2 ** 31) + 1,
    ])
  })

  test('saturate where floats become integers, and NaN becomes 0', () => {
    const odd = tensor([1e10, -1e10, Number.NaN, Number.POSITIVE_INFINITY, -1.9, 1.9])
    expect(both((x) => x.cast('i32'), odd).toArray()).toEqual([
      2 ** 31 - 1,
      -(2 ** 31),
      0,
      2 ** 31 - 1,
      -1,
      1,
    ])
  })
})

describe('slopes at ties', () => {
  const ties = tensor([2, 2, 1])
  const slopes: [title: string, f: (x: Tensor) => Tensor, expected: number[]][] = [
    ['max over an axis shares evenly', (x) => max(x), [0.5, 0.5, 0]],
    ['min over an axis shares evenly', (x) => min(x.neg()).neg(), [0.5, 0.5, 0]],
    ['the greater of two shares evenly', (x) => sum(maximum(x, tensor([2, 0, 3]))), [0.5, 1, 0]],
    ['the smaller of two shares evenly', (x) => sum(minimum(x, tensor([2, 0, 3]))), [0.5, 0, 1]],
    ['relu has 0 at 0', (x) => sum(relu(x.sub(2))), [0, 0, 0]],
    ['abs has 0 at 0', (x) => sum(abs(x.sub(2))), [0, 0, -1]],
  ]

  test.each(slopes)('%s', (_, f, expected) => {
    expect(both(grad(f) as never, ties).toArray()).toEqual(expected)
  })
})

describe('slopes that are chosen to be 0', () => {
  const cases: [title: string, f: (x: Tensor) => Tensor][] = [
    ['relu', relu],
    ['maximum', (x) => maximum(x, 0)],
    ['minimum', (x) => minimum(x.neg(), 0).neg()],
  ]
  test.each(cases)('let nothing through, not even ∞: √%s is flat below 0', (_, f) => {
    const slopes = both((x) => grad((one) => sum(f(one).sqrt()))(x), tensor([-1, 0, 4]))
    expect([slopes.at(0).abs().item(), slopes.at(2).item()]).toEqual([0, 0.25])
  })

  test('are those of the table, and not those of a factor that was chosen', () => {
    const masked = (x: Tensor): Tensor => sum(mul(x, x.gt(0).select(1, 0)).sqrt())
    expect(both(grad(masked), tensor([-1])).toArray()).toEqual([Number.NaN])
  })
})

describe('shapes that are not known before', () => {
  test('are read from data, and compiled as they come', () => {
    const read = (count: number): number[][] => Array.from({ length: count }, () => [1, 2, 3])
    const centered = compile((x: Tensor) => x.sub(mean(x, 0)))
    for (const count of [1, 2, 7]) {
      const x = tensor(read(count))
      expect(centered(x).shape).toEqual([count, 3])
      expect(x.reshape([x.size]).size).toBe(3 * count)
    }
  })

  test.each<DType>(['f64', 'f32', 'i32', 'bool'])('may be all 1 or 0, in %s', (dtype) => {
    for (const shape of [[], [1], [0], [1, 1], [0, 1], [1, 0, 1]]) {
      const x = ones(shape, { dtype })
      expect(both((one) => one.reshape([-1, 1]).T.cast('f64').add(1), x).shape).toEqual([1, x.size])
    }
  })
})
