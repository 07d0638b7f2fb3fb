import { describe, expect, test } from 'vitest'
import { parseText } from '../../src/index.ts'
import { printExpression } from './print-expression.ts'

function parseValue(text: string): string {
  const { file, diagnostics } = parseText(`y = ${text}`)
  expect(diagnostics).toEqual([])
  const [statement] = file.statements
  return statement?.kind === 'binding' ? printExpression(statement.value) : 'no binding'
}

describe('precedence, loosest first', () => {
  test.each([
    ['a |> f(1) |> g', '((a |> f(1)) |> g)'],
    ['a or b |> f', '((a or b) |> f)'],
    ['a or b or c', '((a or b) or c)'],
    ['a or b and c', '(a or (b and c))'],
    ['a and b or c', '((a and b) or c)'],
    ['not a and b', '((not a) and b)'],
    ['not a == b', '(not (a == b))'],
    ['a == not b', '(a == (not b))'],
    ['a == not b and c', '((a == (not b)) and c)'],
    ['a < b and c >= d', '((a < b) and (c >= d))'],
    ['a < 0..1', '(a < (0 .. 1))'],
    ['-10..n - 1', '((- 10) .. (n - 1))'],
    ['a - b - c', '((a - b) - c)'],
    ['a - b * c', '(a - (b * c))'],
    ['a / b / c', '((a / b) / c)'],
    ['X.T @ (p - y) / n', '((X.T @ (p - y)) / n)'],
    ['-x^2', '(- (x ^ 2))'],
    ['- - x', '(- (- x))'],
    ['+-x', '(+ (- x))'],
    ['2^-x', '(2 ^ (- x))'],
    ['a^b^c', '(a ^ (b ^ c))'],
    ['-a * -b', '((- a) * (- b))'],
    ['a.b(x)[i: 0]^2', '(a.b(x)[i: 0] ^ 2)'],
    ['f(x)(y)', 'f(x)(y)'],
    ['if a then b else c + 1', '(if a b (c + 1))'],
    ['if a then b else if c then d else e', '(if a b (if c d e))'],
    ['(if a then b else c) + 1', '((if a b c) + 1)'],
  ])('%s is %s', (text, tree) => {
    expect(parseValue(text)).toBe(tree)
  })
})

describe('notation', () => {
  test.each([
    ['2·x × y ÷ z − 1', '((((2 * x) * y) / z) - 1)'],
    ['x² + y³', '((x ^ 2) + (y ^ 3))'],
    ['(a + b)²', '((a + b) ^ 2)'],
    ['a ≤ b', '(a <= b)'],
    ['a ≥ b', '(a >= b)'],
    ['a ≠ b', '(a != b)'],
    ['a ≈ b', '(a ~= b)'],
    ['1_000 + .5 + 1e-3 + 2.5E+2', '(((1000 + 0.5) + 0.001) + 250)'],
    ['1..2', '(1 .. 2)'],
    ["λ₁' + größe + сумма", "((λ₁' + größe) + сумма)"],
    [
      'from + as + in + after + expect + within + state',
      '((((((from + as) + in) + after) + expect) + within) + state)',
    ],
    ['f("say \\"hi\\"\\n\\u{1F600}\\\\")', 'f("say \\"hi\\"\\n😀\\\\")'],
    [
      'f(optimizer: a, data: b, metric: c, state: d)',
      'f(optimizer: a, data: b, metric: c, state: d)',
    ],
    ['[]', '[]'],
    ['[[1, 2], [3, 4]]', '[[1, 2], [3, 4]]'],
    ['x[0, i: 1..3]', 'x[0, i: (1 .. 3)]'],
  ])('%s is %s', (text, tree) => {
    expect(parseValue(text)).toBe(tree)
  })

  test('arrows may be written as one sign', () => {
    const { file, diagnostics } = parseText(
      'layer f(x) → [n] { return x }\noptimizer o() { w ← w }',
    )
    expect(diagnostics).toEqual([])
    expect(file.statements).toMatchObject([
      { kind: 'layer', result: { dims: [{ name: 'n' }] } },
      { kind: 'optimizer', rules: [{ kind: 'update' }] },
    ])
  })
})

test('a chain of comparisons is read as what it must mean', () => {
  const { file, diagnostics } = parseText('y = a < b <= c')
  expect(diagnostics.map(({ code }) => code)).toEqual(['E0112'])
  expect(file.statements.map((s) => s.kind === 'binding' && printExpression(s.value))).toEqual([
    '((a < b) and (b <= c))',
  ])
})

test('spans cover their text, parentheses included', () => {
  const text = 'y = (a + b)^2 / f(x)'
  const [statement] = parseText(text).file.statements
  if (statement?.kind !== 'binding' || statement.value.kind !== 'binary') throw new Error('shape')
  const { left, right, operatorSpan } = statement.value
  const cut = ({ start, end }: { start: number; end: number }): string => text.slice(start, end)
  expect([left.span, operatorSpan, right.span].map(cut)).toEqual(['(a + b)^2', '/', 'f(x)'])
})
