import { readJsonLines } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { type Assumption, equivalence, freeVariables, parseExpression } from '../src/index.ts'

interface Pair {
  readonly domain: 'real' | 'positive' | 'unit'
  readonly a: string
  readonly b: string
  readonly equal: boolean
}

const pairs = readJsonLines<Pair>('packages/symbolic/test/fixtures/equivalence-pairs.jsonl')
const domains: Record<Pair['domain'], Assumption> = {
  real: 'real',
  positive: 'positive',
  unit: { interval: [0, 1] },
}
let decided = 0

describe.each(pairs)('$a and $b, where variables are $domain', ({ domain, a, b, equal }) => {
  test(`are ${equal ? 'never called different' : 'never called equal'}, either way round`, () => {
    const [x, y] = [parseExpression(a), parseExpression(b)]
    const assume = Object.fromEntries(freeVariables([x, y]).map((name) => [name, domains[domain]]))
    const { verdict } = equivalence(x, y, { assume })
    if (verdict !== 'unknown') decided++
    const wrong = equal ? 'different' : 'equal'
    expect(verdict).not.toBe(wrong)
    expect(equivalence(y, x, { assume, seed: 7 }).verdict).not.toBe(wrong)
  })
})

test('nine pairs of ten are decided', () => {
  expect(decided).toBeGreaterThanOrEqual(0.9 * pairs.length)
})
