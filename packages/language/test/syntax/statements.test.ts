import { describe, expect, test } from 'vitest'
import { parseText, type Statement } from '../../src/index.ts'

function parseOne(text: string): Statement | undefined {
  const { file, diagnostics } = parseText(text)
  expect(diagnostics).toEqual([])
  expect(file.statements).toHaveLength(1)
  return file.statements[0]
}

describe('statements', () => {
  test.each([
    ['import "std/nn" as nn', { kind: 'import', path: { value: 'std/nn' }, alias: { text: 'nn' } }],
    ['import from, as from "a.gd"', { kind: 'import', names: [{ text: 'from' }, { text: 'as' }] }],
    ['dim n, k = 3', { kind: 'dim', dims: [{ name: { text: 'n' } }, { size: { value: 3 } }] }],
    [
      'data x, y: [n] from "a.csv" (a .. b, "c d")',
      {
        kind: 'data',
        names: [{ text: 'x' }, { text: 'y' }],
        from: {
          columns: [{ first: { text: 'a' }, last: { text: 'b' } }, { first: { text: 'c d' } }],
        },
      },
    ],
    [
      'data y: classes[n] from "a.csv"',
      { type: { element: { text: 'classes' }, dims: [{ kind: 'name', name: 'n' }] } },
    ],
    [
      'param s: [2, ...] in 0..inf = 1 ~ normal(0, 1)',
      {
        kind: 'param',
        type: { element: { text: 'number' }, dims: [{ size: 2 }, { kind: 'rest' }] },
        range: { operator: '..' },
        start: { value: 1 },
        belief: { kind: 'call' },
      },
    ],
    ['y ~ normal(0, 1)', { kind: 'binding', relation: '~', value: { kind: 'call' } }],
    ['y: [n] = 1', { kind: 'binding', relation: '=', type: { dims: [{ name: 'n' }] } }],
    ['state = 1', { kind: 'binding', name: { text: 'state' } }],
    [
      'f(x, o: dim, a: [n] = 1) -> [n] { return x }',
      {
        kind: 'function',
        formals: [{}, { type: 'dim' }, { start: { value: 1 } }],
        result: { dims: [{ name: 'n' }] },
        body: { kind: 'block', statements: [{ kind: 'return' }] },
      },
    ],
    ['maximize f(x)', { kind: 'objective', direction: 'maximize' }],
    ['metric m = 1', { kind: 'metric', name: { text: 'm' } }],
    ['train { steps: 1, optimizer: sgd() }', { settings: [{ value: { value: 1 } }, {}] }],
    ['train a {}', { kind: 'train', name: { text: 'a' }, settings: [] }],
    [
      'test "t" after train a { e = 1; expect e ~= 1 within 0.1 }',
      {
        title: { value: 't' },
        after: { train: { text: 'a' } },
        items: [{ kind: 'binding' }, { kind: 'expect', within: { value: 0.1 } }],
      },
    ],
    ['show x "title"', { kind: 'show', title: { value: 'title' } }],
    ['plot curve(a, title: "t")', { kind: 'plot', args: [{}, { name: { text: 'title' } }] }],
    ['repeat 3 { param W = 1; h = f(h) }', { body: { statements: [{ kind: 'param' }, {}] } }],
    [
      'optimizer o(lr = 0.1) { state state = 0; state <- 1; x = 2 }',
      { rules: [{ kind: 'state' }, { kind: 'update' }, { kind: 'value' }] },
    ],
  ])('%s', (text, tree) => {
    expect(parseOne(text)).toMatchObject(tree)
  })

  test('documentation belongs to the next statement, also inside a block', () => {
    const { file } = parseText(
      '## One.\n##   Two.\n# aside\nlayer f(x) { ## not this\n  ## Weight.\n  param W = 1\n}\na = 1',
    )
    const [layer, binding] = file.statements
    expect(layer).toMatchObject({ doc: 'One.\n  Two.', body: { statements: [{ doc: 'Weight.' }] } })
    expect(binding).not.toHaveProperty('doc')
  })
})

test('what is missing leaves a whole statement with an empty place', () => {
  const { file } = parseText('param w =\nparam\ntrain {\n  steps:\n}')
  expect(file.statements).toMatchObject([
    { kind: 'param', name: { text: 'w' }, start: { kind: 'missing', span: { start: 9, end: 9 } } },
    { kind: 'param', name: { text: '', span: { start: 15, end: 15 } } },
    { kind: 'train', settings: [{ name: { text: 'steps' }, value: { kind: 'missing' } }] },
  ])
})
