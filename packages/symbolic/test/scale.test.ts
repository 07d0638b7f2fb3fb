import { expect, test } from 'vitest'
import {
  countNodes,
  differentiate,
  type Expr,
  evaluate,
  functions,
  gradient,
  hessian,
  parseExpression,
  sparseHessian,
  substitute,
  sym,
  toText,
} from '../src/index.ts'

const { sin } = functions

function repeat(times: number, step: (f: Expr) => Expr): Expr {
  let f = sym('x')
  for (let i = 0; i < times; i++) f = step(f)
  return f
}

function rosenbrock(n: number): string {
  const terms = Array.from(
    { length: n - 1 },
    (_, i) => `100*(x${i + 2} - x${i + 1}^2)^2 + (1 - x${i + 1})^2`,
  )
  return terms.join(' + ')
}

test('the second derivative of f ← sin(f)·f, twelve times, stays small', () => {
  const second = differentiate(
    repeat(12, (f) => sin(f).mul(f)),
    'x',
    2,
  )
  expect(countNodes(second).dag).toBeLessThanOrEqual(250)
})

test('formulas of depth 1000 are differentiated, evaluated and substituted', () => {
  const f = repeat(1000, (inner) => sin(inner).mul(inner))
  const slope = differentiate(f, 'x')
  expect(countNodes(slope).dag).toBeLessThan(10_000)
  expect(countNodes(f).tree).toBeGreaterThan(10n ** 100n)
  expect(Number.isFinite(evaluate(slope, { x: 0.5 }))).toBe(true)
  expect(evaluate(substitute(f, { x: 0.5 }))).toBe(evaluate(f, { x: 0.5 }))
})

test('a chain of twenty thousand calls overflows no stack', () => {
  const f = repeat(20_000, sin)
  expect(evaluate(differentiate(f, 'x'), { x: 1 })).toBeGreaterThan(0)
  expect(toText(f).length).toBe(100_001)
})

test('a text of a million characters is read in linear time', () => {
  const text = Array.from({ length: 90_000 }, (_, i) => `${i}*x${i % 1000}^2`).join(' + ')
  expect(text.length).toBeGreaterThan(1_000_000)
  expect(countNodes(parseExpression(text)).dag).toBeGreaterThan(1000)
})

test('the gradient of Rosenbrock with 10 000 variables grows with the number of variables', () => {
  const size = (n: number): number => countNodes(gradient(parseExpression(rosenbrock(n)))).dag
  expect(size(10_000) / size(1000)).toBeLessThan(10.1)
})

test('the Hessian of Rosenbrock has three bands, and its two triangles are the same nodes', () => {
  const f = parseExpression(rosenbrock(100))
  expect(sparseHessian(f).entries).toHaveLength(100 + 2 * 99)
  const full = hessian(f)
  expect(full[0]![1] === full[1]![0]).toBe(true)
  expect(toText(full[0]![1]!)).toBe('-400*x1')
})

test('long chains of one operator are read and written in linear time', () => {
  const count = 20_000
  const names = Array.from({ length: count }, (_, i) => `x${i}`)
  const conditions = names.map((name) => `${name} > 0`)
  for (const text of [
    `if(${conditions.join(' and ')}, 1, 2)`,
    `max(${names.join(', ')})`,
    names.join('*'),
    names.join('^'),
    `${'-'.repeat(count)}x`,
    `${'9'.repeat(count)}*x`,
  ]) {
    const f = parseExpression(text)
    expect(parseExpression(toText(f)) === f, text.slice(0, 20)).toBe(true)
  }
})
