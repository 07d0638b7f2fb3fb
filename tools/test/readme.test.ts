import { runExamples } from '@gradus/testing'
import { describe, expect, test } from 'vitest'

/** The first package that a block imports can resolve all of its imports. */
function packageOf(code: string): string {
  const names = Array.from(code.matchAll(/from '@gradus\/([a-z]+)'/g), ([, name]) => name)
  return `packages/${names.at(-1)}`
}

describe('README', () => {
  const runs = runExamples('README.md', packageOf)

  test('every example prints what its comments say', () => {
    for (const { printed, expected } of runs) expect(printed).toEqual(expected)
  })

  test('there is an example for each group of packages', () => {
    expect(runs.length).toBeGreaterThanOrEqual(8)
  })
})
