import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { differentiate, evaluate, explain, parseExpression } from '../src/index.ts'
import { randomFormulaOfAllOps } from './random-formula.ts'

function nested(name: string, depth: number): string {
  return `${`${name}(`.repeat(depth)}x${')'.repeat(depth)}`
}

function lines(text: string, variable: string): string[] {
  return explain(parseExpression(text), variable).map(
    ({ rule, before, after }) => `${rule}: ${before} = ${after}`,
  )
}

describe('explanations of the posts’ formulas', () => {
  test('a·b² + 2·c³ by each variable', () => {
    const text = 'a*b^2 + 2*c^3'
    expect(lines(text, 'a')).toEqual(['sum rule: d/da[a*b^2 + 2*c^3] = b^2'])
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
      'derivative of sin: d/dy[sin(y)] = cos(y)',
      'put together: d/dy[5*x + sin(y)] = cos(y)',
    ])
  })

  test('Booth’s function: chain rule inside, tidied up in the end', () => {
    expect(lines('(x+2*y-7)^2+(2*x+y-5)^2', 'x')).toEqual([
      'sum rule: d/dx[(x + 2*y - 7)^2 + (2*x + y - 5)^2] = d/dx[(x + 2*y - 7)^2] + d/dx[(2*x + y - 5)^2]',
      'power rule, chain rule: d/dx[(x + 2*y - 7)^2] = 2*(x + 2*y - 7)*d/dx[x + 2*y - 7]',
      'sum rule: d/dx[x + 2*y - 7] = 1',
      'power rule, chain rule: d/dx[(2*x + y - 5)^2] = 2*(2*x + y - 5)*d/dx[2*x + y - 5]',
      'sum rule: d/dx[2*x + y - 5] = 2',
      'put together: d/dx[(x + 2*y - 7)^2 + (2*x + y - 5)^2] = 2*(x + 2*y - 7) + 4*(2*x + y - 5)',
      'simplify: 2*(x + 2*y - 7) + 4*(2*x + y - 5) = 10*x + 8*y - 34',
    ])
  })
})

describe('explanations', () => {
  test.each([
    ['7', 'constant: d/dx[7] = 0'],
    ['x', 'variable: d/dx[x] = 1'],
    ['-x', 'constant factor: d/dx[-x] = -1'],
    ['x^3/3', 'constant factor: d/dx[x^3/3] = d/dx[x^3]/3'],
    ['y*x^2', 'constant factor: d/dx[x^2*y] = y*d/dx[x^2]'],
    ['3*x^4 - 2*x + 7', 'sum rule: d/dx[3*x^4 - 2*x + 7] = d/dx[3*x^4] - 2'],
    ['x^2*sin(x)', 'product rule: d/dx[x^2*sin(x)] = d/dx[x^2]*sin(x) + x^2*d/dx[sin(x)]'],
    ['sin(x)/x', 'quotient rule: d/dx[sin(x)/x] = (d/dx[sin(x)]*x - sin(x))/x^2'],
    ['1/sin(x)', 'reciprocal rule, chain rule: d/dx[1/sin(x)] = -d/dx[sin(x)]/sin(x)^2'],
    ['1/x^2', 'power rule: d/dx[1/x^2] = -2/x^3'],
    [
      'sqrt(x^2 + 1)',
      'power rule, chain rule: d/dx[sqrt(x^2 + 1)] = d/dx[x^2 + 1]/(2*sqrt(x^2 + 1))',
    ],
    ['2^x', 'exponential rule: d/dx[2^x] = 2^x*log(2)'],
    ['x^x', 'exponential rule, chain rule: d/dx[x^x] = x^x*d/dx[x*log(x)]'],
    ['exp(-2*x)', 'derivative of exp, chain rule: d/dx[exp(-2*x)] = -2*exp(-2*x)'],
    ['abs(x - 1)', 'derivative of abs, chain rule: d/dx[abs(x - 1)] = sign(x - 1)*d/dx[x - 1]'],
    ['erf(x/2)', 'derivative of erf, chain rule: d/dx[erf(x/2)] = exp(-x^2/4)/sqrt(pi)'],
    ['atan2(y, x)', 'derivative of atan2: d/dx[atan2(y, x)] = -y/hypot(x, y)^2'],
    ['if(x > 0, x^2, 1)', 'branch rule: d/dx[if(x > 0, x^2, 1)] = if(x > 0, d/dx[x^2], 0)'],
  ])('name the rule of %s and write it in its order', (text, line) => {
    expect(lines(text, 'x')[0]).toBe(line)
  })

  test.each([
    [
      'tanh(3*x)',
      'The derivative of tanh(u) is 1 - tanh(u)^2. The chain rule multiplies by the derivative of what is inside, u = 3*x.',
    ],
    ['x^2*sin(x)', "(u*v)' = u'*v + u*v', with u = x^2 and v = sin(x)."],
    ['-y*log(x)', 'The factor -y does not depend on x and stays.'],
    ['x^3 + 2*y + 7', 'Each term is derived on its own; 2*y and 7 do not depend on x and add 0.'],
    ['(x + 1)^n', "(u^n)' = n*u^(n - 1)*u', with u = x + 1 and n = n."],
    [
      'max(x, 2*x)',
      'The derivative of max(u, v) by u is if(u < v, 0, if(u == v, 1/2, 1)), by v is if(v < u, 0, if(u == v, 1/2, 1)). The chain rule multiplies by the derivative of what is inside, v = 2*x.',
    ],
  ])('say the rule of %s in a sentence', (text, sentence) => {
    expect(explain(parseExpression(text), 'x')[0]?.text).toBe(sentence)
  })

  test('are there in LaTeX too', () => {
    expect(explain(parseExpression('x*sin(beta*x)'), 'x').map(({ latex }) => latex.after)).toEqual([
      '\\sin\\left(\\beta x\\right) + x \\frac{d}{dx}\\left[\\sin\\left(\\beta x\\right)\\right]',
      '\\beta \\cos\\left(\\beta x\\right)',
      '\\beta x \\cos\\left(\\beta x\\right) + \\sin\\left(\\beta x\\right)',
    ])
  })

  test('derive each part once, at any depth', () => {
    const steps = explain(parseExpression(nested('sin', 200)), 'x')
    expect(steps.map(({ rule }) => rule)).toEqual([
      ...Array.from({ length: 199 }, () => 'derivative of sin, chain rule'),
      'derivative of sin',
      'put together',
    ])
    expect(steps.slice(0, 200).map(({ before }) => before)).toEqual(
      Array.from({ length: 200 }, (_, i) => `d/dx[${nested('sin', 200 - i)}]`),
    )
  })

  test('leave out what is deep inside of a long line, but not of a result that fits', () => {
    const deep = explain(parseExpression(nested('sin', 1000)), 'x')
    expect(deep[0]!.before).toMatch(/^d\/dx\[(sin\()+…\)+\]$/)
    expect(deep[0]!.latex.before).toMatch(/\\sin\\left\(\\ldots\\right\)/)
    expect(deep.at(-2)!.after).toBe('cos(x)')
    expect(deep.at(-1)!.after).toContain('…')
    const shorter = explain(parseExpression(nested('sqrt', 100)), 'x')
    expect(shorter.at(-1)!.after).not.toContain('…')
  })

  test.each(Array.from({ length: 60 }, (_, i) => i + 1))(
    'end in the derivative of the random formula %i',
    (seed) => {
      const random = new Random(seed)
      const { expr } = randomFormulaOfAllOps(random, random.integer(5, 30))
      const at = { x: 0.63, y: 1.07, z: 0.29 }
      const value = evaluate(differentiate(expr, 'x'), at)
      const last = evaluate(parseExpression(explain(expr, 'x').at(-1)!.after), at)
      expect(Math.abs(last - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
    },
  )
})
