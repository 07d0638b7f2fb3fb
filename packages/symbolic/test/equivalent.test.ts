import { readJsonLines } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  type Assumptions,
  equivalence,
  equivalent,
  evaluate,
  parseExpression,
} from '../src/index.ts'

interface EquivalenceCase {
  readonly id: string
  readonly domain: 'real' | 'positive' | 'unit'
  readonly vars: readonly string[]
  readonly expr1: string
  readonly expr2: string
  readonly equal: boolean
}

const domains = { real: 'real', positive: 'positive', unit: { interval: [0, 1] } } as const

function compare(a: string, b: string, assume: Assumptions = {}): ReturnType<typeof equivalence> {
  return equivalence(parseExpression(a), parseExpression(b), { assume })
}

test('every pair of the fixtures is decided, and rightly', () => {
  const wrong: string[] = []
  for (const row of readJsonLines<EquivalenceCase>('fixtures/symbolic/equivalence.jsonl')) {
    const assume = Object.fromEntries(row.vars.map((name) => [name, domains[row.domain]]))
    const { verdict, proof } = compare(row.expr1, row.expr2, assume)
    if (verdict !== (row.equal ? 'equal' : 'different')) wrong.push(`${row.id} ${verdict} ${proof}`)
  }
  expect(wrong).toEqual([])
})

describe('equal formulas are proved equal', () => {
  test.each([
    ['x + y', 'y + x', 'canonical'],
    ['(x + y)^3', 'x^3 + 3*x^2*y + 3*x*y^2 + y^3', 'expanded'],
    ['sin(x + y)', 'sin(x)*cos(y) + cos(x)*sin(y)', 'expanded'],
    ['cos(5*x)', '16*cos(x)^5 - 20*cos(x)^3 + 5*cos(x)', 'expanded'],
    ['sin(x + pi/3)', 'sin(x)/2 + sqrt(3)/2*cos(x)', 'expanded'],
    ['tan(2*x)', '2*tan(x)/(1 - tan(x)^2)', 'expanded'],
    ['1/(1 - x) - 1/(1 + x)', '2*x/(1 - x^2)', 'expanded'],
    ['tanh(x)', '1 - 2/(exp(2*x) + 1)', 'expanded'],
    ['softplus(x) - softplus(-x)', 'x', 'expanded'],
    ['log(x*y)', 'log(x) + log(y)', 'expanded'],
    ['log(x^2)', '2*log(abs(x))', 'expanded'],
    ['max(x, y) + min(x, y)', 'x + y', 'expanded'],
    ['sqrt(12)', '2*sqrt(3)', 'expanded'],
    ['1/(sqrt(x + 1) - sqrt(x))', 'sqrt(x + 1) + sqrt(x)', 'expanded'],
    ['exp(x)^2', 'exp(2*x)', 'canonical'],
    ['gamma(x + 2)', 'x*(x + 1)*gamma(x)', 'expanded'],
    ['digamma(x + 1)', 'digamma(x) + 1/x', 'expanded'],
    ['erf(-x)', '-erf(x)', 'expanded'],
    ['sinh(2*x)', '2*sinh(x)*cosh(x)', 'expanded'],
  ])('%s = %s', (a, b, proof) => {
    expect(compare(a, b)).toEqual({ verdict: 'equal', proof })
  })
})

test.each<[string, string, readonly [number, number]]>([
  ['tanh(x)', '1', [30, 60]],
  ['erf(x)', '1', [6, 9]],
  ['exp(x)', '1 + x', [0, 1e-9]],
  ['mod(x, 5000)', 'x', [0, 4000]],
])('%s and %s are not called equal where doubles do not tell them apart', (a, b, interval) => {
  expect(compare(a, b, { x: { interval } }).verdict).not.toBe('equal')
})

test.each([
  ['y + sqrt(y)', 'abs(y) + sqrt(y)'],
  ['x + log(x)', 'abs(x) + log(x)'],
  ['x + acosh(x)', 'abs(x) + acosh(x)'],
])('%s and %s do not differ where neither is defined', (a, b) => {
  expect(compare(a, b).verdict).not.toBe('different')
})

describe('what differs is shown at a point', () => {
  test.each([
    ['sqrt(x^2)', 'x'],
    ['log(x^2)/2', 'log(x) + 1/1000'],
    ['exp(log(x^2)/2)', 'x'],
    ['asin(sin(x))', 'x'],
    ['acos(cos(x))', 'x'],
    ['atan(tan(x))', 'x'],
    ['abs(x + y)', 'abs(x) + abs(y)'],
    ['x', 'x + 1/1000000000000'],
    ['(x^2)^(1/2)', 'x^1'],
    ['relu(x - 40)', '0'],
    ['atan(x) + atan(1/x)', 'pi/2'],
    ['sin(x)', '3*x'],
    ['exp(x)', '1 + x + x^2/2'],
    ['gamma(x)', 'gamma(x + 1)'],
    ['(x^2 - 1)/(x - 1)', 'x - 1'],
  ])('%s ≠ %s', (a, b) => {
    const { verdict, witness } = compare(a, b)
    expect(verdict).toBe('different')
    const values = [a, b].map((text) => evaluate(parseExpression(text), witness))
    expect(values[0]).not.toBe(values[1])
  })
})

test('a verdict is never guessed where formulas are pieced together', () => {
  expect(compare('relu(x - 100000)', '0').verdict).not.toBe('equal')
  expect(compare('floor(x/100000)', 'floor(x/100001)').verdict).not.toBe('equal')
  expect(compare('(-x)^y', 'x^y').verdict).not.toBe('equal')
  expect(compare('x + 1e-30*x', 'x').verdict).not.toBe('equal')
})

test('assumptions decide about signs', () => {
  const [root, x] = ['sqrt(x^2)', 'x'].map(parseExpression) as [never, never]
  expect(equivalent(root, x)).toBe('different')
  expect(equivalent(root, x, { assume: { x: 'positive' } })).toBe('equal')
  expect(compare('sqrt(x)*sqrt(y)', 'sqrt(x*y)', { x: 'positive', y: 'positive' }).verdict).toBe(
    'equal',
  )
})
