import { dim } from '@gradus/ops'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { Builder, gradient, type Node, simplify, topologicalOrder } from '../src/index.ts'

function countFirings(builder: Builder, roots: readonly Node[]): number {
  let firings = 0
  simplify(builder, roots, {
    trace: () => {
      firings++
    },
  })
  return firings
}

function sumOf(builder: Builder, node: Node): Node {
  return builder.apply('sum', [node], { axes: [...node.shape.keys()] })
}

describe('simplify', () => {
  test('a network with one output ends in few rewrites', () => {
    const b = new Builder()
    const [x, w] = [
      b.input('x', [dim(32), dim(16)], 'f32'),
      b.parameter('w', [dim(16), dim(1)], 'f32'),
    ]
    const spec = { left: [0, 1], right: [1, 2], out: [0, 2] }
    const error = b.tanh(b.apply('contract', [x, w], spec))
    const total = b.apply('sum', [b.mul(error, error)], { axes: [0, 1] })
    const [slope] = gradient(b, b.div(total, b.constant(32)), [w])
    const moment = b.mul(b.constant(0.001), b.mul(slope!, slope!))
    expect(countFirings(b, [moment])).toBeLessThan(40)
  })

  test('random graphs and their gradients end in a few rewrites for each node', () => {
    for (let seed = 0; seed < 60; seed++) {
      const b = new Builder()
      const dtype = seed % 2 === 0 ? 'f64' : 'f32'
      const { outputs, inputs } = randomGraph(b, new Random(seed), { dtype, isSmooth: true })
      const sources = inputs.filter((node) => node.dtype === dtype)
      const numbers = outputs
        .filter((node) => node.dtype === dtype)
        .map((node) => (node.shape.length > 0 ? sumOf(b, node) : node))
      const roots = numbers.flatMap((node) => gradient(b, node, sources))
      const nodes = topologicalOrder(roots).length
      expect(countFirings(b, roots)).toBeLessThanOrEqual(4 * nodes)
    }
  })
})
