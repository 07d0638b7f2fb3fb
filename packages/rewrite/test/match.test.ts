import { any, constant, makeRuleset, match, named, oneOf, op, rule } from '@gradus/rewrite'
import { describe, expect, test } from 'vitest'
import { type Formula, Formulas, language } from './arithmetic.ts'

const f = new Formulas()
const [a, b] = [f.variable('a'), f.variable('b')]

describe('match', () => {
  test('binds names to parts of a term', () => {
    expect(match(language, op('mul', any('x'), any('y')), f.apply('mul', a, b))).toEqual({
      x: a,
      y: b,
    })
  })

  test('tries both orders of a commutative op, also when nested', () => {
    const pattern = op('add', op('mul', any('x'), constant(2)), any('x'))
    const term = f.apply('add', a, f.apply('mul', f.number(2), a))
    expect(match(language, pattern, term)).toEqual({ x: a })
  })

  test('keeps the order of other ops', () => {
    const pattern = op('sub', constant(0), any('x'))
    expect(match(language, pattern, f.apply('sub', a, f.number(0)))).toBeUndefined()
  })

  test('asks for the same term where a name repeats', () => {
    const pattern = op('add', any('x'), any('x'))
    expect(match(language, pattern, f.apply('add', a, b))).toBeUndefined()
    expect(match(language, pattern, f.apply('add', a, a))).toEqual({ x: a })
  })

  test('names constants and ops, and takes any of several ops', () => {
    const small = constant((value) => value < 3)
    expect(match(language, named('n', small), f.number(2))).toEqual({ n: f.number(2) })
    expect(match(language, small, f.number(3))).toBeUndefined()
    const term = f.apply('neg', a)
    expect(match(language, oneOf('whole', ['sin', 'neg']), term)).toEqual({ whole: term })
    expect(match(language, op('neg', any('x'), any('y')), term)).toBeUndefined()
  })
})

test('a rule needs an op at its head', () => {
  const bad = rule<Formula, Formulas, ReturnType<typeof any<'x'>>>('bad', any('x'), ({ x }) => x, {
    example: () => a,
  })
  expect(() => makeRuleset(language, [bad])).toThrow(/bad: has no op at its head/)
})
