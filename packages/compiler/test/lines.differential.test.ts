import { Builder, type Node } from '@gradus/graph'
import { allocate, type Dim, type DType, dim, isFloat, type TypedArray } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { bits, exact, runCompiled, runInterpreted, runLoops } from './run.ts'

/** Feeds random inputs to what `build` makes, and compares all backends bit by bit. */
function expectSameBits(
  build: (b: Builder, input: (shape: readonly Dim[], dtype?: DType) => Node) => Node[],
  dtype: DType,
  rows?: number,
): void {
  const b = new Builder()
  const random = new Random(11)
  const values = new Map<Node, TypedArray>()
  const nodes = build(b, (shape, own = dtype) => {
    const node = b.input(`x${values.size}`, shape, own)
    const count = shape.reduce((n, { size, rows: isRows }) => n * (isRows ? rows! : size), 1)
    const data = allocate(own, count)
    for (let i = 0; i < count; i++) {
      data[i] = isFloat(own) ? random.normal() : random.integer(-2, 9)
    }
    values.set(node, data)
    return node
  })
  const expected = runInterpreted(nodes, values, rows).map(bits)
  expect(runLoops(b, nodes, values, rows).map(bits)).toEqual(expected)
  expect(runCompiled(b, nodes, values, rows, exact).map(bits)).toEqual(expected)
}

const dtypes = ['f32', 'f64', 'i32'] as const
const sizes = [0, 1, 2, 7, 16, 17, 67, 130]
const cases = dtypes.flatMap((dtype) => sizes.map((size) => ({ dtype, size })))

describe.each(cases)('lines of $size elements of $dtype', ({ dtype, size }) => {
  const line = dim(size)

  test('are reversed along any axes, before and after work on them', () => {
    expectSameBits((b, input) => {
      const x = input([dim(3), line, dim(2)])
      const reverse = (node: Node, ...axes: number[]): Node => b.apply('reverse', [node], { axes })
      const y = reverse(input([line]), 0)
      const z = reverse(input([dim(5), line]), 1)
      return [
        y,
        b.add(y, reverse(b.mul(y, y), 0)),
        b.apply('sum', [y], { axes: [0] }),
        reverse(x, 1),
        reverse(x, 0, 2),
        reverse(x, 0, 1, 2),
        b.apply('transpose', [z], { order: [1, 0] }),
        b.apply('sum', [z], { axes: [0] }),
        b.apply('sum', [z], { axes: [1] }),
        b.apply('transpose', [reverse(x, 0, 1)], { order: [1, 2, 0] }),
      ]
    }, dtype)
  })

  test('have running sums and products along any axis', () => {
    expectSameBits((b, input) => {
      const x = input([dim(3), line, dim(2)])
      const [wide, y] = [input([dim(4), line]), input([line])]
      const cumsum = (node: Node, axis: number, reverse: boolean): Node =>
        b.apply('cumsum', [node], { axis, reverse })
      return [true, false].flatMap((reverse) => [
        ...[0, 1, 2].map((axis) => cumsum(x, axis, reverse)),
        ...[0, 1].map((axis) => cumsum(wide, axis, reverse)),
        cumsum(b.add(y, y), 0, reverse),
      ])
    }, dtype)
  })

  test('are multiplied along one axis, or several', () => {
    expectSameBits((b, input) => {
      const x = input([dim(3), line, dim(2)])
      const turned = b.apply('transpose', [x], { order: [1, 2, 0] })
      return [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].flatMap((axes) =>
        [x, turned, b.mul(x, x)].map((node) => b.apply('prod', [node], { axes })),
      )
    }, dtype)
  })

  test('are taken and added up by index along any axis', () => {
    expectSameBits((b, input) => {
      const shape = [dim(3), line, dim(2)]
      const [x, indices] = [input(shape), input(shape, 'i32')]
      const places = b.apply('slice', [indices], { axis: 0, start: 1, size: 2 })
      return [
        ...[0, 1, 2].map((axis) => b.apply('take_along_axis', [x, indices], { axis })),
        ...[0, 1, 2].map((axis) => b.apply('add_along_axis', [x, indices], { axis, size: dim(5) })),
        b.apply('take_along_axis', [b.mul(x, x), places], { axis: 0 }),
        b.apply('take_along_axis', [x, b.apply('reverse', [places], { axes: [1] })], { axis: 0 }),
      ]
    }, dtype)
  })

  test('are sorted along any axis', () => {
    expectSameBits((b, input) => {
      const x = input([dim(3), line, dim(2)])
      const y = input([line])
      return [
        ...[0, 1, 2].map((axis) => b.apply('argsort', [x], { axis })),
        b.apply('argsort', [y], { axis: 0 }),
      ]
    }, dtype)
  })

  const windows = [
    { size: 1, stride: 1, dilation: 1 },
    { size: 3, stride: 1, dilation: 1 },
    { size: 2, stride: 2, dilation: 1 },
    { size: 3, stride: 2, dilation: 3 },
    { size: 5, stride: 3, dilation: 1 },
    { size: 1, stride: 4, dilation: 1 },
  ].filter((window) => window.dilation * (window.size - 1) < size)

  test.each(windows)('are seen as windows %j, and windows are added back', (window) => {
    expectSameBits((b, input) => {
      const x = input([dim(3), line, dim(2)])
      const y = input([dim(2), line])
      const { stride, dilation } = window
      const back = (axis: number, node: Node): Node =>
        b.apply('overlap_add', [node], { axis, length: line, stride, dilation })
      const [seen, last] = [
        b.apply('windows', [x], { axis: 1, ...window }),
        b.apply('windows', [y], { axis: 1, ...window }),
      ]
      return [
        seen,
        last,
        b.apply('sum', [seen], { axes: [1] }),
        b.apply('reduce_max', [last], { axes: [1] }),
        b.apply('sum', [b.mul(last, last)], { axes: [2] }),
        back(1, b.add(seen, seen)),
        back(1, last),
      ]
    }, dtype)
  })
})

describe('lines of a run-time count of rows', () => {
  test.for([0, 1, 3, 5])('%i rows go through every op along another axis', (rows) => {
    expectSameBits(
      (b, input) => {
        const batch: Dim = { name: 'n', size: 5, rows: true }
        const shape = [batch, dim(6), dim(3)]
        const [x, indices] = [input(shape), input(shape, 'i32')]
        const windows = b.apply('windows', [x], { axis: 1, size: 2, stride: 1, dilation: 3 })
        const attributes = { axis: 1, length: dim(6), stride: 1, dilation: 3 }
        const turned = b.apply('transpose', [x], { order: [1, 0, 2] })
        return [
          b.apply('reverse', [x], { axes: [1, 2] }),
          ...[1, 2].map((axis) => b.apply('cumsum', [x], { axis, reverse: false })),
          b.apply('cumsum', [turned], { axis: 0, reverse: true }),
          ...[1, 2].map((axis) => b.apply('argsort', [x], { axis })),
          b.apply('prod', [x], { axes: [1, 2] }),
          b.apply('prod', [x], { axes: [1] }),
          b.apply('take_along_axis', [x, indices], { axis: 1 }),
          b.apply('add_along_axis', [x, indices], { axis: 2, size: dim(4) }),
          b.apply('reduce_max', [windows], { axes: [1] }),
          b.apply('overlap_add', [windows], attributes),
        ]
      },
      'f32',
      rows,
    )
  })

  test.for([0, 1, 3, 5])('%i rows are added up by index, wherever their axis is', (rows) => {
    expectSameBits(
      (b, input) => {
        const batch: Dim = { name: 'n', size: 5, rows: true }
        const [few, many] = [dim(2), dim(7)]
        const shapes = [[batch], [batch, few], [few, batch], [few, batch, few], [few, batch, batch]]
        return shapes.flatMap((shape) => {
          const [indices, updates] = [input(shape, 'i32'), input([...shape, few])]
          return [many, batch].map((size) =>
            b.apply('scatter_add', [updates, indices], { rows: size }),
          )
        })
      },
      'f32',
      rows,
    )
  })
})
