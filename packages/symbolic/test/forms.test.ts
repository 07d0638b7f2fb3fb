import { describe, expect, test } from 'vitest'
import { Facts } from '../src/assumptions.ts'
import {
  type Assumptions,
  collect,
  expand,
  factorOut,
  functions,
  parseExpression,
  simplify,
  sym,
  toText,
} from '../src/index.ts'

function simplified(text: string, assume: Assumptions = {}): string {
  return toText(simplify(parseExpression(text), { assume }))
}

describe('simplify', () => {
  test.each([
    ['sin(x)^2*y + y*cos(x)^2 + z', 'y + z'],
    ['x*(x + y) - x^2', 'x*y'],
    ['(2*x + 2*y)/(x + y)', '2'],
    ['x*y + x*z', 'x*(y + z)'],
    ['exp(x)/(1 + exp(x))', 'sigmoid(x)'],
    ['cosh(x)^2 - sinh(x)^2', '1'],
    ['log(exp(x + y))', 'x + y'],
    ['max(x, y) + min(x, y)', 'x + y'],
  ])('makes %s shorter: %s', (from, to) => {
    expect(simplified(from)).toBe(toText(parseExpression(to)))
  })

  test('uses signs only where they are known', () => {
    expect(simplified('sqrt(x^2)')).toBe('abs(x)')
    expect(simplified('sqrt(x^2)', { x: 'positive' })).toBe('x')
    expect(simplified('sqrt(x^2)', { x: 'negative' })).toBe('-x')
    expect(simplified('abs(x - 3)', { x: { interval: [4, 9] } })).toBe('x - 3')
    expect(simplified('log(x^3)')).toBe('log(x^3)')
    expect(simplified('log(x^3)', { x: 'positive' })).toBe('3*log(x)')
    expect(simplified('floor(n^2 + 1)', { n: 'integer' })).toBe('n^2 + 1')
    expect(simplified('relu(exp(x))')).toBe('exp(x)')
  })

  test.each<[string, Assumptions, string]>([
    ['if(x > 0, x, -x)', { x: 'positive' }, 'x'],
    ['if(x > 0 and y < 0, abs(x), y)', { x: 'positive' }, 'if(y < 0, x, y)'],
    ['if(x*y >= 0, a, b)', { x: 'positive', y: 'negative' }, 'b'],
    ['if(x == 0, 1, x)', { x: 'nonzero' }, 'x'],
    ['if(x >= 1, a, b)', { x: { interval: [2, 5] } }, 'a'],
    ['if(x >= 1, a, b)', { x: 'positive' }, 'if(x >= 1, a, b)'],
    ['if(x^2 + 1 > 0, a, b)', {}, 'a'],
    ['max(x, 0)', { x: 'nonnegative' }, 'x'],
    ['max(x, y, z)', { x: 'negative', y: 'nonnegative', z: { interval: [-2, -1] } }, 'y'],
    ['abs(x) + sign(x)', { x: 'negative' }, '-x - 1'],
    ['sqrt(x^2*y)', { x: 'positive' }, 'x*sqrt(y)'],
  ])('%s with %o is %s', (text, assume, expected) => {
    expect(simplified(text, assume)).toBe(expected)
  })

  test('keeps what no rule makes shorter', () => {
    const expr = parseExpression('x^3 + sin(y)/z')
    expect(simplify(expr)).toBe(expr)
  })

  test('stops when its steps are used up, and tells of each', () => {
    const expr = parseExpression('log(exp(x)) + log(exp(y)) + log(exp(z))')
    const rules: string[] = []
    simplify(expr, { steps: 2, trace: ({ rule }) => rules.push(rule) })
    expect(rules).toEqual(['log(exp(a)) = a', 'log(exp(a)) = a'])
  })

  test('does not recurse: depth is no limit', () => {
    let deep = sym('x')
    for (let i = 0; i < 20_000; i++) deep = functions.sin(deep.add(1))
    expect(simplify(deep)).toBe(deep)
  })
})

describe('assumptions', () => {
  test('follow through sums, products, powers and functions', () => {
    const facts = new Facts({ p: 'positive', q: 'nonnegative', i: 'integer' })
    const [p, q, i, x] = ['p', 'q', 'i', 'x'].map(sym) as [never, never, never, never]
    const make = parseExpression
    expect(facts.isPositive(make('p*exp(x) + q'))).toBe(true)
    expect(facts.isPositive(make('q^2'))).toBe(false)
    expect(facts.isNonnegative(make('x^2 + q'))).toBe(true)
    expect(facts.isNegative(make('-p - x^2'))).toBe(true)
    expect(facts.isInteger(make('3*i^2 - i'))).toBe(true)
    expect(facts.isInteger(make('i/2'))).toBe(false)
    expect(facts.isNonzero(make('1 + x^2'))).toBe(true)
    expect(facts.isNonzero(x)).toBe(false)
    expect([p, q, i].map((one) => facts.isPositive(one))).toEqual([true, false, false])
  })
})

describe('expand, collect and factorOut', () => {
  test.each([
    ['(x + 1)^3', 'x^3 + 3*x^2 + 3*x + 1'],
    ['x*(y + 1)*(y - 1)', 'x*y^2 - x'],
    ['sin(x*(y + 1))', 'sin(x*y + x)'],
    ['(x + y)/z', 'x/z + y/z'],
  ])('expand multiplies %s out', (from, to) => {
    expect(expand(parseExpression(from))).toBe(parseExpression(to))
  })

  test('expand leaves a power alone that would fill pages', () => {
    const expr = parseExpression('(a + b + c + d)^200')
    expect(expand(expr)).toBe(expr)
  })

  test('collect orders by powers of a variable', () => {
    expect(toText(collect(parseExpression('x*y + x + x^2 + 3*x^2*z'), 'x'))).toBe(
      toText(parseExpression('x^2*(3*z + 1) + x*(y + 1)')),
    )
  })

  test('factorOut takes out what all terms share', () => {
    expect(factorOut(parseExpression('2*x^2*y + 4*x*z'))).toBe(parseExpression('2*x*(x*y + 2*z)'))
  })
})
