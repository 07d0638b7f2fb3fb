import { expect, test } from 'vitest'
import { directionalDerivative, parseExpression, taylor, toText } from '../src/index.ts'

test.each([
  ['exp(x)', 0, 4, 'x^4/24 + x^3/6 + x^2/2 + x + 1'],
  ['sin(x)', 0, 5, 'x^5/120 - x^3/6 + x'],
  ['1/(1 - x)', 0, 3, 'x^3 + x^2 + x + 1'],
  ['log(x)', 1, 2, 'x - (x - 1)^2/2 - 1'],
  ['sin(x)/x', 0, 4, 'x^4/120 - x^2/6 + 1'],
  ['(1 - cos(x))/x^2', 0, 2, '1/2 - x^2/24'],
  ['a*x^2 + y', 0, 1, 'y'],
  ['abs(x)', 2, 3, 'x'],
  ['abs(x)', 0, 0, '0'],
  ['abs(x)^3', 0, 2, '0'],
  ['if(x > 0, x^2, x^3)', 0, 1, '0'],
  ['abs(x^2)', 0, 4, 'x^2'],
  ['floor(x)*x', 1.5, 1, 'x'],
  ['mod(x, 2)', 1, 1, 'x'],
  ['max(x, x^3)', 2, 1, '12*(x - 2) + 8'],
  ['abs(x - a)', 0, 1, 'x*sign(-a) + abs(-a)'],
])('the Taylor polynomial of %s at %d of order %i is %s', (text, at, order, polynomial) => {
  expect(toText(taylor(parseExpression(text), 'x', at, order))).toBe(polynomial)
})

test('a pole has no Taylor polynomial', () => {
  expect(() => taylor(parseExpression('1/x'), 'x', 0, 2)).toThrow(RangeError)
  expect(() => taylor(parseExpression('x'), 'x', 0, -1)).toThrow(RangeError)
})

test.each([
  ['abs(x)', 0, 1],
  ['abs(x)^3', 0, 3],
  ['sign(x)', 0, 0],
  ['sign(x)^2', 0, 2],
  ['relu(x)', 0, 1],
  ['max(x, x^2)', 1, 1],
  ['min(x, 1)*y', 1, 1],
  ['floor(x)', 1, 0],
  ['ceil(x)', 1, 0],
  ['round(x)', 0.5, 0],
  ['mod(x, 2)', 4, 0],
  ['if(x > 0, x, -x)', 0, 1],
  ['if(x == 0, 5, x)', 0, 0],
  ['exp(abs(x))', 0, 1],
  ['log(x)', 0, 0],
])(
  'where the pieces of %s meet at %d, they have no common polynomial of order %i',
  (text, at, order) => {
    expect(() => taylor(parseExpression(text), 'x', at, order)).toThrow('no Taylor polynomial')
  },
)

test('a directional derivative sums the slopes along the direction', () => {
  const f = parseExpression('x^2*y')
  expect(toText(directionalDerivative(f, { x: 1, y: parseExpression('v') }))).toBe('v*x^2 + 2*x*y')
})
