import { Builder, interpret, printGraph } from '@gradus/graph'
import { Random, randomGraph } from '@gradus/testing'
import { expect, test } from 'vitest'

function textOf(seed: number): string {
  const { outputs } = randomGraph(new Builder(), new Random(seed), { size: 30, rows: 2 })
  return printGraph({ outputs: outputs.map((node, i) => ({ name: `y${i}`, node })) })
}

test('the same seed gives the same graph', () => {
  expect(textOf(4)).toBe(textOf(4))
  expect(textOf(4)).not.toBe(textOf(5))
})

test('everything in a random graph is finite and moderate at its values', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { outputs, values } = randomGraph(new Builder(), new Random(seed), { rows: 2 })
    interpret(outputs, {
      values,
      rows: 2,
      onValue: (_, { data }) => {
        for (const value of data) expect(Math.abs(value)).toBeLessThanOrEqual(1e6)
      },
    })
  }
})

test('ops that are left out do not occur', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { outputs } = randomGraph(new Builder(), new Random(seed), {
      without: ['repeat', 'random'],
    })
    const text = printGraph({ outputs: outputs.map((node, i) => ({ name: `y${i}`, node })) })
    expect(text).not.toMatch(/= (repeat|random)\(/)
  }
})
