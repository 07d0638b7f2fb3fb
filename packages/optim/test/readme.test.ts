import { runExamples } from '@gradus/testing'
import { expect, test } from 'vitest'

test('the examples of the README print what their comments say', () => {
  const runs = runExamples('packages/optim/README.md', () => 'packages/optim')
  expect(runs).toHaveLength(2)
  for (const { printed, expected } of runs) {
    expect(printed).toEqual(expected)
    expect(printed).not.toEqual([])
  }
})
