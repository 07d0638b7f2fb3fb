import { Source } from '@gradus/diagnostics'
import { Builder, type Graph, gradient, parseGraph, printGraph, simplify } from '@gradus/graph'
import { isFloat } from '@gradus/ops'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'

const seeds = Array.from({ length: 40 }, (_, seed) => seed)

function randomOutputs(b: Builder, seed: number): Graph {
  const { outputs, inputs } = randomGraph(b, new Random(seed), { rows: 3, size: 30 })
  const sums = outputs
    .filter(({ dtype }) => isFloat(dtype))
    .map((x) => b.apply('sum', [x], { axes: x.shape.map((_, axis) => axis) }))
  const total = sums.reduce((sum, part) => b.add(sum, part), b.constant(0))
  const slopes = gradient(
    b,
    total,
    inputs.filter(({ dtype }) => isFloat(dtype)),
  )
  return { outputs: [...outputs, ...slopes].map((node, i) => ({ name: `out ${i}`, node })) }
}

function read(b: Builder, text: string): ReturnType<typeof parseGraph> {
  return parseGraph(b, new Source('graph.txt', text))
}

describe('the text form of graphs', () => {
  test.each(seeds)('reads back as the same nodes (seed %i)', (seed) => {
    const b = new Builder()
    const graph = randomOutputs(b, seed)
    const text = printGraph(graph)
    const parsed = read(b, text)
    expect(parsed.diagnostics).toEqual([])
    for (const [i, { name, node }] of parsed.graph!.outputs.entries()) {
      expect(name).toBe(graph.outputs[i]!.name)
      expect(node).toBe(graph.outputs[i]!.node)
    }
    const elsewhere = read(new Builder(), text)
    expect(printGraph(elsewhere.graph!)).toBe(text)
  })

  test('does not depend on what else the builder made', () => {
    const b = new Builder()
    const first = printGraph(randomOutputs(b, 5))
    const crowded = new Builder()
    randomOutputs(crowded, 6)
    simplify(
      crowded,
      randomOutputs(crowded, 7).outputs.map(({ node }) => node),
    )
    expect(printGraph(randomOutputs(crowded, 5))).toBe(first)
  })

  test('keeps every number: -0, NaN, infinities, and all digits', () => {
    const b = new Builder()
    const values = [-0, Number.NaN, Number.NEGATIVE_INFINITY, 0.1, 5e-324, 1.7976931348623157e308]
    const outputs = values.map((value, i) => ({ name: `v${i}`, node: b.constant(value) }))
    const { graph } = read(b, printGraph({ outputs }))
    expect(graph!.outputs.map(({ node }) => node)).toEqual(outputs.map(({ node }) => node))
  })

  test('never throws, whatever is done to a text', () => {
    const random = new Random(9)
    const { outputs } = randomGraph(new Builder(), new Random(3), { size: 60 })
    const text = printGraph({ outputs: outputs.map((node, i) => ({ name: `y${i}`, node })) })
    const scraps = ['%0', '@0', '{', '}', '[', ']', ')', '"', '\n', '-1', '1e9', 'NaN', 'f32', '<=']
    for (let trial = 0; trial < 1000; trial++) {
      const start = random.integer(0, text.length)
      const end = start + random.integer(0, 6)
      const broken = text.slice(0, start) + random.pick(scraps) + text.slice(end)
      const { graph, diagnostics } = read(new Builder(), broken)
      expect(graph === undefined).toBe(diagnostics.length > 0)
    }
  })
})
