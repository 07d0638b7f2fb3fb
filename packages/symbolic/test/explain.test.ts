import { describe, expect, test } from 'vitest'
import { explain, parseExpression } from '../src/index.ts'

function lines(text: string, variable: string): string[] {
  return explain(parseExpression(text), variable).map(
    ({ rule, before, after }) => `${rule}: ${before} = ${after}`,
  )
}

describe('explanations of the posts’ formulas', () => {
  test('a·b² + 2·c³ by each variable', () => {
    const text = 'a*b^2 + 2*c^3'
    expect(lines(text, 'a')).toEqual([
      'sum rule: d/da[a*b^2 + 2*c^3] = d/da[a*b^2]',
      'constant factor: d/da[a*b^2] = b^2',
      'put together: d/da[a*b^2 + 2*c^3] = b^2',
    ])
    expect(lines(text, 'b')).toEqual([
      'sum rule: d/db[a*b^2 + 2*c^3] = d/db[a*b^2]',
      'constant factor: d/db[a*b^2] = a*d/db[b^2]',
      'power rule: d/db[b^2] = 2*b',
      'put together: d/db[a*b^2 + 2*c^3] = 2*a*b',
    ])
    expect(lines(text, 'c').at(-1)).toBe('put together: d/dc[a*b^2 + 2*c^3] = 6*c^2')
  })

  test('x²·y and 5·x + sin(y), the Jacobian of a post', () => {
    expect(lines('x^2*y', 'x').at(-1)).toBe('put together: d/dx[x^2*y] = 2*x*y')
    expect(lines('x^2*y', 'y')).toEqual(['constant factor: d/dy[x^2*y] = x^2'])
    expect(lines('5*x + sin(y)', 'y')).toEqual([
      'sum rule: d/dy[5*x + sin(y)] = d/dy[sin(y)]',
      'derivative of a function: d/dy[sin(y)] = cos(y)',
      'put together: d/dy[5*x + sin(y)] = cos(y)',
    ])
  })

  test('Booth’s function: chain rule inside, tidied up in the end', () => {
    const steps = explain(parseExpression('(x+2*y-7)^2+(2*x+y-5)^2'), 'x')
    expect(steps.map(({ rule }) => rule)).toEqual([
      'sum rule',
      'power rule with chain rule',
      'sum rule',
      'power rule with chain rule',
      'sum rule',
      'constant factor',
      'put together',
      'simplify',
    ])
    expect(steps.at(-1)?.after).toBe('10*x + 8*y - 34')
  })
})

describe('explanations', () => {
  test('name the rule of every kind of formula', () => {
    expect(lines('7', 'x')).toEqual(['constant: d/dx[7] = 0'])
    expect(lines('x', 'x')).toEqual(['variable: d/dx[x] = 1'])
    expect(lines('sin(x)/x', 'x')[0]).toBe(
      'quotient rule: d/dx[sin(x)/x] = (d/dx[sin(x)]*x - sin(x))/x^2',
    )
    expect(lines('x*sin(x)', 'x')[0]).toBe('product rule: d/dx[x*sin(x)] = d/dx[sin(x)]*x + sin(x)')
    expect(explain(parseExpression('2^x'), 'x')[0]?.rule).toBe('exponential rule')
    expect(explain(parseExpression('if(x > 0, x^2, 0)'), 'x')[0]?.rule).toBe('branch rule')
  })

  test('say the rule in a sentence', () => {
    expect(explain(parseExpression('tanh(3*x)'), 'x')[0]?.text).toBe(
      'The derivative of tanh(u) is 1 - tanh(u)^2. The chain rule multiplies by the derivative of what is inside: 3*x.',
    )
  })

  test('derive each part once, at any depth', () => {
    let text = 'x'
    for (let i = 0; i < 200; i++) text = `sin(${text})`
    const steps = explain(parseExpression(text), 'x')
    expect(steps.length).toBeGreaterThanOrEqual(200)
    expect(new Set(steps.map(({ before }) => before)).size).toBeGreaterThanOrEqual(200)
  })
})
