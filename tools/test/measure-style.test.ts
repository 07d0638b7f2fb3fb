import { describe, expect, test } from 'vitest'
import { findBreaches, isExempt, measureFile, percentile } from '../measure-style.ts'

const path = 'packages/graph/src/node.ts'

/** A function of `lines` lines. */
function functionOf(lines: number): string {
  return `function long() {\n${'  step()\n'.repeat(lines - 2)}}\n`
}

describe('a measure', () => {
  test('counts the lines of a file and of each function in it', () => {
    const text =
      'const twice = (x) => {\n  return 2 * x\n}\n\nclass A {\n  get b() { return 1 }\n}\n'
    const { length, functions } = measureFile(path, text)
    expect(length).toBe(7)
    expect(functions.toSorted((a, b) => a.line - b.line)).toEqual([
      { name: 'twice', line: 1, length: 3 },
      { name: 'b', line: 6, length: 1 },
    ])
  })

  test('leaves out declarations without a body', () => {
    const text = 'export interface A { b(): void }\ntype C = () => void\n'
    expect(measureFile(path, text).functions).toEqual([])
  })
})

describe('a percentile', () => {
  test.each([
    [0.5, 3],
    [0.9, 5],
    [1, 5],
  ])('at %f is the value of the nearest rank', (share, expected) => {
    expect(percentile([5, 1, 4, 2, 3], share)).toBe(expected)
  })

  test('of nothing is 0', () => {
    expect(percentile([], 0.9)).toBe(0)
  })
})

describe('a limit', () => {
  test('lets a function of 60 lines and a file of 600 pass', () => {
    expect(findBreaches(measureFile(path, functionOf(60)))).toEqual([])
    expect(findBreaches(measureFile(path, '1\n'.repeat(600)))).toEqual([])
  })

  test('names the place of what is longer', () => {
    expect(findBreaches(measureFile(path, `\n${functionOf(61)}`))).toEqual([
      `${path}:2: long has 61 lines; the limit is 60`,
    ])
    expect(findBreaches(measureFile(path, '1\n'.repeat(601)))).toEqual([
      `${path}: 601 lines; the limit is 600`,
    ])
  })

  test('holds for the files of tests, not for the functions that group them', () => {
    const testPath = 'packages/graph/test/node.test.ts'
    expect(findBreaches(measureFile(testPath, functionOf(200)))).toEqual([])
    expect(findBreaches(measureFile(testPath, functionOf(601)))).toHaveLength(1)
  })

  test('spares tables and generated files', () => {
    const table = 'packages/ops/src/table/arithmetic.ts'
    expect(isExempt(table)).toBe(true)
    expect(findBreaches(measureFile(table, functionOf(700)))).toEqual([])
  })
})
