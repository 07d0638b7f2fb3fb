import { expect, test } from 'vitest'
import { evaluate, functions, num, parseExpression, rational, sym, toText } from '../src/index.ts'

const [x, y, z] = ['x', 'y', 'z'].map(sym) as [
  ReturnType<typeof sym>,
  ReturnType<typeof sym>,
  ReturnType<typeof sym>,
]
const { sin, exp, max } = functions

test('equal formulas are the same object, in whatever order they are built', () => {
  expect(x.add(y) === y.add(x)).toBe(true)
  expect(x.mul(y).mul(z) === z.mul(y.mul(x))).toBe(true)
  expect(x.sub(y.sub(z)) === x.add(z).sub(y)).toBe(true)
  expect(max(x, max(y, z)) === max(max(z, y), x, x)).toBe(true)
})

test.each([
  ['x + x', '2*x'],
  ['2*x - 2*x', '0'],
  ['x*x*y/x', 'x*y'],
  ['x/x', '1'],
  ['sqrt(x)*sqrt(x)', 'x'],
  ['sqrt(x^2)', 'sqrt(x^2)'],
  ['(x^2)^3', 'x^6'],
  ['(x^y)^z', '(x^y)^z'],
  ['(x*y)^2', 'x^2*y^2'],
  ['sqrt(4*x)', '2*sqrt(x)'],
  ['sqrt(x*y)', 'sqrt(x*y)'],
  ['2/4', '1/2'],
  ['8^(1/3)', '2'],
  ['2^(1/2)*2^(1/2)', '2'],
  ['2^(-1/2)', 'sqrt(2)/2'],
  ['e^x', 'exp(x)'],
  ['exp(x)*exp(-2*x)', 'exp(-x)'],
  ['exp(x)*exp(y)', 'exp(x)*exp(y)'],
  ['exp(x)^2', 'exp(2*x)'],
  ['log(x*y)', 'log(x*y)'],
  ['-(x + y)', '-x - y'],
  ['2*(x + y)', '2*(x + y)'],
  ['-(x - y)*z', '-z*(x - y)'],
  ['0.1 + 0.2', '0.1 + 0.2'],
  ['0.5 + 0.25', '0.75'],
  ['0.5*2*x', 'x'],
  ['3*0.1*x', '3*0.1*x'],
  ['sin(0) + cos(0)', '1'],
  ['sin(1)', 'sin(1)'],
  ['max(2, 3, x)', 'max(3, x)'],
  ['if(1 < 2, x, y)', 'x'],
  ['if(x < y, z, z)', 'z'],
  ['0*x', '0'],
  ['x^0', '1'],
  ['1^x', '1'],
  ['0/0', '0/0'],
  ['2^1000', '2^1000'],
  ['(y^2)^z*(y^2)^(-z - 1)*y^2', '1'],
  ['5/9/1.9487953186035156', '5/9/1.9487953186035156'],
  ['x/1.1/1.3/y', 'x/1.1/(1.3*y)'],
  ['(x/2.0625)^2', 'x^2/4.25390625'],
  ['(x/1.5)^2/1.5 - x^2/1.5^3', '0'],
  ['x/(-1.5)', '-x/1.5'],
  ['x/0.1/0.1', 'x/0.1^2'],
  ['1.5^x/1.5', '1.5^(x - 1)'],
  ['(0/0)/x', '0/0'],
  ['x^(0/0)', 'x^(0/0)'],
  ['x/0/y', 'x/0/y'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
])('%s is written %s', (text, canonical) => {
  expect(toText(parseExpression(text))).toBe(canonical)
})

test('fractions stay exact where doubles would not', () => {
  const third = rational(1, 3)
  expect(toText(third.add(third).add(third))).toBe('1')
  expect(toText(rational(2n ** 80n, 3n).mul(3))).toBe(String(2n ** 80n))
  expect(evaluate(rational(10n ** 40n + 1n, 10n ** 40n))).toBe(1)
})

test('decimals mean the nearest double and are only evaluated when asked', () => {
  expect(evaluate(parseExpression('0.1 + 0.2'))).toBe(0.1 + 0.2)
  expect(toText(num(0.1).mul(3))).toBe('3*0.1')
})

test('builders refuse what is no formula', () => {
  expect(() => sin(x, y)).toThrow(TypeError)
  expect(() => sin(x.lt(y))).toThrow(TypeError)
  expect(() => rational(1, 0)).toThrow(RangeError)
  expect(() => x.mul('y' as unknown as number)).toThrow('"y" is no number and no formula')
  expect(() => evaluate(exp(x))).toThrow(/`x`/)
})
