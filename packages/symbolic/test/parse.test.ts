import { applyFixes } from '@gradus/diagnostics'
import { expect, test } from 'vitest'
import { ExpressionError, evaluate, parseExpression, tryParseExpression } from '../src/index.ts'

test.each([
  ['-2^2', -4],
  ['2^3^2', 512],
  ['-2^-2', -0.25],
  ['2^-3^2', 2 ** -9],
  ['6/2/3', 1],
  ['6/2*3', 9],
  ['7-2-1', 4],
  ['--3', 3],
  ['2*-3', -6],
  ['.5e1 + 2.', 7],
  ['if(1 < 2 and not 3 < 2 or 1 == 2, 10, 20)', 10],
  ['if((1 > 2), 10, 20)', 20],
  ['ln(e)', 1],
  ['pow(2, 10)', 1024],
  ['max(1, 5, 3) - min(4, 2)', 3],
  ['2 − 3·4', -10],
])('%s is %d', (text, value) => {
  expect(evaluate(parseExpression(text))).toBe(value)
})

test.each([
  ['x**2', 'E0110', 3, 'x^2'],
  ['2x', 'E0107', 2, '2*x'],
  ['2(x + 1)', 'E0107', 2, '2*(x + 1)'],
  ['(x)(y)', 'E0107', 4, '(x)*(y)'],
  ['e(x)', 'E0107', 2, 'e*(x)'],
  ['sine(x)', 'E0201', 1, 'sin(x)'],
  ['2*(x + 3', 'E0104', 9, '2*(x + 3)'],
  ['x)', 'E0113', 2, 'x'],
  ['x + * y', 'E0103', 5, 'x +  y'],
  ['x + y -', 'E0103', 8, 'x + y '],
  ['max(x, , y)', 'E0103', 8, 'max(x,  y)'],
  ['max(x y)', 'E0107', 7, 'max(x ,y)'],
  ['sin x', 'E0106', 5, 'sin(x)'],
  ['sin -x + 1', 'E0106', 5, 'sin(-x) + 1'],
  ['sin cos(x)^2', 'E0106', 5, 'sin(cos(x))^2'],
  ['2*(sin x + y)*z)', 'E0106', 8, '2*(sin(x + y)*z)'],
  ['exp log x', 'E0106', 5, 'exp(log(x))'],
  ['sin^2(x) + 1', 'E0106', 4, 'sin(x)^2 + 1'],
  ['√(x)', 'E0101', 1, 'sqrt(x)'],
  ['x $+ y', 'E0101', 3, 'x + y'],
  ['tg(x)', 'E0201', 1, 'tan(x)'],
  ['Sqrt(x)', 'E0201', 1, 'sqrt(x)'],
  ['x(y + 1)', 'E0201', 1, 'x*(y + 1)'],
  ['1..2', 'E0115', 3, '1.2'],
  ['1e', 'E0115', 2, '1*e'],
  ['1e+', 'E0115', 2, '1'],
  ['1_000*x', 'E0115', 2, '1000*x'],
  ['0x1F', 'E0115', 2, '31'],
  ['1,5*x', 'E0106', 2, '1.5*x'],
  ['x²', 'E0101', 2, 'x^2'],
  ['x – 1', 'E0101', 3, 'x - 1'],
  ['if(x = 1, 2, 3)', 'E0101', 6, 'if(x == 1, 2, 3)'],
  ['if(x < 1 && y < 2, 2, 3)', 'E0101', 10, 'if(x < 1 and y < 2, 2, 3)'],
  ['if(x < 1 y < 2, 2, 3)', 'E0107', 10, 'if(x < 1 and y < 2, 2, 3)'],
  ['if(1 < x < 2, 3, 4)', 'E0112', 10, 'if(1 < x and x < 2, 3, 4)'],
  ['(x < 1, 2, 3)', 'E0106', 4, 'if(x < 1, 2, 3)'],
  ['atan2(sin(x, y) + 1', 'E0207', 7, 'atan2(sin(x), y) + 1'],
  ['max((x + 1, y)', 'E0106', 11, 'max((x + 1), y)'],
  ['max(x), y)', 'E0206', 1, 'max(x, y)'],
  ['2*|x - 1| + y', 'E0101', 3, '2*abs(x - 1) + y'],
  ['if(x > 0 && y < 1, 2, 3)', 'E0101', 10, 'if(x > 0 and y < 1, 2, 3)'],
  ['if(x > 0 | y < 1, 2, 3)', 'E0101', 10, 'if(x > 0 or y < 1, 2, 3)'],
])('%s has %s at column %i, and a fix that gives %s', (text, code, column, fixed) => {
  const { diagnostics } = tryParseExpression(text)
  expect(diagnostics.map((found) => found.code)).toEqual([code])
  const [{ source, primary }] = diagnostics as [(typeof diagnostics)[0]]
  expect(source.positionAt(primary.span.start).column).toBe(column)
  expect(applyFixes(source, diagnostics).text).toBe(fixed)
})

test('conditions that are joined by foreign signs are not taken for chains', () => {
  const { diagnostics } = tryParseExpression('if(x > 0 && y < 1 || z < 2, 2, 3)')
  expect(diagnostics.map(({ code }) => code)).toEqual(['E0101', 'E0101'])
  expect(applyFixes(diagnostics[0]!.source, diagnostics).text).toBe(
    'if(x > 0 and y < 1 or z < 2, 2, 3)',
  )
})

test.each([
  ['x < 1', 'E0106', 3],
  ['sin(x < 1)', 'E0106', 7],
  ['if(x, 1, 2)', 'E0106', 5],
  ['if(1 < x < 2, 1, 2)', 'E0112', 10],
  ['if(x < 1, 2)', 'E0206', 1],
  ['if(1 + (x < 1) > 2, 1, 2)', 'E0106', 11],
  ['if(x < 1 and y, 1, 2)', 'E0106', 15],
  ['atan2(y)', 'E0206', 1],
  ['sin(x, y)', 'E0207', 1],
  ['max(x)', 'E0206', 1],
])('%s has %s at column %i', (text, code, column) => {
  const [first] = tryParseExpression(text).diagnostics
  expect(first?.code).toBe(code)
  expect(first?.source.positionAt(first.primary.span.start).column).toBe(column)
})

test.each([
  ['x +\r\n  * y', 2, 3],
  ['\uFEFF* y', 1, 1],
  ['\uFEFFx\n\n\t* * y', 3, 4],
  ['"𝑥𝑦" + x', 1, 1],
  ['x + 𝑥', 1, 5],
  ['é*ß + * 1', 1, 7],
  ['(x', 1, 3],
  ['(x\r\n', 2, 1],
])('the first mistake of %j is at %i:%i', (text, line, column) => {
  const [first] = tryParseExpression(text).diagnostics
  expect(first).toMatchObject({ line, column })
  expect(first!.source.positionAt(first!.span.start)).toEqual({ line, column })
  expect(first!.primary.span).toEqual(first!.span)
})

test('brackets of other shapes are each a mistake, and all fixes together give a formula', () => {
  const { diagnostics } = tryParseExpression('2*[x + {y}]')
  expect(diagnostics.map(({ code }) => code)).toEqual(['E0101', 'E0101', 'E0101', 'E0101'])
  expect(applyFixes(diagnostics[0]!.source, diagnostics).text).toBe('2*(x + (y))')
})

test('a million characters are read whole', () => {
  const term = 'sin(x + 2)*y - '
  const sum = `${term.repeat(1_000_000 / term.length)}1`
  expect(tryParseExpression(sum).diagnostics).toEqual([])
  const { diagnostics } = tryParseExpression(`${sum} + $`)
  expect(diagnostics).toMatchObject([{ code: 'E0101', column: sum.length + 4 }])
})

test('every mistake of a text is found, each at its place', () => {
  const { diagnostics } = tryParseExpression('2x + foo(y)\n + * z $ (')
  const places = diagnostics.map(({ code, source, primary }) => {
    const { line, column } = source.positionAt(primary.span.start)
    return `${code} ${line}:${column}`
  })
  expect(places).toEqual(['E0107 1:2', 'E0201 1:6', 'E0103 2:4', 'E0101 2:8', 'E0103 2:11'])
})

test('parseExpression throws all diagnostics in one error', () => {
  expect(() => parseExpression('2x + foo(y)')).toThrow(ExpressionError)
  try {
    parseExpression('2x + foo(y)')
  } catch (error) {
    expect((error as ExpressionError).diagnostics).toHaveLength(2)
    expect((error as ExpressionError).message).toContain('formula:1:2: error[E0107]')
  }
})

test('a hundred thousand levels are read, and one more is reported where it begins', () => {
  const nested = (depth: number, open: string): string =>
    `${open.repeat(depth)}x${')'.repeat(depth)}`
  for (const open of ['(', 'sin(', '2*(1+', 'max(y, ']) {
    expect(tryParseExpression(nested(100_000, open)).diagnostics).toEqual([])
    const { diagnostics } = tryParseExpression(nested(100_001, open))
    expect(diagnostics).toMatchObject([
      { code: 'E0120', line: 1, column: 100_000 * open.length + open.indexOf('(') + 1 },
    ])
  }
  expect(tryParseExpression('x^'.repeat(100_000) + 2).diagnostics).toEqual([])
  expect(tryParseExpression('x^'.repeat(100_001) + 2).diagnostics).toMatchObject([
    { code: 'E0120', column: 200_002 },
  ])
})

test('any text of symbols gets an answer, and never both a formula and a mistake', () => {
  const pieces = ['x', '2', '(', ')', '+', '*', '^', ',', 'sin', 'if', '<', 'and', '$', ' ', '-']
  let state = 7
  for (let i = 0; i < 3000; i++) {
    let text = ''
    for (let k = 0; k < 8; k++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      text += pieces[(state >>> 16) % pieces.length]
    }
    const { expression, diagnostics } = tryParseExpression(text)
    expect(expression === undefined, text).toBe(diagnostics.length > 0)
  }
})
