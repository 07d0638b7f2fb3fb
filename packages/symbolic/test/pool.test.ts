import { Random } from '@gradus/testing'
import { expect, test } from 'vitest'
import {
  countNodes,
  type Expr,
  equivalence,
  gradient,
  num,
  parseExpression,
  rational,
  simplify,
  substitute,
  sym,
  toText,
} from '../src/index.ts'
import { makeRoom } from '../src/pool.ts'
import { randomFormula } from './random-formula.ts'

/** Forgets what is not built again, as a process does that has made very many formulas. */
function forget(): void {
  makeRoom(0)
  parseExpression('1.2345678*x')
  makeRoom(0)
}

const text = 'exp(-x^2)*sin(x*y)/(1 + 12.3456*y^2)'

test('equal formulas are the same object', () => {
  const f = parseExpression(text)
  expect(parseExpression(text) === f).toBe(true)
  expect(parseExpression('a + b - a') === sym('b')).toBe(true)
})

test('a formula that is built again in the next generation is still the same object', () => {
  const f = parseExpression(text)
  for (let i = 0; i < 5; i++) {
    makeRoom(0)
    expect(parseExpression(text) === f).toBe(true)
  }
})

test('a formula that was forgotten is taken back when it is used', () => {
  const f = parseExpression(text)
  forget()
  f.add(1)
  expect(parseExpression(text) === f).toBe(true)
})

test('formulas meet whose twins were forgotten', () => {
  const old = parseExpression(text)
  forget()
  const fresh = parseExpression(text)
  expect(old.sub(fresh) === num(0)).toBe(true)
  expect(old.add(1) === fresh.add(1)).toBe(true)
  expect(old.mul(fresh) === fresh.pow(2)).toBe(true)
  expect(old.lt(fresh) === old.lt(old)).toBe(true)
  expect(equivalence(old, fresh)).toEqual({ verdict: 'equal', proof: 'canonical' })
  expect(gradient(old)[0] === gradient(fresh)[0]).toBe(true)
})

test('names and short numbers are never forgotten', () => {
  const leaves = (): Expr[] => [sym('x'), num(7), num(-1000), rational(1, 2), num(0.25)]
  const before = leaves()
  forget()
  expect(leaves().every((leaf, i) => leaf === before[i])).toBe(true)
})

test('what is computed from a formula does not depend on what was forgotten', () => {
  const results = (f: Expr): string[] => {
    const slopes = gradient(f, ['x', 'y', 'z'])
    return [simplify(f), ...slopes, substitute(f, { x: sym('y').add(1) })].map(toText)
  }
  for (let seed = 1; seed <= 40; seed++) {
    const { expr } = randomFormula(new Random(seed), 30)
    const before = results(expr)
    forget()
    parseExpression(toText(expr))
    expect(results(expr), toText(expr)).toEqual(before)
  }
})

test('deep and wide formulas are taken back too', () => {
  const wide = Array.from({ length: 20_000 }, (_, i) => `${i}.5*x${i}`).join(' + ')
  const f = parseExpression(wide).add(
    parseExpression(`${'sin('.repeat(20_000)}x${')'.repeat(20_000)}`),
  )
  const { dag } = countNodes(f)
  forget()
  expect(countNodes(f.mul(sym('y'))).dag).toBe(dag + 2)
})

test('numbers of equal digits are one only where they are of one kind', () => {
  for (const value of [2 ** 53, 2 ** 60, 1e16]) {
    const decimal = num(value)
    expect(decimal === rational(BigInt(value))).toBe(false)
    expect(parseExpression(toText(decimal)) === decimal).toBe(true)
    expect(parseExpression(toText(rational(BigInt(value)))) === rational(BigInt(value))).toBe(true)
  }
})
