import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  costOf,
  differentiate,
  type Expr,
  equivalence,
  evaluate,
  expand,
  factorOut,
  lower,
  simplify,
  stabilize,
  toText,
} from '../src/index.ts'
import { point } from '../src/interval/interval.ts'
import { intervals } from '../src/interval/intervals.ts'
import type { Big } from './oracle/big-float.ts'
import { pointOf, relativeDistance } from './oracle/differences.ts'
import { evaluateExactly } from './oracle/evaluate.ts'
import {
  type RandomFormula,
  randomFormula,
  randomFormulaOfAllOps,
  randomPlainFormula,
} from './random-formula.ts'

const seeds = Array.from({ length: 100 }, (_, i) => i + 1)
const at = { x: 0.63, y: 1.07, z: 0.29 }

/** The value to 70 digits; `undefined` where a formula has none at the point. */
function exactValue(expr: Expr): Big | undefined {
  try {
    return evaluateExactly([expr], pointOf(at))[0]
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function operatorsOf(expr: Expr): number {
  const text = toText(expr).replaceAll(/(\d)e[-+]\d+/g, '$1')
  return text.match(/[-+*/^]|[a-z]\w*\(/g)?.length ?? 0
}

function expectSameValue(actual: Expr, value: Big): void {
  const found = exactValue(actual)
  expect(found, 'a value').toBeDefined()
  expect(relativeDistance(found!, value)).toBeLessThan(1e-30)
}

type Kind = readonly [name: string, make: (random: Random) => RandomFormula]

const kinds: readonly Kind[] = [
  ['smooth functions', (random) => randomFormula(random, random.integer(5, 40))],
  ['all ops', (random) => randomFormulaOfAllOps(random, random.integer(5, 40))],
  ['few variables', (random) => randomPlainFormula(random, random.integer(4, 20))],
]

describe.each(kinds)('a random formula of %s', (_, make) => {
  test.each(seeds)(
    'is never longer once it is simplified, and keeps its value: seed %i',
    (seed) => {
      const { expr } = make(new Random(seed))
      for (const formula of [expr, differentiate(expr, 'x')]) {
        const simple = simplify(formula)
        expect(costOf(simple)).toBeLessThanOrEqual(costOf(formula))
        expect(operatorsOf(simple)).toBeLessThanOrEqual(operatorsOf(formula))
        const value = exactValue(formula)
        if (value) expectSameValue(simple, value)
      }
      expect(equivalence(expr, simplify(expr)).verdict).not.toBe('different')
    },
  )

  test.each(seeds)('has the same value expanded and factored: seed %i', (seed) => {
    const { expr } = make(new Random(seed))
    for (const formula of [expr, differentiate(expr, 'x')]) {
      const value = exactValue(formula)
      if (!value) continue
      expectSameValue(expand(formula, 200), value)
      expectSameValue(factorOut(formula), value)
    }
  })

  test.each(seeds.slice(0, 60))('has the same value in stable form: seed %i', (seed) => {
    const { expr } = make(new Random(seed))
    const value = exactValue(expr)
    if (value) expectSameValue(stabilize(expr), value)
  })

  test.each(seeds)('has a value inside its interval: seed %i', (seed) => {
    const { expr } = make(new Random(seed))
    const [range] = lower(intervals, [expr], (name) => point(at[name as 'x']))
    const value = evaluate(expr, at)
    if (Number.isNaN(range!.low) || !Number.isFinite(value)) return
    // The value is rounded too, while the interval holds the exact one.
    const room = 1e-9 * Math.max(1, Math.abs(value))
    expect(range!.low).toBeLessThanOrEqual(value + room)
    expect(range!.high).toBeGreaterThanOrEqual(value - room)
  })
})
