import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { type Layout, type Run, runContraction, worstError } from './contraction-run.ts'

type Axis = 'batch' | 'm' | 'n' | 'k'
type Sizes = readonly [batch: number, m: number, k: number, n: number]

/** Strides of a tensor whose axes are stored in that order, outermost first, with gaps. */
function strides(sizes: Readonly<Record<Axis, number>>, order: readonly Axis[], gap = 0) {
  const result: Record<Axis, number> = { batch: 0, m: 0, n: 0, k: 0 }
  let stride = 1
  for (const axis of [...order].reverse()) {
    result[axis] = stride
    stride = stride * sizes[axis] + gap
  }
  return result
}

interface Variation {
  readonly dtype?: 'f32' | 'f64'
  readonly simd?: 'plain' | 'relaxed'
  readonly rows?: Axis
  readonly transposed?: { readonly a?: boolean; readonly b?: boolean; readonly c?: boolean }
  readonly gap?: number
}

function layoutOf([batch, m, k, n]: Sizes, variation: Variation): Layout {
  const { transposed = {}, gap = 0, rows } = variation
  const sizes = { batch, m, k, n }
  const extent = (axis: Axis) => ({
    size: sizes[axis],
    ...(rows === axis ? { rows: true as const } : {}),
  })
  return {
    dtype: variation.dtype ?? 'f32',
    simd: variation.simd ?? 'plain',
    batch: extent('batch'),
    m: extent('m'),
    n: extent('n'),
    k: extent('k'),
    a: strides(sizes, transposed.a ? ['batch', 'k', 'm'] : ['batch', 'm', 'k'], gap),
    b: strides(sizes, transposed.b ? ['batch', 'n', 'k'] : ['batch', 'k', 'n'], gap),
    c: strides(sizes, transposed.c ? ['batch', 'n', 'm'] : ['batch', 'm', 'n'], gap),
  }
}

function expectSameBits(run: Run, what: string): void {
  const wrong = run.actual.findIndex((value, i) => !Object.is(value, run.expected[i]))
  expect(wrong, `${what}: ${run.actual[wrong]} for ${run.expected[wrong]} at ${wrong}`).toBe(-1)
  expect(run.guardsAreIntact, `${what} writes outside its result`).toBe(true)
}

function randomVariation(random: Random): Variation {
  const coin = (): boolean => random.uniform() < 0.5
  return {
    dtype: random.pick(['f32', 'f64'] as const),
    transposed: { a: coin(), b: coin(), c: random.uniform() < 0.2 },
    gap: random.integer(0, 3),
  }
}

describe('contraction', () => {
  test('small products of every size have the bits of the reference', () => {
    const random = new Random(1)
    for (let i = 0; i < 1200; i++) {
      const size = (): number => random.integer(1, 21)
      const sizes: Sizes = [random.integer(1, 4), size(), size(), size()]
      const layout = layoutOf(sizes, randomVariation(random))
      expectSameBits(runContraction(layout, random), JSON.stringify(layout))
    }
  })

  test.for<Sizes>([
    [1, 64, 784, 128],
    [1, 784, 64, 128],
    [1, 33, 257, 35],
    [2, 70, 600, 67],
    [1, 300, 520, 24],
    [1, 1, 1000, 300],
    [1, 300, 1000, 1],
    [3, 40, 1, 50],
    [2, 70, 130, 61],
    [1, 517, 256, 9],
  ])('large products %j have the bits of the reference', (sizes) => {
    const random = new Random(2)
    for (const dtype of ['f32', 'f64'] as const) {
      for (const transposed of [{}, { a: true }, { b: true }, { a: true, b: true, c: true }]) {
        const layout = layoutOf(sizes, { dtype, transposed })
        expectSameBits(runContraction(layout, random), JSON.stringify(layout))
      }
    }
  })

  test('a count of rows at run time limits any axis', () => {
    const random = new Random(3)
    for (let i = 0; i < 600; i++) {
      const rows = random.pick(['batch', 'm', 'n', 'k'] as const)
      const size = (axis: Axis): number => random.integer(1, axis === rows ? 40 : 14)
      const sizes: Sizes = [size('batch') % 5 || 1, size('m'), size('k'), size('n')]
      const layout = layoutOf(sizes, { ...randomVariation(random), rows })
      const count = random.integer(0, layout[rows].size + 1)
      expectSameBits(runContraction(layout, random, count), `${count} of ${JSON.stringify(layout)}`)
    }
  })

  test.for([0, 1, 255, 256, 257, 300, 512, 700])('%i rows of 700 are summed or swept', (count) => {
    const random = new Random(4)
    for (const rows of ['m', 'n', 'k'] as const) {
      const sizes = { m: 21, n: 60, k: 40, [rows]: 700 }
      for (const transposed of [{}, { a: true }, { b: true }]) {
        const layout = layoutOf([1, sizes.m, sizes.k, sizes.n], { rows, transposed })
        expectSameBits(runContraction(layout, random, count), `${count} of ${rows}`)
      }
    }
  })

  test('an axis of size 0 gives nothing, or zeros where it is summed', () => {
    const random = new Random(11)
    for (const sizes of [
      [0, 2, 3, 4],
      [1, 0, 3, 4],
      [1, 2, 0, 4],
      [1, 2, 3, 0],
    ] as const) {
      expectSameBits(runContraction(layoutOf(sizes, {}), random), String(sizes))
    }
  })

  test('NaN, infinities and signed zeros go through as in the reference', () => {
    const random = new Random(5)
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e-310]
    for (let i = 0; i < 300; i++) {
      const size = (): number => random.integer(1, 12)
      const layout = layoutOf([1, size(), size(), size()], randomVariation(random))
      expectSameBits(runContraction(layout, random, 0, special), JSON.stringify(layout))
    }
  })

  test.for(['f32', 'f64'] as const)('relaxed products in %s are as exact', (dtype) => {
    const random = new Random(6)
    for (const sizes of [
      [1, 64, 784, 128],
      [1, 17, 300, 23],
      [4, 5, 6, 7],
    ] as const) {
      const run = runContraction(layoutOf(sizes, { dtype, simd: 'relaxed' }), random)
      expect(worstError(run)).toBeLessThan(dtype === 'f32' ? 1e-6 : 1e-13)
      expect(run.guardsAreIntact).toBe(true)
    }
  })
})
