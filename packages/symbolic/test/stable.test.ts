import { readJsonLines } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  compileFunction,
  evaluate,
  evaluateAll,
  gradient,
  hessian,
  parseExpression,
  stabilize,
  stabilizeAll,
  toText,
} from '../src/index.ts'

interface StabilityCase {
  readonly id: string
  readonly cls: string
  readonly expr: string
  readonly vars: readonly string[]
  readonly points: readonly (readonly number[])[]
  readonly value: readonly number[]
  readonly gradient: readonly (readonly number[])[]
  readonly hessian: readonly (readonly (readonly number[])[])[]
}

const cases = readJsonLines<StabilityCase>('fixtures/symbolic/derivatives.jsonl').filter(
  ({ cls }) => cls === 'stability',
)

function isRight(actual: number, expected: number, value: number): boolean {
  const difference = Math.abs(actual - expected)
  const floor = 1e-12 * Math.max(1, Math.abs(value))
  return actual === expected || difference <= 1e-9 * Math.abs(expected) || difference <= floor
}

test.each(cases)('$expr keeps its digits in value, gradient and Hessian', (row) => {
  const e = parseExpression(row.expr)
  const stable = stabilizeAll([e, ...gradient(e, row.vars), ...hessian(e, row.vars).flat()])
  row.points.forEach((point, k) => {
    const at = Object.fromEntries(row.vars.map((name, i) => [name, point[i]!]))
    const expected = [row.value[k]!, ...row.gradient[k]!, ...row.hessian[k]!.flat()]
    evaluateAll(stable, at).forEach((actual, i) => {
      expect(isRight(actual, expected[i]!, expected[0]!), `${point} ${i}: ${actual}`).toBe(true)
    })
  })
})

describe('stable forms', () => {
  test.each([
    ['log(1 + exp(x))', 'softplus(x)'],
    ['1/(1 + exp(-x))', 'sigmoid(x)'],
    ['log(sigmoid(x))', '-softplus(-x)'],
    ['log(1 + x)', 'log1p(x)'],
    ['exp(x) - 1', 'expm1(x)'],
    ['y*expm1(2*x) + y', 'y*exp(2*x)'],
    ['sqrt(x^2 + y^2)', 'hypot(x, y)'],
    ['1 - cos(x)', '2*sin(x/2)^2'],
    ['1 - tanh(x)^2', '1/cosh(x)^2'],
    ['sqrt(x + 1) - sqrt(x)', '1/(sqrt(x) + sqrt(x + 1))'],
    ['atan(x + 1) - atan(x)', 'atan2(1, x*(x + 1) + 1)'],
    ['gamma(x + 1)/gamma(x)', 'x'],
    ['1 - erf(x)', 'erfc(x)'],
  ])('%s becomes %s', (from, to) => {
    expect(toText(stabilize(parseExpression(from)))).toBe(toText(parseExpression(to)))
  })

  test('logsumexp of three stays finite at ±1000', () => {
    const stable = stabilize(parseExpression('log(exp(x) + exp(y) + exp(z))'))
    const middle = Math.log(1 + Math.exp(-1) + Math.exp(-2))
    expect(evaluate(stable, { x: 1000, y: 999, z: 998 })).toBeCloseTo(1000 + middle, 9)
    expect(evaluate(stable, { x: -1000, y: -1001, z: -1002 })).toBeCloseTo(middle - 1000, 9)
  })

  test('log(erfc) goes on where erfc underflows', () => {
    const stable = stabilize(parseExpression('log(erfc(x))'))
    // log erfc(30) from 30-digit arithmetic.
    expect(evaluate(stable, { x: 30 })).toBeCloseTo(-903.9741171106439, 9)
    expect(evaluate(stable, { x: 1 })).toBeCloseTo(Math.log(0.15729920705028513), 12)
  })

  test('a removable singularity is filled at the point itself', () => {
    const { x } = { x: 0 }
    expect(evaluate(stabilize(parseExpression('sin(x)/x')), { x })).toBe(1)
    expect(evaluate(stabilize(parseExpression('y*(exp(x) - 1)/x')), { x, y: 3 })).toBe(3)
    expect(evaluate(stabilize(parseExpression('log(x)/(x - 1)')), { x: 1 })).toBe(1)
  })

  test('formulas that lose nothing stay as they are', () => {
    for (const text of ['x^2*y + 3', '100*(y - x^2)^2 + (1 - x)^2', 'sin(x)*cos(y)', '1/x']) {
      expect(toText(stabilize(parseExpression(text)))).toBe(toText(parseExpression(text)))
    }
  })
})

test('roots of roots with their slopes have values', () => {
  const f = parseExpression('sqrt(sqrt(3*x))')
  const all = [f, ...gradient(f), ...hessian(f).flat()]
  const [value, slope, curvature] = compileFunction(all, ['x'])([2])
  expect(value).toBeCloseTo(6 ** 0.25, 12)
  expect(slope).toBeCloseTo(6 ** 0.25 / 8, 12)
  expect(curvature).toBeCloseTo((-3 * 6 ** 0.25) / 64, 12)
})
