import { avgPool2d, Builder, conv1d, conv2d, maxPool2d, type Node, vjp } from '@gradus/graph'
import { allocate, type Dim, dim, type TypedArray } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { printStage } from '../src/print-stage.ts'
import { bits, exact, runCompiled, runInterpreted, runLoops, start } from './run.ts'

interface Feeding {
  readonly b: Builder
  readonly input: (shape: readonly Dim[]) => Node
}

/** Compares what `build` makes on all backends, bit by bit. */
function expectSameBits(
  build: (feeding: Feeding) => readonly Node[],
  { dtype, rows, seed = 5 }: { dtype: 'f32' | 'f64'; rows?: number; seed?: number },
): void {
  const b = new Builder()
  const random = new Random(seed)
  const values = new Map<Node, TypedArray>()
  const nodes = build({
    b,
    input: (shape) => {
      const node = b.input(`x${values.size}`, shape, dtype)
      const count = shape.reduce((n, { size, rows: isRows }) => n * (isRows ? rows! : size), 1)
      const data = allocate(dtype, count)
      data.set(random.normals(count))
      values.set(node, data)
      return node
    },
  })
  const expected = runInterpreted(nodes, values, rows).map(bits)
  expect(runLoops(b, nodes, values, rows).map(bits)).toEqual(expected)
  expect(runCompiled(b, nodes, values, rows, exact).map(bits)).toEqual(expected)
}

/** A convolution and its gradients, with a cotangent that is fed. */
function withGradients({ b, input }: Feeding, out: Node, ...sources: readonly Node[]): Node[] {
  return [out, ...vjp(b, [out], [input(out.shape)], sources)]
}

const dtypes = ['f32', 'f64'] as const

describe.each(dtypes)('convolutions in %s, and their gradients', (dtype) => {
  test.for(Array.from({ length: 40 }, (_, i) => i))(
    'have the bits of the reference (%i)',
    (seed) => {
      const random = new Random(700 + seed)
      const one = (low: number, high: number): number => random.integer(low, high + 1)
      const groups = random.pick([1, 1, 1, 2, 3])
      const [batch, channels, outputs] = [one(1, 4), groups * one(1, 4), groups * one(1, 6)]
      const size = [one(1, 5), one(1, 5)] as const
      const dilation = [one(1, 2), one(1, 3)] as const
      const options = {
        groups,
        dilation,
        stride: [one(1, 3), one(1, 2)],
        padding: [one(0, 2), one(0, 3)],
      }
      const length = (i: 0 | 1): number => (size[i] - 1) * dilation[i] + one(1, 9)
      expectSameBits(
        (feeding) => {
          const { b, input } = feeding
          const x = input([dim(batch), dim(channels), dim(length(0)), dim(length(1))])
          const w = input([dim(outputs), dim(channels / groups), dim(size[0]), dim(size[1])])
          return withGradients(feeding, conv2d(b, x, w, options), x, w)
        },
        { dtype, seed },
      )
    },
  )

  test.for([
    [1, 12, 9, 5, 6],
    [2, 33, 4, 3, 7],
    [1, 300, 5, 1, 6],
    [9, 1, 4, 3, 8],
  ] as const)('with more products than a block, %j', ([batch, channels, outputs, size, length]) => {
    expectSameBits(
      (feeding) => {
        const { b, input } = feeding
        const x = input([dim(batch), dim(channels), dim(length), dim(length + 1)])
        const w = input([dim(outputs), dim(channels), dim(size), dim(size)])
        return withGradients(feeding, conv2d(b, x, w, { padding: 'same' }), x, w)
      },
      { dtype },
    )
  })

  test.for([0, 1, 3, 7])('of %i rows of 7', (rows) => {
    const batch: Dim = { name: 'n', size: 7, rows: true }
    expectSameBits(
      (feeding) => {
        const { b, input } = feeding
        const x = input([batch, dim(3), dim(12), dim(9)])
        const w = input([dim(10), dim(3), dim(3), dim(4)])
        const out = conv2d(b, x, w, { padding: 1, stride: [2, 1] })
        const line = input([batch, dim(2), dim(40)])
        const filter = input([dim(5), dim(2), dim(7)])
        return [
          ...withGradients(feeding, out, x, w),
          ...withGradients(feeding, conv1d(b, line, filter, { dilation: 2 }), line, filter),
        ]
      },
      { dtype, rows },
    )
  })

  test.for([
    [0, 3, 4],
    [2, 0, 4],
    [2, 3, 0],
    [1, 1, 1],
  ] as const)('of nothing and of one, %j', ([batch, channels, outputs]) => {
    expectSameBits(
      (feeding) => {
        const { b, input } = feeding
        const x = input([dim(batch), dim(channels), dim(5), dim(4)])
        const w = input([dim(outputs), dim(channels), dim(2), dim(3)])
        return withGradients(feeding, conv2d(b, x, w, { padding: 1 }), x, w)
      },
      { dtype },
    )
  })

  test('that go through pools', () => {
    expectSameBits(
      (feeding) => {
        const { b, input } = feeding
        const x = input([dim(2), dim(3), dim(13), dim(12)])
        const w = input([dim(4), dim(3), dim(3), dim(3)])
        const y = conv2d(b, x, w)
        return [
          { size: 2 },
          { size: 3, stride: 2, padding: 1 },
          { size: [2, 3], stride: 1 },
        ].flatMap((pool) => [
          ...withGradients(feeding, maxPool2d(b, b.tanh(y), pool), x, w),
          ...withGradients(feeding, avgPool2d(b, b.tanh(y), pool), x, w),
        ])
      },
      { dtype },
    )
  })
})

test('no matrix of windows is ever stored', () => {
  const b = new Builder()
  const x = b.input('x', [dim(8), dim(4), dim(20), dim(20)], 'f32')
  const w = b.input('w', [dim(6), dim(4), dim(5), dim(5)], 'f32')
  const out = conv2d(b, x, w)
  const seed = b.input('seed', out.shape, 'f32')
  const [slope] = vjp(b, [out], [seed], [w])
  const outputs = [
    { name: 'out', node: out },
    { name: 'slope', node: slope! },
  ]
  const program = {
    buffers: [
      ...[x, w, seed].map((node) => ({ ...node, name: node.attributes.name })),
      ...outputs.map(({ name, node: { shape, dtype } }) => ({ name, shape, dtype })),
    ].map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    entries: [{ name: 'run', writes: outputs.map(({ name, node }) => ({ buffer: name, node })) }],
  }
  const { compiled } = start(program, b)
  expect(printStage(compiled, 'loops')).not.toContain('temporary')
})
