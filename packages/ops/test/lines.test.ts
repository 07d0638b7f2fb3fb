import {
  allocate,
  bringAll,
  type DType,
  infer,
  type Kernel,
  type KernelName,
  kernels,
  type OpAttributes,
  shapeOf,
  type TypeRule,
  type Value,
  windowCount,
} from '@gradus/ops'
import { describe, expect, test } from 'vitest'

// Ops come by name here.
bringAll()

function value(dtype: DType, sizes: readonly number[], elements: readonly number[]): Value {
  const data = allocate(dtype, elements.length)
  data.set(elements)
  return { shape: shapeOf(...sizes), dtype, data }
}

function run<K extends KernelName>(
  op: K,
  inputs: readonly Value[],
  attributes: OpAttributes[K],
): number[] {
  const type = (infer[op] as TypeRule<K>)(inputs, attributes)
  const length = type.shape.reduce((count, { size }) => count * size, 1)
  const out = { ...type, data: allocate(type.dtype, length) }
  ;(kernels[op] as unknown as Kernel<K>)(inputs, attributes, out, 0)
  return [...out.data]
}

const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]
const line = value('f64', [7], [1, 2, 3, 4, 5, 6, 7])

describe('windows', () => {
  test('stand first to last along the axis after their own', () => {
    const attributes = { axis: 0, size: 3, stride: 2, dilation: 1 }
    expect(run('windows', [line], attributes)).toEqual([1, 3, 5, 2, 4, 6, 3, 5, 7])
    const sparse = { axis: 0, size: 3, stride: 1, dilation: 2 }
    expect(run('windows', [line], sparse)).toEqual([1, 2, 3, 3, 4, 5, 5, 6, 7])
    const rows = value('i32', [2, 3], [1, 2, 3, 4, 5, 6])
    const pairs = { axis: 1, size: 2, stride: 1, dilation: 1 }
    expect(run('windows', [rows], pairs)).toEqual([1, 2, 2, 3, 4, 5, 5, 6])
  })

  test('are as many as fit', () => {
    const count = (length: number, size: number, stride: number, dilation: number): number =>
      windowCount(length, { size, stride, dilation })
    expect([count(7, 3, 2, 1), count(8, 3, 2, 1), count(9, 3, 2, 1)]).toEqual([3, 3, 4])
    expect([count(5, 3, 1, 2), count(4, 3, 1, 2), count(0, 1, 1, 1)]).toEqual([1, 0, 0])
  })

  test('are added back where they were taken', () => {
    const attributes = { axis: 0, length: { name: '', size: 7 }, stride: 2, dilation: 1 }
    const ones = value('f64', [3, 3], new Array<number>(9).fill(1))
    expect(run('overlap_add', [ones], attributes)).toEqual([1, 1, 2, 1, 2, 1, 1])
    const longer = { ...attributes, length: { name: '', size: 8 } }
    expect(run('overlap_add', [ones], longer)).toEqual([1, 1, 2, 1, 2, 1, 1, 0])
  })

  test('are added by their place in the window, ascending, in the precision of the values', () => {
    // Element 2 gets the first of window 2, the second of window 1, the third of window 0.
    const parts = value('f32', [3, 3], [0, 0, 1e8, 0, 1, 0, -1e8, 0, 0])
    const attributes = { axis: 0, length: { name: '', size: 5 }, stride: 1, dilation: 1 }
    expect(run('overlap_add', [parts], attributes)[2]).toBe(0)
    const wide = { ...parts, dtype: 'f64' as const, data: Float64Array.from(parts.data) }
    expect(run('overlap_add', [wide], attributes)[2]).toBe(1)
  })
})

describe('running sums', () => {
  test('go along the axis, from either end', () => {
    const x = value('f64', [2, 3], [1, 2, 3, 4, 5, 6])
    expect(run('cumsum', [x], { axis: 0, reverse: false })).toEqual([1, 2, 3, 5, 7, 9])
    expect(run('cumsum', [x], { axis: 1, reverse: true })).toEqual([6, 5, 3, 15, 11, 6])
  })

  test('are sequential, and wrap around in whole numbers', () => {
    const x = value('f32', [4], [1e8, 1, -1e8, 1])
    expect(run('cumsum', [x], { axis: 0, reverse: false })).toEqual([1e8, 1e8, 0, 1])
    const most = value('i32', [2], [2 ** 31 - 1, 1])
    expect(run('cumsum', [most], { axis: 0, reverse: false })[1]).toBe(-(2 ** 31))
  })
})

describe('products', () => {
  test('of nothing are 1; those of whole numbers wrap around', () => {
    expect(run('prod', [value('f64', [2, 0], [])], { axes: [1] })).toEqual([1, 1])
    expect(run('prod', [value('i32', [2], [2 ** 30, 4])], { axes: [0] })).toEqual([0])
  })

  test('go over any axes', () => {
    const x = value('f64', [2, 3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(run('prod', [x], { axes: [1] })).toEqual([15, 48, 693, 960])
    expect(run('prod', [x], { axes: [0, 2] })).toEqual([112, 1080, 3960])
  })
})

describe('elements along an axis', () => {
  const x = value('f64', [2, 3], [1, 2, 3, 4, 5, 6])
  const indices = value('i32', [2, 2], [2, 0, -1, 3])

  test('are taken by index; outside is 0', () => {
    expect(run('take_along_axis', [x, indices], { axis: 1 })).toEqual([3, 1, 0, 0])
    const rows = value('i32', [1, 3], [1, 0, 1])
    expect(run('take_along_axis', [x, rows], { axis: 0 })).toEqual([4, 2, 6])
  })

  test('are added by index; outside is passed over', () => {
    const updates = value('f64', [2, 2], [10, 20, 30, 40])
    const size = { name: '', size: 3 }
    expect(run('add_along_axis', [updates, indices], { axis: 1, size })).toEqual([
      20, 0, 10, 0, 0, 0,
    ])
    const same = value('i32', [2, 2], [1, 1, 1, 0])
    expect(run('add_along_axis', [updates, same], { axis: 0, size })).toEqual([0, 40, 40, 20, 0, 0])
  })

  test('are reversed along all axes that are named', () => {
    expect(run('reverse', [x], { axes: [1] })).toEqual([3, 2, 1, 6, 5, 4])
    expect(run('reverse', [x], { axes: [0, 1] })).toEqual([6, 5, 4, 3, 2, 1])
    expect(run('reverse', [value('f64', [0], [])], { axes: [0] })).toEqual([])
  })

  test('are sorted with ties in their order and NaN last, also between infinities', () => {
    const keys = value('f64', [2, 4], [infinity, nan, infinity, 1, nan, 0, -0, nan])
    expect(run('argsort', [keys], { axis: 1 })).toEqual([3, 0, 2, 1, 1, 2, 0, 3])
    expect(run('argsort', [keys], { axis: 0 })).toEqual([0, 1, 1, 0, 1, 0, 0, 1])
  })
})
