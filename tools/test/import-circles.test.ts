import { expect, test } from 'vitest'
import { findCircles, relativeImports } from '../import-circles.ts'

test('imports are found with their types, their re-exports and what loads later', () => {
  const text = `
    import { a } from './a.ts'
    import type { B } from '../b.ts'
    export { c } from './deep/c.ts'
    const d = await import('./d.ts')
    import { e } from '@gradus/ops'
  `
  const found = relativeImports('packages/x/src/in/file.ts', text)
  expect(found.map((path) => path.replace('packages/x/src/', ''))).toEqual([
    'in/a.ts',
    'b.ts',
    'in/deep/c.ts',
    'in/d.ts',
  ])
})

test('a circle is found once, without what leads to it or comes after it', () => {
  const graph = new Map([
    ['first', ['a']],
    ['a', ['b', 'last']],
    ['b', ['c']],
    ['c', ['a', 'x']],
    ['x', ['y']],
    ['y', ['x', 'elsewhere']],
    ['last', []],
  ])
  expect(findCircles(graph)).toEqual([
    ['x', 'y'],
    ['a', 'b', 'c'],
  ])
})

test('files that share what they import are no circle', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['d', 'b']],
    ['d', []],
  ])
  expect(findCircles(graph)).toEqual([])
})
