import { expect, test } from 'vitest'
import { gradient, parseExpression, shareParts, substitute, toText } from '../src/index.ts'

test('parts that are used again are named, in an order in which they can be computed', () => {
  const f = parseExpression('exp(-x^2)*sin(x*y)')
  const { parts, results } = shareParts([f, ...gradient(f)])
  expect(parts.map(({ name, value }) => `${name} = ${toText(value)}`)).toEqual([
    't1 = x*y',
    't2 = sin(t1)',
    't3 = exp(-x^2)',
    't4 = cos(t1)',
  ])
  expect(results.map(toText)).toEqual(['t2*t3', 't3*t4*y - 2*t2*t3*x', 't3*t4*x'])
})

test('putting the parts back gives the formulas, and names do not clash with variables', () => {
  const f = parseExpression('sin(t1 + x)^2 + 1/(t1 + x)')
  const { parts, results } = shareParts([f])
  expect(parts.map(({ name }) => name)).toEqual(['t2'])
  expect(substitute(results[0]!, { t2: parts[0]!.value }) === f).toBe(true)
})
