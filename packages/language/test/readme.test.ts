import { runExamples } from '@gradus/testing'
import { expect, test } from 'vitest'

test('the example of the README prints what it says', () => {
  const [run] = runExamples('packages/language/README.md', () => 'packages/language')
  expect(run?.printed).toEqual(run?.expected)
  expect(run?.printed).not.toEqual([])
})
