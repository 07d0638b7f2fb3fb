import {
  any,
  countFirings,
  type Firing,
  makeRuleset,
  op,
  printTrace,
  type Rule,
  rewriteBottomUp,
  rule,
} from '@gradus/rewrite'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { evaluate, type Formula, Formulas, language, randomFormula, rules } from './arithmetic.ts'

const grow: Rule<Formula, Formulas> = rule(
  'grow',
  op('neg', any('x')),
  ({ x }, f) => f.apply('neg', f.apply('neg', f.apply('neg', x))),
  { example: (f) => f.apply('neg', f.variable('a')) },
)

function simplify(f: Formulas, root: Formula, firings: Firing<Formula>[] = []): Formula {
  const ruleset = makeRuleset(language, rules)
  const trace = (firing: Firing<Formula>): void => void firings.push(firing)
  return rewriteBottomUp(ruleset, f, [root], { trace })[0]!
}

describe('rewriteBottomUp', () => {
  test.each(rules)('lets $name fire on its example', ({ name, example }) => {
    const f = new Formulas()
    const firings: Firing<Formula>[] = []
    const before = example(f)
    const after = simplify(f, before, firings)
    expect(firings.map((firing) => firing.rule)).toContain(name)
    for (let a = 2; a < 6; a++) {
      const at = { a, b: 3, c: 7 }
      expect(evaluate(after, at)).toBe(evaluate(before, at))
    }
  })

  test('keeps the value of random formulas and leaves nothing to rewrite', () => {
    const random = new Random(1)
    for (let trial = 0; trial < 300; trial++) {
      const f = new Formulas()
      const root = randomFormula(f, random, random.integer(1, 40))
      const after = simplify(f, root)
      for (const [a, b] of [
        [2, 3],
        [1000, 999],
        [5, 0],
      ] as const) {
        expect(evaluate(after, { a, b })).toBe(evaluate(root, { a, b }))
      }
      const again: Firing<Formula>[] = []
      expect(simplify(f, after, again)).toBe(after)
      expect(again).toEqual([])
    }
  })

  test('takes terms that are 60,000 ops deep', () => {
    const f = new Formulas()
    let term = f.variable('a')
    for (let i = 0; i < 30_000; i++) term = f.apply('neg', f.apply('add', term, f.number(0)))
    expect(simplify(f, term)).toBe(f.variable('a'))
  })

  test('visits shared terms once', () => {
    const f = new Formulas()
    let term = f.apply('add', f.variable('a'), f.number(0))
    for (let i = 0; i < 60; i++) term = f.apply('sub', term, term)
    const firings: Firing<Formula>[] = []
    simplify(f, term, firings)
    expect(countFirings(firings)).toEqual(new Map([['add-zero', 1]]))
  })

  test('stops at the budget when rules would go on for ever', () => {
    const f = new Formulas()
    const firings: Firing<Formula>[] = []
    const ruleset = makeRuleset(language, [grow])
    rewriteBottomUp(ruleset, f, [grow.example(f)], {
      budget: 50,
      trace: (firing) => firings.push(firing),
    })
    expect(firings).toHaveLength(50)
  })

  test('leaves out rewrites that are not accepted', () => {
    const f = new Formulas()
    const before = grow.example(f)
    const size = (term: Formula): number => 1 + (term.operands[0] ? size(term.operands[0]) : 0)
    const accepts = (from: Formula, to: Formula): boolean => size(to) < size(from)
    const ruleset = makeRuleset(language, [grow])
    expect(rewriteBottomUp(ruleset, f, [before], { accepts })).toEqual([before])
  })

  test('tells what it did', () => {
    const f = new Formulas()
    const firings: Firing<Formula>[] = []
    simplify(f, f.apply('mul', f.apply('add', f.variable('a'), f.number(0)), f.number(1)), firings)
    expect(printTrace(firings, ({ op }) => op)).toBe(
      'add-zero: add -> a\nmultiply-by-one: mul -> a',
    )
  })
})
