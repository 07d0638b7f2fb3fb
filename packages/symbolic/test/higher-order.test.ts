import { Random } from '@gradus/testing'
import { expect, test } from 'vitest'
import {
  countNodes,
  differentiate,
  evaluate,
  functions,
  parseExpression,
  sym,
  toText,
} from '../src/index.ts'
import { randomFormula } from './random-formula.ts'

test.each([
  ['x^5', 3, '60*x^2'],
  ['x^5', 6, '0'],
  ['exp(2*x)', 4, '16*exp(2*x)'],
  ['y*sin(x)', 4, 'y*sin(x)'],
  ['log(x)', 3, '2/x^3'],
  ['if(x < y, x^3, exp(y))', 2, 'if(x < y, 6*x, 0)'],
])('the derivative of %s of order %i is %s', (text, order, expected) => {
  expect(toText(differentiate(parseExpression(text), 'x', order))).toBe(expected)
})

test('derivatives of high order are those of the derivatives below', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { expr } = randomFormula(new Random(seed), 12)
    const third = differentiate(expr, 'x', 3)
    const stepwise = differentiate(differentiate(differentiate(expr, 'x'), 'x'), 'x')
    const at = { x: 0.7, y: 0.4, z: 0.9 }
    const expected = evaluate(stepwise, at)
    const difference = Math.abs(evaluate(third, at) - expected)
    expect(difference / Math.max(1, Math.abs(expected)), `seed ${seed}`).toBeLessThan(1e-8)
  }
})

test('the tenth derivative of seven nested sines stays small', () => {
  let sines = sym('x')
  for (let i = 0; i < 7; i++) sines = functions.sin(sines)
  const tenth = differentiate(sines, 'x', 10)
  expect(countNodes(tenth).dag).toBeLessThan(1200)
  expect(evaluate(tenth, { x: 0.7 })).toBeCloseTo(-815485.277055, 5)
})

test('formulas of any depth have derivatives of any order', () => {
  let chain = sym('x')
  for (let i = 0; i < 4000; i++) chain = functions.sin(chain)
  expect(countNodes(differentiate(chain, 'x', 3)).dag).toBeLessThan(60_000)
})
