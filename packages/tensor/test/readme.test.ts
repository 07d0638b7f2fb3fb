import { runExamples } from '@gradus/testing'
import { expect, test } from 'vitest'

test('the example of the README prints what its comments say', () => {
  const [run] = runExamples('packages/tensor/README.md', () => 'packages/tensor')
  expect(run?.printed).toEqual(run?.expected)
  expect(run?.printed).not.toEqual([])
})
