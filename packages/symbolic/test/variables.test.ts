import { Random } from '@gradus/testing'
import { expect, test } from 'vitest'
import {
  freeVariables,
  gradient,
  hessian,
  jacobian,
  parseExpression,
  sym,
  toText,
  tryParseExpression,
} from '../src/index.ts'
import { randomFormula } from './random-formula.ts'

test.each([
  ['(x + 2*y - 7)^2 + (2*x + y - 5)^2', ['x', 'y']],
  ['100*(y - x^2)^2 + (1 - x)^2', ['y', 'x']],
  ['(1 - x)^2 + 100*(y - x^2)^2', ['x', 'y']],
  ['y*x', ['y', 'x']],
  ['x*y', ['x', 'y']],
  ['max(b, a)', ['b', 'a']],
  ['b - b + sin(a)*e', ['a']],
  ['7', []],
])('the variables of the text %s are %o', (text, names) => {
  expect(freeVariables(parseExpression(text))).toEqual(names)
})

test('several formulas have the variables of the first before those of the next', () => {
  const texts = ['y*x + a', 'b*a', 'c']
  expect(freeVariables(texts.map((text) => parseExpression(text)))).toEqual([
    'y',
    'x',
    'a',
    'b',
    'c',
  ])
  expect(freeVariables([sym('z').mul(sym('q')), parseExpression('y*q')])).toEqual(['q', 'z', 'y'])
})

test('formulas that were built have their variables in the order in which they are printed', () => {
  expect(freeVariables(sym('v').div(sym('u')))).toEqual(['v', 'u'])
  expect(freeVariables(sym('v').sub(sym('u')))).toEqual(['v', 'u'])
  for (let seed = 1; seed <= 200; seed++) {
    const { expr } = randomFormula(new Random(seed), 40)
    const words = toText(expr).match(/\b[xyz]\b/g) ?? []
    expect(freeVariables(expr), toText(expr)).toEqual([...new Set(words)])
  }
})

test('derivatives by all variables take them in that order', () => {
  const f = parseExpression('y*x^2')
  const names = freeVariables(f)
  expect(gradient(f).map(toText)).toEqual(gradient(f, names).map(toText))
  expect(hessian(f).flat().map(toText)).toEqual(hessian(f, names).flat().map(toText))
  expect(jacobian([f]).flat().map(toText)).toEqual(gradient(f, names).map(toText))
})

test('a text has its variables in the order of typing, once each', () => {
  expect(tryParseExpression('y*x + pi*sin(y) + e').variables).toEqual(['y', 'x'])
  expect(tryParseExpression('b - b + a').variables).toEqual(['b', 'a'])
})

test.each(['a b', 'sin', 'pi', 'and', 'if', 'w[3, 1]', '2', 'x-y', 'A.b'])(
  'a variable named %s is written in backticks, and reads back',
  (name) => {
    const f = sym(name).mul(2).add(sym('y'))
    expect(toText(f)).toBe(`2*\`${name}\` + y`)
    expect(parseExpression(toText(f))).toBe(f)
    expect(tryParseExpression(toText(f)).variables).toEqual([name, 'y'])
  },
)

test.each(['', 'a`b', 'a\nb'])('no variable is named %j', (name) => {
  expect(() => sym(name)).toThrow(RangeError)
})
