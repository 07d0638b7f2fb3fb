import {
  Builder,
  gradient,
  interpret,
  jvp,
  type Node,
  simplify,
  topologicalOrder,
  verify,
  vjp,
} from '@gradus/graph'
import { isFloat, opNames, type TypedArray } from '@gradus/ops'
import { Random, type RandomGraph, randomGraph, sumToNumber } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { differentiateNumerically } from './evaluate.ts'

const seeds = Array.from({ length: 60 }, (_, seed) => seed)

function run(nodes: readonly Node[], { values }: RandomGraph, rows?: number): number[][] {
  const results = interpret(nodes, { values, ...(rows === undefined ? {} : { rows }) })
  return results.map(({ data }) => [...data])
}

function expectClose(
  actual: readonly number[][],
  expected: readonly number[][],
  relative: number,
): void {
  expect(actual.map((line) => line.length)).toEqual(expected.map((line) => line.length))
  for (const [k, line] of actual.entries()) {
    for (const [i, value] of line.entries()) {
      expect(value).toBeWithinRelative(expected[k]![i]!, relative, relative)
    }
  }
}

describe('random graphs', () => {
  test('use every op of the table and hold all invariants', () => {
    const seen = new Set<string>()
    for (const seed of seeds) {
      const { outputs } = randomGraph(new Builder(), new Random(seed), { size: 60, rows: 3 })
      for (const node of topologicalOrder(outputs)) seen.add(node.op)
      expect(verify(outputs)).toEqual([])
    }
    expect(opNames.filter((op) => !seen.has(op))).toEqual(['parameter'])
  })

  test.each(['f64', 'f32'] as const)('keep their values when simplified, in %s', (dtype) => {
    const relative = dtype === 'f64' ? 1e-9 : 1e-3
    for (const seed of seeds) {
      const b = new Builder()
      const graph = randomGraph(b, new Random(seed), { dtype, rows: 3, isSmooth: true })
      const simple = simplify(b, graph.outputs)
      expect(verify(simple)).toEqual([])
      expect(simplify(b, simple)).toEqual(simple)
      expectClose(run(simple, graph, 3), run(graph.outputs, graph, 3), relative)
    }
  })
})

describe('derivatives of random graphs', () => {
  test.each(seeds)(
    'agree in forward mode, reverse mode and finite differences (seed %i)',
    (seed) => {
      const b = new Builder()
      const graph = randomGraph(b, new Random(seed), { isSmooth: true, without: ['stop_gradient'] })
      const objective = sumToNumber(b, graph.outputs)
      const sources = graph.inputs.filter(({ dtype }) => isFloat(dtype))
      const random = new Random(1000 + seed)
      const directions = sources.map((x) => random.uniforms(graph.values.get(x)!.length, -1, 1))
      const seedsOf = sources.map((x, i) => b.input(`direction ${i}`, x.shape, x.dtype))
      const values = new Map([
        ...graph.values,
        ...seedsOf.map((node, i): [Node, TypedArray] => [node, directions[i]!]),
      ])
      const fed = { ...graph, values }

      const slopes = gradient(b, objective, sources)
      const [forward] = jvp(b, [objective], sources, seedsOf)
      expect(verify([...slopes, forward!])).toEqual([])
      const reverse = run(slopes, fed).reduce(
        (sum, slope, i) =>
          sum + slope.reduce((part, value, k) => part + value * directions[i]![k]!, 0),
        0,
      )
      const along = (t: number): number => {
        const moved = sources.map((x, i): [Node, TypedArray] => [
          x,
          Float64Array.from(graph.values.get(x)!, (value, k) => value + t * directions[i]![k]!),
        ])
        return run([objective], { ...graph, values: new Map([...graph.values, ...moved]) })[0]![0]!
      }
      expect(run([forward!], fed)[0]![0]).toBeWithinRelative(reverse, 1e-9, 1e-9)
      expect(differentiateNumerically(along, 0, 1e-4)).toBeWithinRelative(reverse, 1e-5, 1e-6)
      expectClose(run(simplify(b, slopes), fed), run(slopes, fed), 1e-9)
    },
  )

  test.each(seeds.slice(0, 20))(
    'nest: forward over reverse is reverse over reverse (seed %i)',
    (seed) => {
      const b = new Builder()
      const graph = randomGraph(b, new Random(seed), { isSmooth: true, size: 12 })
      const objective = sumToNumber(b, graph.outputs)
      const sources = graph.inputs.filter(({ dtype }) => isFloat(dtype))
      const ones = sources.map((x) => b.full(1, x.shape, x.dtype))
      const slopes = gradient(b, objective, sources)
      const forward = jvp(b, slopes, sources, ones)
      const reverse = vjp(b, slopes, ones, sources)
      expectClose(run(forward, graph), run(reverse, graph), 1e-8)
    },
  )
})
