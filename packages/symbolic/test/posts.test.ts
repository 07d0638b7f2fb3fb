import { expect, test } from 'vitest'
import {
  evaluate,
  gradient,
  hessian,
  jacobian,
  parseExpression,
  sin,
  sym,
  toLatex,
  toText,
} from '../src/index.ts'

// The formulas of the posts, with the results that they show.

test('E2.1: the gradient of a·b² + 2·c³', () => {
  const slopes = gradient(parseExpression('a*b^2 + 2*c^3'))
  expect(slopes.map(toText)).toEqual(['b^2', '2*a*b', '6*c^2'])
  expect(slopes.map((slope) => evaluate(slope, { a: 1, b: 2, c: 3 }))).toEqual([4, 4, 54])
})

test('E3.1: the Jacobian of (x²y, 5x + sin y), as the post prints it', () => {
  const [x, y] = [sym('x'), sym('y')]
  const rows = jacobian([x.pow(2).mul(y), x.mul(5).add(sin(y))], ['x', 'y'])
  expect(rows.map((row) => row.map(toText))).toEqual([
    ['2*x*y', 'x^2'],
    ['5', 'cos(y)'],
  ])
  expect(rows.flat().map(toLatex)).toEqual(['2 x y', 'x^{2}', '5', '\\cos\\left(y\\right)'])
})

test('E0.3: the Hessian of Booth, and one Newton step to its minimum', () => {
  const booth = parseExpression('(x + 2*y - 7)^2 + (2*x + y - 5)^2')
  expect(hessian(booth).map((row) => row.map(toText))).toEqual([
    ['10', '8'],
    ['8', '10'],
  ])
  const at = { x: -5, y: -5 }
  const [gx, gy] = gradient(booth).map((slope) => evaluate(slope, at)) as [number, number]
  expect([gx, gy]).toEqual([-124, -128])
  const step = [(10 * gx - 8 * gy) / -36, (10 * gy - 8 * gx) / -36]
  expect(step).toEqual([6, 8])
})
