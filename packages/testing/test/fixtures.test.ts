import { describe, expect, test } from 'vitest'
import { listRepositoryFiles, readRepositoryFile } from '../src/index.ts'

describe('a repository file', () => {
  test('is read by its path from the root, whatever the working directory', () => {
    expect(readRepositoryFile('packages/testing/package.json')).toContain('"@gradus/testing"')
  })

  test('is listed by folder and ending, in order', () => {
    expect(listRepositoryFiles('packages/testing/test', '.test.ts')).toEqual([
      'packages/testing/test/distance.test.ts',
      'packages/testing/test/expected-diagnostics.test.ts',
      'packages/testing/test/fixtures.test.ts',
      'packages/testing/test/random-graph.test.ts',
      'packages/testing/test/random.test.ts',
    ])
  })
})
