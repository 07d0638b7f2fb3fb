import { Builder } from '@gradus/graph'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { bits, runCompiled, runInterpreted } from './run.ts'

// Simplification may change bits; everything after it may not.
const exact = { simd: 'plain', check: 1, disablePass: ['simplify'] } as const
const seeds = Array.from({ length: 80 }, (_, seed) => seed)

describe.each(['f64', 'f32'] as const)('random graphs in %s', (dtype) => {
  test.each(seeds)('have the bits of the interpreter (seed %i)', (seed) => {
    const builder = new Builder()
    const rows = seed % 6
    const graph = randomGraph(builder, new Random(seed), { size: 30, dtype, rows })
    const expected = runInterpreted(graph.outputs, graph.values, rows)
    const actual = runCompiled(builder, graph.outputs, graph.values, rows, exact)
    expect(actual.map(bits)).toEqual(expected.map(bits))
  })
})
