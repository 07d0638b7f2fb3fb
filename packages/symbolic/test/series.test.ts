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
])('the Taylor polynomial of %s at %d of order %i is %s', (text, at, order, polynomial) => {
  expect(toText(taylor(parseExpression(text), 'x', at, order))).toBe(polynomial)
})

test('a pole has no Taylor polynomial', () => {
  expect(() => taylor(parseExpression('1/x'), 'x', 0, 2)).toThrow(RangeError)
  expect(() => taylor(parseExpression('x'), 'x', 0, -1)).toThrow(RangeError)
})

test('a directional derivative sums the slopes along the direction', () => {
  const f = parseExpression('x^2*y')
  expect(toText(directionalDerivative(f, { x: 1, y: parseExpression('v') }))).toBe('v*x^2 + 2*x*y')
})
