import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  costOf,
  differentiate,
  evaluate,
  expand,
  factorOut,
  lower,
  simplify,
  stabilize,
} from '../src/index.ts'
import { point } from '../src/interval/interval.ts'
import { intervals } from '../src/interval/intervals.ts'
import { randomFormula } from './random-formula.ts'

const seeds = Array.from({ length: 120 }, (_, i) => i + 1)

describe.each(seeds)('a random formula of seed %i', (seed) => {
  const random = new Random(seed)
  const { expr } = randomFormula(random, random.integer(5, 50))
  const formulas = [expr, differentiate(expr, 'x')]
  const at = {
    x: random.uniform(0.2, 1.2),
    y: random.uniform(0.2, 1.2),
    z: random.uniform(0.2, 1.2),
  }

  test('is never longer once it is simplified, and has the same value', () => {
    for (const formula of formulas) {
      const simple = simplify(formula)
      expect(costOf(simple)).toBeLessThanOrEqual(costOf(formula))
      expectClose(evaluate(simple, at), evaluate(formula, at))
    }
  })

  test('has the same value in stable, expanded and factored form', () => {
    for (const formula of formulas) {
      const value = evaluate(formula, at)
      expectClose(evaluate(stabilize(formula), at), value)
      expectClose(evaluate(expand(formula, 200), at), value)
      expectClose(evaluate(factorOut(formula), at), value)
    }
  })

  test('has a value inside its interval', () => {
    for (const formula of formulas) {
      const [range] = lower(intervals, [formula], (name) => point(at[name as 'x']))
      const value = evaluate(formula, at)
      if (Number.isNaN(range!.low)) continue
      // The value is rounded too, while the interval holds the exact one.
      const room = 1e-9 * Math.max(1, Math.abs(value))
      expect(range!.low).toBeLessThanOrEqual(value + room)
      expect(range!.high).toBeGreaterThanOrEqual(value - room)
    }
  })
})

function expectClose(actual: number, expected: number): void {
  if (!Number.isFinite(expected)) return
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(expected)))
}
