import * as graph from '@gradus/graph'
import {
  allTrue,
  anyTrue,
  argmin,
  argsort,
  avgPool1d,
  avgPool2d,
  Builder,
  cholesky,
  clamp,
  composites,
  conv1d,
  conv2d,
  cumprod,
  det,
  eigh,
  gelu,
  gradient,
  inverse,
  jvp,
  logSoftmax,
  logSumExp,
  maxPool1d,
  maxPool2d,
  type Node,
  qr,
  reduceMin,
  silu,
  simplify,
  slogdet,
  softmax,
  solve,
  sort,
  stack,
  svd,
  take,
  topK,
  vjp,
} from '@gradus/graph'
import { type DType, DTypeError, dim, matrixProduct, ShapeError, shapeOf } from '@gradus/ops'
import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { evaluate, type Feed } from './evaluate.ts'

/** One case of `fixtures/tensor/torch.json`. */
interface Case {
  readonly function: string
  readonly tensors: readonly Tensor[]
  readonly options: Readonly<Record<string, never>>
  readonly results: readonly Tensor[]
  readonly cotangents?: readonly (Tensor | null)[]
  readonly gradients?: readonly (Tensor | null)[]
}

interface Tensor {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly data: readonly (number | string)[]
}

type Make = (b: Builder, inputs: readonly Node[], options: never) => readonly Node[]

function axesOf(x: Node, axis: number | readonly number[] | undefined): readonly number[] {
  if (typeof axis === 'number') return [axis]
  return axis ?? x.shape.map((_, i) => i)
}

type Reduce = (b: Builder, x: Node, axes: readonly number[]) => Node

function reduction(reduce: Reduce): Make {
  return (b, [x], { axis }: { readonly axis?: number | readonly number[] }) => [
    reduce(b, x!, axesOf(x!, axis)),
  ]
}

interface AxisOption {
  readonly axis: number
}

const functions: Readonly<Record<string, Make>> = {
  conv1d: (b, [x, w], options) => [conv1d(b, x!, w!, options)],
  conv2d: (b, [x, w], options) => [conv2d(b, x!, w!, options)],
  maxPool2d: (b, [x], options) => [maxPool2d(b, x!, options)],
  avgPool2d: (b, [x], options) => [avgPool2d(b, x!, options)],
  amin: reduction(reduceMin),
  amax: reduction((b, x, axes) => b.apply('reduce_max', [x], { axes })),
  prod: reduction((b, x, axes) => b.apply('prod', [x], { axes })),
  logSumExp: reduction(logSumExp),
  softmax: reduction(softmax),
  logSoftmax: reduction(logSoftmax),
  argmin: (b, [x], { axis }: AxisOption) => [argmin(b, x!, axis)],
  cumsum: (b, [x], { axis }: AxisOption) => [b.apply('cumsum', [x!], { axis, reverse: false })],
  sort: (b, [x], { axis }: AxisOption) => [sort(b, x!, axis)],
  argsort: (b, [x], { axis }: AxisOption) => [argsort(b, x!, axis)],
  topK: (b, [x], { k }: { readonly k: number }) => {
    const { values, indices } = topK(b, x!, k, x!.shape.length - 1)
    return [values, indices]
  },
  flip: (b, [x], { axis }: AxisOption) => [b.apply('reverse', [x!], { axes: [axis] })],
  stack: (b, inputs, { axis }: AxisOption) => [stack(b, inputs, axis)],
  take: (b, [x, indices], { axis }: AxisOption) => [take(b, x!, indices!, axis)],
  takeAlongAxis: (b, [x, indices], { axis }: AxisOption) => [
    b.apply('take_along_axis', [x!, indices!], { axis }),
  ],
  clamp: (b, [x], { min, max }: { readonly min: number; readonly max: number }) => [
    clamp(b, x!, min, max),
  ],
  cholesky: (b, [a]) => [cholesky(b, a!)],
  solve: (b, [a, x]) => [solve(b, a!, x!)],
  triangularSolve: (b, [a, x], { lower }: { readonly lower: boolean }) => [
    b.apply('triangular_solve', [a!, x!], { lower, transposed: false, unit: false }),
  ],
  inverse: (b, [a]) => [inverse(b, a!)],
  det: (b, [a]) => [det(b, a!)],
  logdet: (b, [a]) => [slogdet(b, a!).logAbs],
  eigvalsh: (b, [a]) => [eigh(b, a!).values],
  singularValues: (b, [a]) => [svd(b, a!).s],
  qrSquare: (b, [a]) => {
    const { q } = qr(b, a!)
    const axis = q.shape.length - 1
    const columns = b.apply('slice', [q], { axis, start: 0, size: 2 })
    return [matrixProduct(b, columns, columns, { right: 'transposed' })]
  },
  gelu: (b, [x]) => [gelu(b, x!)],
  silu: (b, [x]) => [silu(b, x!)],
}

const torch = JSON.parse(readRepositoryFile('fixtures/tensor/torch.json')) as {
  readonly cases: readonly Case[]
}

function numbers({ data }: Tensor): number[] {
  const words: Readonly<Record<string, number>> = {
    nan: Number.NaN,
    inf: Number.POSITIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
  }
  return data.map((x) => (typeof x === 'number' ? x : (words[x] ?? Number(x))))
}

function expectAll(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) {
    expect(actual[i]!).toBeWithinRelative(value, 1e-12, 1e-14)
  }
}

describe('composites', () => {
  const cases = torch.cases.filter((each) => each.function in functions)

  test.each(cases)('$function gives the values and gradients of PyTorch', (given) => {
    const b = new Builder()
    const inputs = given.tensors.map(({ shape, dtype }, i) =>
      b.input(`x${i}`, shapeOf(...shape), dtype),
    )
    const feed: Feed = inputs.map((input, i) => [input, numbers(given.tensors[i]!)])
    const results = functions[given.function]!(b, inputs, given.options as never)
    const values = evaluate(results, feed)
    given.results.forEach((result, i) => void expectAll(values[i]!, numbers(result)))
    if (!given.cotangents || !given.gradients) return
    const seeds = given.cotangents.flatMap((cotangent, i) =>
      cotangent
        ? [{ output: results[i]!, seed: b.input(`seed ${i}`, results[i]!.shape, 'f64'), cotangent }]
        : [],
    )
    const wanted = given.gradients.flatMap((slope, i) => (slope ? [{ x: inputs[i]!, slope }] : []))
    const slopes = vjp(
      b,
      seeds.map(({ output }) => output),
      seeds.map(({ seed }) => seed),
      wanted.map(({ x }) => x),
    )
    const all: Feed = [
      ...feed,
      ...seeds.map(({ seed, cotangent }) => [seed, numbers(cotangent)] as const),
    ]
    for (const nodes of [slopes, simplify(b, slopes)]) {
      evaluate(nodes, all).forEach((slope, i) => void expectAll(slope, numbers(wanted[i]!.slope)))
    }
  })

  test('are all in the table of composites, by name', () => {
    const named = graph as unknown as Readonly<Record<string, unknown>>
    for (const name of Object.keys(composites)) expect(named[name]).toBeTypeOf('function')
  })
})

describe('padding', () => {
  const b = new Builder()
  const x = b.input('x', shapeOf(1, 1, 7), 'f64')
  const w = b.input('w', shapeOf(1, 1, 4), 'f64')
  const feed: Feed = [
    [x, [1, 2, 3, 4, 5, 6, 7]],
    [w, [1, 1, 1, 1]],
  ]

  test.each([
    ['valid', 1, [10, 14, 18, 22]],
    ['same', 1, [6, 10, 14, 18, 22, 18, 13]],
    ['same', 2, [6, 14, 22, 13]],
    [0, 3, [10, 22]],
    [2, 1, [3, 6, 10, 14, 18, 22, 18, 13]],
  ] as const)('%j with stride %i sums windows of four', (padding, stride, expected) => {
    expect(evaluate([conv1d(b, x, w, { padding, stride })], feed)[0]).toEqual(expected)
  })

  test('of maxima is below every element, and that of means counts when it is asked to', () => {
    const below = b.sub(x, b.constant(10))
    const pool = { size: 3, stride: 2, padding: 1 }
    const [greatest, counted, uncounted] = evaluate(
      [
        maxPool1d(b, below, pool),
        avgPool1d(b, x, pool),
        avgPool1d(b, x, { ...pool, countsPadding: false }),
      ],
      feed,
    )
    expect(greatest).toEqual([-8, -6, -4, -3])
    expect(counted).toEqual([1, 3, 5, 13 / 3])
    expect(uncounted).toEqual([1.5, 3, 5, 6.5])
  })
})

describe('ties and what is not a number', () => {
  function run(make: (b: Builder, x: Node) => Node, data: readonly number[], dtype: DType = 'f64') {
    const b = new Builder()
    const x = b.input('x', shapeOf(data.length), dtype)
    return evaluate([make(b, x)], [[x, data]])[0]!
  }
  const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]

  test('sorting takes NaN as the greatest and ties in the order in which they stood', () => {
    const data = [2, nan, -infinity, 2, 1, nan, -0, 0]
    expect(run((b, x) => argsort(b, x, 0), data)).toEqual([2, 6, 7, 4, 0, 3, 1, 5])
    const descending = (b: Builder, x: Node): Node => argsort(b, x, 0, { descending: true })
    expect(run(descending, data)).toEqual([1, 5, 0, 3, 4, 6, 7, 2])
    expect(run((b, x) => sort(b, x, 0), data)).toEqual([-infinity, -0, 0, 1, 2, 2, nan, nan])
    expect(run((b, x) => topK(b, x, 4, 0).indices, data)).toEqual([1, 5, 0, 3])
    const least = (b: Builder, x: Node): Node => topK(b, x, 2, 0, { descending: false }).values
    expect(run(least, data)).toEqual([-infinity, -0])
  })

  test('the least whole number has an opposite in the order', () => {
    const data = [3, -(2 ** 31), 2 ** 31 - 1, -(2 ** 31)]
    expect(run((b, x) => reduceMin(b, x, [0]), data, 'i32')).toEqual([-(2 ** 31)])
    expect(run((b, x) => argmin(b, x, 0), data, 'i32')).toEqual([1])
    const order = (b: Builder, x: Node): Node => argsort(b, x, 0, { descending: true })
    expect(run(order, data, 'i32')).toEqual([2, 0, 1, 3])
  })

  test('minima and their positions find NaN', () => {
    expect(run((b, x) => reduceMin(b, x, [0]), [1, nan, 0])).toEqual([nan])
    expect(run((b, x) => argmin(b, x, 0), [1, nan, 0, nan])).toEqual([1])
  })

  test('any and all over nothing are false and true', () => {
    const isPositive = (b: Builder, x: Node): Node => b.gt(x, b.constant(0))
    for (const [data, any, all] of [
      [[], 0, 1],
      [[1, -1], 1, 0],
      [[1, 1], 1, 1],
      [[-1, -1], 0, 0],
    ] as const) {
      expect(run((b, x) => anyTrue(b, isPositive(b, x), [0]), data)).toEqual([any])
      expect(run((b, x) => allTrue(b, isPositive(b, x), [0]), data)).toEqual([all])
    }
  })

  test('log-sum-exp keeps infinities and does not overflow', () => {
    const total = (data: readonly number[]): number => run((b, x) => logSumExp(b, x, [0]), data)[0]!
    expect(total([1e4, 1e4])).toBe(1e4 + Math.LN2)
    expect(total([-1e4, -1e4])).toBe(-1e4 + Math.LN2)
    expect(total([-infinity, -infinity])).toBe(-infinity)
    expect(total([-infinity, 0])).toBe(0)
    expect(total([infinity, 0])).toBe(infinity)
    expect(total([])).toBe(-infinity)
  })

  test('clamp has its slope at the bounds, and keeps NaN', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(5), 'f64')
    const y = clamp(b, x, -1, 2)
    const [slope] = gradient(b, b.apply('sum', [y], { axes: [0] }), [x])
    const [value, slopes] = evaluate([y, slope!], [[x, [-3, -1, 0, 2, 3]]])
    expect(value).toEqual([-1, -1, 0, 2, 2])
    expect(slopes).toEqual([0, 1, 1, 1, 0])
    expect(run((builder, each) => clamp(builder, each, 0, 1), [nan])).toEqual([nan])
  })

  test('gelu keeps its digits where the normal distribution is almost 0', () => {
    expect(run((b, x) => gelu(b, x), [-30])[0]!).toBeWithinRelative(
      -30 * 4.906713927148187e-198,
      1e-12,
    )
    const near = (b: Builder, x: Node): Node => gelu(b, x, { approximate: true })
    expect(run(near, [1])[0]!).toBeWithinRelative(0.8411919906082768, 1e-14)
  })
})

describe('products', () => {
  test.each([
    [[2, 3, 4, 5, 6]],
    [[2, 0, 4, 5, 6]],
    [[2, 0, 4, 0, 6]],
    [[0, 0, 4, 0, 6]],
    [[7]],
  ] as const)('of %j have exact derivatives of first, second and third order', (data) => {
    const b = new Builder()
    const x = b.input('x', shapeOf(data.length), 'f64')
    const product = (of: readonly number[]): number => of.reduce((p, v) => p * v, 1)
    const without = (...left: readonly number[]): number =>
      new Set(left).size < left.length ? 0 : product(data.filter((_, i) => !left.includes(i)))
    const unit = (i: number): Node =>
      b.cast(b.eq(b.apply('iota', [], { shape: x.shape, axis: 0 }), b.constant(i, 'i32')), 'f64')
    const out = b.apply('prod', [x], { axes: [0] })
    const [first] = gradient(b, out, [x])
    const indices = data.map((_, i) => i)
    expect(evaluate([first!], [[x, data]])[0]).toEqual(indices.map((i) => without(i)))
    for (const i of indices) {
      const [second] = jvp(b, [first!], [x], [unit(i)])
      const [again] = vjp(b, [first!], [unit(i)], [x])
      const rows = evaluate([second!, again!], [[x, data]])
      for (const row of rows) expect(row).toEqual(indices.map((j) => without(i, j)))
      const [third] = vjp(b, [second!], [unit(0)], [x])
      expect(evaluate([third!], [[x, data]])[0]).toEqual(indices.map((j) => without(0, i, j)))
    }
  })

  test('so far are those of all elements before', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(2, 5), 'f64')
    const out = cumprod(b, x, 1)
    const [slope] = vjp(b, [out], [b.full(1, out.shape, 'f64')], [x])
    const data = [1, 2, 3, 4, 5, 2, 0, 3, 0, 1]
    const [value, slopes] = evaluate([out, slope!], [[x, data]])
    expect(value).toEqual([1, 2, 6, 24, 120, 2, 0, 0, 0, 0])
    expect(slopes).toEqual([153, 76, 50, 36, 24, 1, 8, 0, 0, 0])
    expect(evaluate([cumprod(b, x, 0)], [[x, data]])[0]).toEqual([1, 2, 3, 4, 5, 2, 0, 9, 0, 5])
  })

  test('of nothing are 1, without a slope', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(2, 0), 'f64')
    const out = b.apply('prod', [x], { axes: [1] })
    const [slope] = vjp(b, [out], [out], [x])
    expect(evaluate([out, slope!], [[x, []]])).toEqual([[1, 1], []])
  })
})

describe('mistakes', () => {
  const b = new Builder()
  const image = b.input('x', [dim(2), dim(4, 'c'), dim(5), dim(5)], 'f64')
  const filter = (...sizes: readonly number[]): Node => b.input('w', shapeOf(...sizes), 'f64')

  test.each<readonly [string, () => Node]>([
    ['conv2d: the input and the filter have 4 axes', () => conv2d(b, image, filter(3, 4, 2))],
    ['conv2d: the filter has 3 channels where 4', () => conv2d(b, image, filter(2, 3, 2, 2))],
    ['conv2d: 3 groups do not divide', () => conv2d(b, image, filter(3, 1, 2, 2), { groups: 3 })],
    ['conv2d: groups is 0;', () => conv2d(b, image, filter(3, 4, 2, 2), { groups: 0 })],
    ['conv2d: stride is 0;', () => conv2d(b, image, filter(3, 4, 2, 2), { stride: 0 })],
    ['conv2d: padding is -1;', () => conv2d(b, image, filter(3, 4, 2, 2), { padding: -1 })],
    ['conv2d: dilation [1] has no', () => conv2d(b, image, filter(3, 4, 2, 2), { dilation: [1] })],
    ['conv2d: a window over 6 elements', () => conv2d(b, image, filter(3, 4, 2, 6))],
    ['maxPool2d: size is 0;', () => maxPool2d(b, image, { size: 0 })],
    ['maxPool2d: padding 2 is more', () => maxPool2d(b, image, { size: 3, padding: 2 })],
    ['maxPool1d: the input has 3 axes', () => maxPool1d(b, image, { size: 3 })],
    ['avgPool2d: size [2] has no', () => avgPool2d(b, image, { size: [2] })],
    ['topK: axis 2 of', () => topK(b, image, 6, 2).values],
    ['stack: shapes', () => stack(b, [image, filter(2)], 0)],
    ['stack: shapes of nothing', () => stack(b, [], 0)],
    ['cumprod: ', () => cumprod(b, image, 4)],
  ])('are shape errors that begin with "%s"', (message, make) => {
    expect(make).toThrow(ShapeError)
    expect(make).toThrow(message)
  })

  test('element types that differ are said', () => {
    const other = b.input('w', shapeOf(3, 4, 2, 2), 'f32')
    expect(() => conv2d(b, image, other)).toThrow(DTypeError)
  })
})
