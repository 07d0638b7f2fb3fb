import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  type Expr,
  evaluateAll,
  gradient,
  hessian,
  parseExpression,
  type SharedForm,
  shareParts,
  substitute,
  toText,
} from '../src/index.ts'
import { randomFormula } from './random-formula.ts'

function named({ parts }: SharedForm): string[] {
  return parts.map(({ name, value }) => `${name} = ${toText(value)}`)
}

/** The results with all names replaced by what they stand for. */
function putBack({ parts, results }: SharedForm): readonly Expr[] {
  const values: Record<string, Expr> = {}
  for (const { name, value } of parts) values[name] = substitute(value, values)
  return results.map((result) => substitute(result, values))
}

test('parts that are used again are named, in an order in which they can be computed', () => {
  const f = parseExpression('exp(-x^2)*sin(x*y)')
  const shared = shareParts([f, ...gradient(f)])
  expect(named(shared)).toEqual([
    't1 = x*y',
    't2 = exp(-x^2)',
    't3 = t2*sin(t1)',
    't4 = t2*cos(t1)',
  ])
  expect(shared.results.map(toText)).toEqual(['t3', 't4*y - 2*t3*x', 't4*x'])
})

test.each([
  ['x*y*sin(z) + x*y*cos(z)', ['t1 = x*y']],
  ['2*x*cos(2*x) + sin(2*x)', ['t1 = 2*x']],
  ['sin(a + b + 1) + cos(a + b + c)', ['t1 = a + b']],
  ['(a - b)*sin(b - a)', ['t1 = a - b']],
  ['exp(x/(y*z)) + w/(y*z*sin(x))', ['t1 = y*z']],
  ['exp(x/y)*sin(y/x)', ['t1 = x/y']],
  ['sin(-x) + cos(-x) + sqrt(2)*x + sqrt(2)*y', []],
])('the parts that %s has in common get names: %j', (text, parts) => {
  expect(named(shareParts([parseExpression(text)]))).toEqual(parts)
})

test('names do not clash with variables', () => {
  const f = parseExpression('sin(t1 + x)^2 + 1/(t1 + x)')
  expect(named(shareParts([f]))).toEqual(['t2 = t1 + x'])
  expect(named(shareParts([f], 'part'))).toEqual(['part1 = t1 + x'])
})

describe.each(Array.from({ length: 100 }, (_, i) => i + 1))(
  'a random formula of seed %i',
  (seed) => {
    test('has its value again once the parts are put back', () => {
      const random = new Random(seed)
      const { expr, variables } = randomFormula(random, random.integer(5, 40))
      const formulas = [expr, ...gradient(expr, variables), ...hessian(expr, variables).flat()]
      const at = { x: 0.3, y: 0.7, z: 1.1 }
      const values = evaluateAll(formulas, at)
      evaluateAll(putBack(shareParts(formulas)), at).forEach((value, i) => {
        const difference = Math.abs(value - values[i]!)
        expect(difference).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(values[i]!)))
      })
    })
  },
)

test('conditions get no names, as variables are no conditions', () => {
  const f = parseExpression('if(x*y < 2, exp(x*y), 1) + sin(if(x*y < 2, 3, y))')
  const { parts, results } = shareParts([f])
  expect(parts.map(({ value }) => toText(value))).toEqual(['x*y'])
  expect(results.map(toText)).toEqual(['if(t1 < 2, exp(t1), 1) + sin(if(t1 < 2, 3, y))'])
})
