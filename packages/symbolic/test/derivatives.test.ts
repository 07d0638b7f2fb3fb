import { hasTrait, partials, type SmoothName, signatures } from '@gradus/ops'
import { expect, test } from 'vitest'
import {
  compileFunction,
  differentiate,
  evaluate,
  functions,
  gradient,
  jacobian,
  parseExpression,
  sparseJacobian,
  sym,
  toDense,
  toText,
} from '../src/index.ts'

test.each([
  ['x^n', 'n*x^(n - 1)'],
  ['a^x', 'a^x*log(a)'],
  ['x^x', 'x^x + x^x*log(x)'],
  ['log(x*y)', '1/x'],
  ['sqrt(x^2 + y^2)', 'x/sqrt(x^2 + y^2)'],
  ['erf(x)', '2*exp(-x^2)/sqrt(pi)'],
  ['log10(x)', '1/(x*log(10))'],
  ['tan(x)', 'tan(x)^2 + 1'],
  ['abs(x)', 'sign(x)'],
  ['if(x > 0, x^2, -x)', 'if(x > 0, 2*x, -1)'],
  ['100*(y - x^2)^2 + (1 - x)^2', '-400*x*(y - x^2) - 2*(1 - x)'],
  ['y', '0'],
])('the derivative of %s by x is %s', (text, derivative) => {
  expect(toText(differentiate(parseExpression(text), 'x'))).toBe(derivative)
})

test.each([
  ['abs(x)', { x: 0 }, [0]],
  ['relu(x)', { x: 0 }, [0]],
  ['max(x, y)', { x: 1, y: 1 }, [0.5, 0.5]],
  ['min(x, y)', { x: 1, y: 1 }, [0.5, 0.5]],
  ['if(x > 0, 2*x, 3*x)', { x: 0 }, [3]],
  ['if(x > 0, log(x), x^2)*sqrt(y)', { x: -2, y: 4 }, [-8, 1]],
  ['if(x > 0, sqrt(x)*sin(log(x)) + log(x), 3*x)', { x: -2 }, [3]],
  ['if(x > 0, if(y > 0, log(x*y), x), 3)*z', { x: -2, y: -1, z: 5 }, [0, 0, 3]],
  ['if(x == 0, 2*x, 3*x)', { x: 0 }, [2]],
])('at its kink, %s has the slope of PyTorch', (text, point, slopes) => {
  const values = gradient(parseExpression(text)).map((slope) => evaluate(slope, point))
  expect(values).toEqual(slopes)
})

test.each([
  ['x^y', { x: 0, y: 0 }, [0, 0]],
  ['x^y', { x: 0, y: 1 }, [1, 0]],
  ['x^y', { x: 0, y: 2 }, [0, 0]],
  ['x^y', { x: 0, y: 0.5 }, [Infinity, 0]],
  ['x^y', { x: 1, y: 0 }, [0, 0]],
  ['-3*x^(2*y)', { x: 0, y: 0 }, [-0, 0]],
  ['z*x^(y*z)', { x: 0, y: 0, z: 2 }, [0, 0, 1]],
  ['x^0.5', { x: 0 }, [Infinity]],
  ['sqrt(x)', { x: 0 }, [Infinity]],
  ['sign(x)', { x: 0 }, [0]],
])('the slopes of %s at %o are those of the table', (text, point, slopes) => {
  const exprs = gradient(parseExpression(text), Object.keys(point))
  const values = exprs.map((slope) => evaluate(slope, point))
  expect(values.map((value) => value + 0)).toEqual(slopes.map((slope) => slope + 0))
  const compiled = compileFunction(exprs, Object.keys(point))(Object.values(point))
  expect([...compiled]).toEqual(values)
})

test('every op of the table with a partial can be differentiated, by its own rule', () => {
  const args = [sym('x'), sym('y')]
  for (const op of Object.keys(partials) as SmoothName[]) {
    const used = args.slice(0, signatures[op].indexOf('>'))
    const slopes = gradient(functions[op](...used), ['x', 'y'])
    const isConstant = hasTrait(op, 'constant')
    if (isConstant) expect(slopes.map(toText), op).toEqual(['0', '0'])
  }
})

test('the Jacobian is the same by rows and by columns, and by its entries', () => {
  const texts = ['r*cos(t)', 'r*sin(t)', 'r^2', 'r*t']
  const tall = jacobian(texts.map((text) => parseExpression(text)))
  expect(tall.map((row) => row.map(toText))).toEqual([
    ['cos(t)', '-r*sin(t)'],
    ['sin(t)', 'r*cos(t)'],
    ['2*r', '0'],
    ['t', 'r'],
  ])
  const rows = texts.map((text) => gradient(parseExpression(text), ['r', 't']))
  rows.flat().forEach((entry, i) => {
    expect(entry === tall.flat()[i]).toBe(true)
  })
  const sparse = sparseJacobian(texts.map((text) => parseExpression(text)))
  expect(sparse.entries).toHaveLength(7)
  expect(
    toDense(sparse)
      .flat()
      .every((entry, i) => entry === tall.flat()[i]),
  ).toBe(true)
})

test('an order that is no whole number is refused', () => {
  expect(() => differentiate(sym('x'), 'x', 0.5)).toThrow(RangeError)
  expect(differentiate(sym('x'), 'x', 0) === sym('x')).toBe(true)
})
