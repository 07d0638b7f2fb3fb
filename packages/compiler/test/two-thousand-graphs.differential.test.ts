import { type OpName, opNames } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { checkSeed } from './random-graph-checks.ts'

const groups = Array.from({ length: 20 }, (_, group) => group * 100)
const counts = new Map<OpName, number>()

describe('two thousand random graphs', () => {
  test.each(groups)('agree in every way, one hundred from seed %i on', (first) => {
    const faults: string[] = []
    for (let seed = first; seed < first + 100; seed++) {
      const report = checkSeed(seed)
      faults.push(...report.faults)
      for (const op of report.ops) counts.set(op, (counts.get(op) ?? 0) + 1)
    }
    expect(faults).toEqual([])
  })

  test('have every op in at least thirty of them', () => {
    const rare = opNames.filter((op) => (counts.get(op) ?? 0) < 30)
    // A parameter is an input that a session owns; sessions have tests of their own.
    expect(rare).toEqual(['parameter'])
  })
})
