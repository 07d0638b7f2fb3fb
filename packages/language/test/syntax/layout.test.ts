import { describe, expect, test } from 'vitest'
import { parseText } from '../../src/index.ts'

// The kinds of the statements that a text falls into, and the codes that it gets.
function shapeOf(text: string): string {
  const { file, diagnostics } = parseText(text)
  const kinds = file.statements.map(({ kind }) => kind).join(' ')
  return [kinds, ...diagnostics.map(({ code }) => code)].join(' | ')
}

describe('layout', () => {
  test.each([
    ['a line at the same column starts a statement', 'a = 1\nb = 2', 'binding binding'],
    ['a deeper line continues', 'a = 1\n  + 2\nb = 2', 'binding binding'],
    ['operators may lead or trail', 'a = 1 +\n  2\nb = 2', 'binding binding'],
    ['the first statement may be indented', '  a = 1\n  b = 2', 'binding binding'],
    ['a shallower line starts a statement', '    a = 1\n  b = 2', 'binding binding'],
    ['`;` separates', 'a = 1; b = 2', 'binding binding'],
    ['empty statements vanish', ';;a = 1;\n\n;b = 2;', 'binding binding'],
    ['comments and blank lines never matter', 'a = 1\n\n# c\n      # d\n  + 2', 'binding'],
    ['brackets flow', 'a = f(\n  1,\n  2\n)\nb = 2', 'binding binding'],
    ['a closer may stand at the margin', 'a = [\n  1\n]\nb = 2', 'binding binding'],
    ['blocks hold statements', 'layer f(x) {\n  a = 1\n  return a\n}\nb = 2', 'layer binding'],
    ['a block may be one line', 'train { steps: 1, batch: 2 }\nb = 2', 'train binding'],
    ['lines of a block continue too', 'train {\n  steps: 1\n    + 2\n}', 'train'],
    ['blocks nest', 'layer f(x) {\n  repeat 2 {\n    x = x\n  }\n  return x\n}', 'layer'],
    ['an open `(` ends with its statement', 'a = (1\nb = 2', 'binding binding | E0104'],
    ['an open `{` ends with its statement', 'train {\n  steps: 1\nb = 2', 'train binding | E0105'],
    ['an open `(` ends at `{`', 'layer f(x {\n  return x\n}\nb = 2', 'layer binding | E0104'],
    ['an open `(` ends at the file', 'a = f((1)', 'binding | E0104'],
    ['a wrong closer closes what it can', 'a = f([1)\nb = 2', 'binding binding | E0104'],
    ['a closer too many is dropped', 'a = (1))\nb = 2', 'binding binding | E0113'],
    ['a missing `{` is put in', 'train\n  steps: 1\n}\nb = 2', 'train binding | E0106'],
    ['a doubled `{` is dropped', 'train { {\n  steps: 1\n}\nb = 2', 'train binding | E0106'],
    ['a tab counts as two spaces', 'a = 1\n\t+ 2\n\t+ 3\nb = 2', 'binding binding | E0119'],
    ['tabs after text are spaces', 'a = 1\t+ 2\nb = 2', 'binding binding'],
    ['an old Mac line end is a line end', 'a = 1\rb = 2', 'binding binding'],
    ['nothing is a file without statements', '', ''],
  ])('%s', (_, text, shape) => {
    expect(shapeOf(text)).toBe(shape)
  })
})
