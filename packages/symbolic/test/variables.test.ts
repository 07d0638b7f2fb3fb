import { Random } from '@gradus/testing'
import { expect, test } from 'vitest'
import {
  freeVariables,
  gradient,
  hessian,
  jacobian,
  parseExpression,
  toText,
  tryParseExpression,
} from '../src/index.ts'
import { randomFormula } from './random-formula.ts'

test.each([
  ['(x + 2*y - 7)^2 + (2*x + y - 5)^2', ['x', 'y']],
  ['100*(y - x^2)^2 + (1 - x)^2', ['y', 'x']],
  ['y/x', ['y', 'x']],
  ['y - x', ['y', 'x']],
  ['y*x', ['x', 'y']],
  ['max(b, a)', ['a', 'b']],
  ['7', []],
])('the variables of %s are %o, as it is printed', (text, names) => {
  expect(freeVariables(parseExpression(text))).toEqual(names)
})

test('variables come in the order of the printed formula, whatever it is', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { expr } = randomFormula(new Random(seed), 40)
    const words = toText(expr).match(/[a-z]\w*(?!\w*\()/g) ?? []
    const names = [...new Set(words)].filter((word) => /^[xyz]$/.test(word))
    expect(freeVariables(expr), toText(expr)).toEqual(names)
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
