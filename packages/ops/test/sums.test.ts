import { allocate, dim, kernels, lanesOf, type Value } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { contractInOrder, SUM_LANES, sumInOrder, sumLanes } from '../src/summation.ts'

const dtypes = ['f64', 'f32', 'i32'] as const
const cases = dtypes.flatMap((dtype) =>
  [0, 1, 15, 16, 17, 63, 64, 65, 256, 257, 1025, 70_000].map((count) => ({ dtype, count })),
)

function drawn(dtype: Value['dtype'], sizes: readonly number[], seed: number): Value {
  const random = new Random(seed)
  const shape = sizes.map((size) => dim(size))
  const data = allocate(
    dtype,
    sizes.reduce((n, size) => n * size, 1),
  )
  const draw = (): number =>
    dtype === 'i32' ? random.integer(-(2 ** 31), 2 ** 31) : random.normal() * 1e3
  for (let i = 0; i < data.length; i++) data[i] = draw()
  return { shape, dtype, data }
}

describe('the reference kernels of sums', () => {
  test.each(cases)('keep the order of the note for $count terms of $dtype', ({ dtype, count }) => {
    const $ = lanesOf(dtype)
    const line = drawn(dtype, [count], 1)
    const found = drawn(dtype, [], 2)
    kernels.sum([line], { axes: [0] }, found, 0)
    expect(found.data[0]).toBe(sumInOrder($, count, SUM_LANES, (i) => line.data[i]!))
    const tall = drawn(dtype, [count, 3], 3)
    const row = drawn(dtype, [3], 4)
    kernels.sum([tall], { axes: [0] }, row, 0)
    const expected = [0, 1, 2].map((j) =>
      sumInOrder($, count, sumLanes(false), (i) => tall.data[3 * i + j]!),
    )
    expect([...row.data]).toEqual(expected)
  })

  test.each(cases)(
    'add $count products of $dtype in blocks, or along lanes',
    ({ dtype, count }) => {
      const $ = lanesOf(dtype)
      const [left, right] = [drawn(dtype, [2, count], 5), drawn(dtype, [count, 3], 6)]
      const product = drawn(dtype, [2, 3], 7)
      product.data.fill(0)
      const matrix = { left: [0, 1], right: [1, 2], out: [0, 2] }
      kernels.contract([left, right], matrix, product, 0)
      const sums = [0, 1].flatMap((i) =>
        [0, 1, 2].map((j) =>
          contractInOrder($, count, (k) =>
            $.mul(left.data[i * count + k]!, right.data[3 * k + j]!),
          ),
        ),
      )
      expect([...product.data]).toEqual(sums)
      const dots = drawn(dtype, [2], 8)
      const other = drawn(dtype, [count], 9)
      kernels.contract([left, other], { left: [0, 1], right: [1], out: [0] }, dots, 0)
      const lines = [0, 1].map((i) =>
        sumInOrder($, count, SUM_LANES, (k) => $.mul(left.data[i * count + k]!, other.data[k]!)),
      )
      expect([...dots.data]).toEqual(lines)
    },
  )
})
