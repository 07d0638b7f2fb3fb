import { Builder, type Node, vjp } from '@gradus/graph'
import {
  dim,
  elementCount,
  hasTrait,
  namesByKind,
  type OpName,
  opNames,
  type Shape,
} from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { evaluate, type Feed } from './evaluate.ts'

/** An op as a linear map of its one input, the others fixed. */
interface LinearMap {
  readonly op: OpName
  readonly from: Shape
  readonly apply: (b: Builder, x: Node) => Node
}

const [two, three, four] = [dim(2), dim(3), dim(4)]
const positions = (b: Builder): Node => {
  const iota = b.apply('iota', [], { shape: [four], axis: 0 })
  return b.sub(b.mul(iota, b.constant(2)), b.constant(1))
}
const fixed = (b: Builder, shape: Shape): Node => {
  const iota = b.apply('iota', [], { shape, axis: shape.length - 1 })
  return b.cos(b.add(b.cast(iota, 'f64'), b.constant(0.3)))
}
/** Positions `[two, three]` along an axis of four, one of them outside. */
const places = (b: Builder): Node => {
  const iota = (axis: number): Node => b.apply('iota', [], { shape: [two, three], axis })
  return b.sub(b.mul(iota(1), b.constant(2)), iota(0))
}
const triangle = (b: Builder): Node => {
  const position = (axis: number): Node => b.apply('iota', [], { shape: [three, three], axis })
  const diagonal = b.cast(b.eq(position(0), position(1)), 'f64')
  return b.add(b.mul(diagonal, b.constant(3)), fixed(b, [three, three]))
}

const maps: readonly LinearMap[] = [
  { op: 'cast', from: [three], apply: (b, x) => b.cast(x, 'f32') },
  { op: 'sum', from: [two, three, four], apply: (b, x) => b.apply('sum', [x], { axes: [0, 2] }) },
  {
    op: 'reshape',
    from: [two, three],
    apply: (b, x) => b.apply('reshape', [x], { shape: [dim(6)] }),
  },
  {
    op: 'transpose',
    from: [two, three, four],
    apply: (b, x) => b.apply('transpose', [x], { order: [2, 0, 1] }),
  },
  {
    op: 'broadcast',
    from: [two, three],
    apply: (b, x) => b.apply('broadcast', [x], { shape: [three, four, two], into: [2, 0] }),
  },
  {
    op: 'slice',
    from: [four, two],
    apply: (b, x) => b.apply('slice', [x], { axis: 0, start: 1, size: 2 }),
  },
  {
    op: 'pad',
    from: [two, three],
    apply: (b, x) => b.apply('pad', [x], { axis: 1, before: 2, after: 1 }),
  },
  {
    op: 'concat',
    from: [two, three],
    apply: (b, x) => b.apply('concat', [x, fixed(b, [two, two]), x], { axis: 1, name: '' }),
  },
  { op: 'gather', from: [three, two], apply: (b, x) => b.apply('gather', [x, positions(b)], {}) },
  {
    op: 'scatter_add',
    from: [four, two],
    apply: (b, x) => b.apply('scatter_add', [x, positions(b)], { rows: three }),
  },
  {
    op: 'windows',
    from: [two, dim(9)],
    apply: (b, x) => b.apply('windows', [x], { axis: 1, size: 3, stride: 2, dilation: 2 }),
  },
  {
    op: 'overlap_add',
    from: [two, three, four],
    apply: (b, x) =>
      b.apply('overlap_add', [x], { axis: 0, length: dim(7), stride: 2, dilation: 1 }),
  },
  {
    op: 'reverse',
    from: [two, three, four],
    apply: (b, x) => b.apply('reverse', [x], { axes: [0, 2] }),
  },
  {
    op: 'take_along_axis',
    from: [two, four],
    apply: (b, x) => b.apply('take_along_axis', [x, places(b)], { axis: 1 }),
  },
  {
    op: 'add_along_axis',
    from: [two, three],
    apply: (b, x) => b.apply('add_along_axis', [x, places(b)], { axis: 1, size: four }),
  },
  ...[true, false].map(
    (reverse): LinearMap => ({
      op: 'cumsum',
      from: [two, three, four],
      apply: (b, x) => b.apply('cumsum', [x], { axis: 1, reverse }),
    }),
  ),
  {
    op: 'contract',
    from: [two, three],
    apply: (b, x) =>
      b.apply('contract', [x, fixed(b, [three, four])], {
        left: [0, 1],
        right: [1, 2],
        out: [2, 0],
      }),
  },
  {
    op: 'contract',
    from: [four, three],
    apply: (b, x) =>
      b.apply('contract', [fixed(b, [two, three]), x], { left: [0, 1], right: [2, 1], out: [0] }),
  },
  {
    op: 'contract',
    from: [two, three],
    apply: (b, x) =>
      b.apply('contract', [x, fixed(b, [two, three])], { left: [0, 1], right: [0, 1], out: [0] }),
  },
  ...[true, false].flatMap((lower) =>
    [true, false].map(
      (transposed): LinearMap => ({
        op: 'triangular_solve',
        from: [three, two],
        apply: (b, x) =>
          b.apply('triangular_solve', [triangle(b), x], { lower, transposed, unit: lower }),
      }),
    ),
  ),
]

describe('transposes of linear ops', () => {
  test.each(maps)('$op: ⟨T x, y⟩ = ⟨x, Tᵀ y⟩', ({ from, apply }) => {
    const b = new Builder()
    const x = b.input('x', from, 'f64')
    const image = apply(b, x)
    const y = b.input('y', image.shape, image.dtype)
    const [back] = vjp(b, [image], [y], [x])
    const random = new Random(3)
    for (let trial = 0; trial < 10; trial++) {
      const feed: Feed = [
        [x, wholeNumbers(random, elementCount(from))],
        [y, wholeNumbers(random, elementCount(image.shape))],
      ]
      // Affine maps: what the fixed parts add is the image of zero.
      const zero: Feed = [[x, new Array<number>(elementCount(from)).fill(0)], feed[1]!]
      const [forward, backward] = evaluate([image, back!], feed)
      const [constant] = evaluate([image], zero)
      const linear = forward!.map((value, i) => value - constant![i]!)
      expect(inner(linear, feed[1]![1])).toBeWithinRelative(
        inner(feed[0]![1], backward!),
        1e-9,
        1e-9,
      )
    }
  })

  test('cover every linear op that is not elementwise', () => {
    const elementwise: readonly OpName[] = namesByKind.elementwise
    const linear = opNames.filter(
      (op) => hasTrait(op, 'linear') && (op === 'cast' || !elementwise.includes(op)),
    )
    const covered = new Set(maps.map(({ op }) => op))
    expect(linear.filter((op) => !covered.has(op))).toEqual([])
  })
})

function wholeNumbers(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.integer(-4, 5))
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
