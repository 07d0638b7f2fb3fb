import { Builder } from '@gradus/graph'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { bits, exact, runCompiled, runInterpreted, runLoops } from './run.ts'

const seeds = Array.from({ length: 60 }, (_, seed) => 500 + seed)

describe.each(['f64', 'f32'] as const)('random graphs in %s', (dtype) => {
  test.each(seeds)(
    'have the bits of the interpreter as loops and as a module (seed %i)',
    (seed) => {
      const builder = new Builder()
      const rows = seed % 6
      const graph = randomGraph(builder, new Random(seed), { size: 30, dtype, rows })
      const expected = runInterpreted(graph.outputs, graph.values, rows).map(bits)
      expect(runLoops(builder, graph.outputs, graph.values, rows).map(bits)).toEqual(expected)
      expect(runCompiled(builder, graph.outputs, graph.values, rows, exact).map(bits)).toEqual(
        expected,
      )
    },
  )
})
