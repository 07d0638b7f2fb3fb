import { Builder, type Node } from '@gradus/graph'
import { allocate, type Dim, dim, type TypedArray } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { bits, exact, runCompiled, runInterpreted } from './run.ts'

const sizes = [0, 1, 7, 16, 17, 1000]
const dtypes = ['f32', 'f64'] as const

/** A fixed size, or 40 rows of which `size` are there. */
const axesOf = (size: number): [Dim, number | undefined][] =>
  size > 40
    ? [[dim(size), undefined]]
    : [
        [dim(size), undefined],
        [{ name: 'n', size: 40, rows: true }, size],
      ]

function expectSameBits(
  build: (b: Builder, input: (name: string, shape: readonly Dim[]) => Node) => Node[],
  dtype: 'f32' | 'f64',
  rows: number | undefined,
): void {
  const b = new Builder()
  const random = new Random(7)
  const values = new Map<Node, TypedArray>()
  const input = (name: string, shape: readonly Dim[]): Node => {
    const node = b.input(name, shape, dtype)
    const count = shape.reduce((n, { size, rows: isRows }) => n * (isRows ? rows! : size), 1)
    const data = allocate(dtype, count)
    data.set(random.normals(count))
    values.set(node, data)
    return node
  }
  const nodes = build(b, input)
  const expected = runInterpreted(nodes, values, rows).map(bits)
  expect(runCompiled(b, nodes, values, rows, exact).map(bits)).toEqual(expected)
}

const cases = dtypes.flatMap((dtype) =>
  sizes.flatMap((size) => axesOf(size).map(([axis, rows]) => ({ dtype, size, axis, rows }))),
)

describe.each(cases)('$size elements of $dtype, rows: $rows', ({ dtype, size, axis, rows }) => {
  test('go through elementwise chains and all reductions', () => {
    expectSameBits(
      (b, input) => {
        const x = input('x', [axis])
        const y = b.add(b.mul(x, x), b.tanh(x))
        const whole = { axes: [0] }
        const reduced =
          size === 0 ? [] : [b.apply('reduce_max', [y], whole), b.apply('argmax', [x], { axis: 0 })]
        const isFixed = rows === undefined
        return [y, b.apply('sum', [y], whole), ...(isFixed ? reduced : reduced.slice(0, 1))]
      },
      dtype,
      rows,
    )
  })

  test('are summed along either axis of a matrix, and along both', () => {
    expectSameBits(
      (b, input) => {
        const other = dim(5)
        const [x, row] = [input('x', [axis, other]), input('row', [other])]
        const y = b.mul(x, b.apply('broadcast', [row], { shape: [axis, other], into: [1] }))
        const turned = b.apply('transpose', [y], { order: [1, 0] })
        return [[0], [1], [0, 1]].flatMap((axes) =>
          [y, turned].map((node) => b.apply('sum', [node], { axes })),
        )
      },
      dtype,
      rows,
    )
  })

  test('are contracted with vectors and matrices, from either side', () => {
    expectSameBits(
      (b, input) => {
        const other = dim(9)
        const [x, w, v] = [
          input('x', [axis, other]),
          input('w', [other, dim(6)]),
          input('v', [other]),
        ]
        const err = input('err', [axis])
        return [
          b.apply('contract', [x, w], { left: [0, 1], right: [1, 2], out: [0, 2] }),
          b.apply('contract', [x, v], { left: [0, 1], right: [1], out: [0] }),
          b.apply('contract', [x, err], { left: [0, 1], right: [0], out: [1] }),
          b.apply('contract', [b.tanh(x), x], { left: [0, 1], right: [0, 2], out: [2, 1] }),
          b.apply('contract', [err, err], { left: [0], right: [1], out: [0, 1] }),
          b.apply('contract', [err, b.sin(err)], { left: [0], right: [0], out: [] }),
        ].slice(0, size > 100 || rows !== undefined ? 4 : 6)
      },
      dtype,
      rows,
    )
  })

  test('take the rare side of a choice in any of their vectors', () => {
    expectSameBits(
      (b, input) => {
        // The exponent is the same everywhere, and so is much of what a negative base needs.
        const power = b.pow(input('x', [axis]), b.constant(3))
        return [power, b.apply('sum', [power], { axes: [0] })]
      },
      dtype,
      rows,
    )
  })
})
