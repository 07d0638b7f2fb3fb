import { Builder } from '@gradus/graph'
import { Random, randomGraph } from '@gradus/testing'
import { expect, test } from 'vitest'
import { lowerProgram } from '../src/lower/lower.ts'
import { lifetimesOf, packLifetimes, planMemory } from '../src/memory-plan.ts'
import { runPasses } from '../src/pipeline.ts'
import { exact, programOf } from './run.ts'

test('blocks that are needed at the same time never overlap', () => {
  const random = new Random(3)
  for (let round = 0; round < 50; round++) {
    const lifetimes = Array.from({ length: 30 }, (_, i) => {
      const [first, length] = [random.integer(0, 40), random.integer(0, 10)]
      return { name: `${i}`, bytes: random.integer(1, 500), first, last: first + length }
    })
    const { offsets, bytes } = packLifetimes(lifetimes)
    for (const a of lifetimes) {
      const start = offsets.get(a.name)!
      expect(start % 16).toBe(0)
      expect(start + a.bytes).toBeLessThanOrEqual(bytes)
      for (const b of lifetimes) {
        const isApart = a.last < b.first || b.last < a.first || a === b
        const other = offsets.get(b.name)!
        expect(isApart || start + a.bytes <= other || other + b.bytes <= start).toBe(true)
      }
    }
  }
})

test('memory is used again, so that a chain needs less than the sum of its values', () => {
  const chain = Array.from({ length: 10 }, (_, i) => ({
    name: `${i}`,
    bytes: 160,
    first: i,
    last: i + 1,
  }))
  expect(packLifetimes(chain).bytes).toBe(320)
})

test('every temporary of a random graph is planned, behind the buffers', () => {
  for (let seed = 0; seed < 20; seed++) {
    const b = new Builder()
    const { outputs } = randomGraph(b, new Random(seed), { size: 40 })
    const loops = lowerProgram(runPasses(programOf(outputs), b, exact), b)
    const plan = planMemory(loops, () => 0)
    const [entry] = loops.entries as [(typeof loops.entries)[0]]
    const lifetimes = lifetimesOf(entry, () => 0)
    expect(lifetimes.map(({ name }) => name)).toEqual(entry.temporaries.map(({ name }) => name))
    const lastBuffer = Math.max(0, ...plan.buffers.values())
    for (const address of plan.temporaries.get('run')!.values()) {
      expect(address).toBeGreaterThanOrEqual(lastBuffer)
      expect(address).toBeLessThan(plan.end)
    }
  }
})
