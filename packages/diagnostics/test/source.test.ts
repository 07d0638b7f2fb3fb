import { expect, test } from 'vitest'
import { lineStart, lineText, Source } from '../src/index.ts'

test('columns count code points and lines end at either kind of break', () => {
  const source = new Source('a.gd', '\ufeffa😀b\r\nc\n')
  expect(source.positionAt(0)).toEqual({ line: 1, column: 1 })
  expect(source.positionAt(4)).toEqual({ line: 1, column: 3 })
  expect(source.positionAt(7)).toEqual({ line: 2, column: 1 })
  expect(source.positionAt(99)).toEqual({ line: 3, column: 1 })
  expect(source.lineStarts.length).toBe(3)
  expect([1, 2, 3, 4].map((line) => lineText(source, line))).toEqual(['a😀b', 'c', '', ''])
})

test('an excerpt counts lines as in its file', () => {
  const source = new Source('a.csv', '1,2\n3,x', { line: 1000 })
  expect(source.positionAt(6)).toEqual({ line: 1001, column: 3 })
  expect(lineText(source, 1000)).toBe('1,2')
  expect(lineText(source, 1001)).toBe('3,x')
  expect(lineText(source, 1)).toBe('')
})

test('every position leads back to its offset', () => {
  const source = new Source('a.gd', 'dim n\ndata x: [n]\n\nw <- w - lr')
  for (let offset = 0; offset <= source.text.length; offset++) {
    const { line, column } = source.positionAt(offset)
    expect(lineStart(source, line) + column - 1).toBe(offset)
  }
})
