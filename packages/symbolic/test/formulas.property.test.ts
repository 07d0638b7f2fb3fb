import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  differentiate,
  evaluateAll,
  gradient,
  hessian,
  jacobian,
  parseExpression,
  toText,
} from '../src/index.ts'
import { type Big, toDouble } from './oracle/big-float.ts'
import { differences, pointOf, relativeDistance } from './oracle/differences.ts'
import { evaluateExactly } from './oracle/evaluate.ts'
import { randomFormulaOfAllOps } from './random-formula.ts'

// All values here have 70 digits: what differs is wrong, and is no matter of rounding.
const tolerance = 1e-30

function scaleOf(values: readonly Big[]): number {
  return Math.max(1e-12, ...values.map((value) => Math.abs(toDouble(value))))
}

function expectSame(actual: readonly Big[], expected: readonly Big[]): void {
  const scale = scaleOf(expected)
  actual.forEach((value, i) => {
    expect(relativeDistance(value, expected[i]!, scale)).toBeLessThan(tolerance)
  })
}

const seeds = Array.from({ length: 300 }, (_, i) => i + 1)
let decided = 0

describe.each(seeds)('a random formula of seed %i', (seed) => {
  const random = new Random(seed)
  const { expr, variables } = randomFormulaOfAllOps(random, random.integer(5, 61))
  const at = Object.fromEntries(variables.map((name) => [name, random.uniform(0.2, 1.2)]))
  const point = pointOf(at)
  const slopes = gradient(expr, variables)

  test('is printed as text that reads back as itself, and its gradient too', () => {
    for (const formula of [expr, ...slopes]) {
      expect(parseExpression(toText(formula)) === formula).toBe(true)
    }
  })

  test('has the gradient that differences of 40 digits show, and forward mode finds', () => {
    const shown = known(() => differences(expr, variables, at))
    if (!shown) return
    decided++
    const found = evaluateExactly(slopes, point)
    expectSame(found, shown)
    const forward = variables.map((name) => differentiate(expr, name))
    expectSame(evaluateExactly(forward, point), found)
  })

  test('has a symmetric Hessian, the Jacobian of its gradient', () => {
    const matrix = hessian(expr, variables)
    matrix.forEach((row, i) => {
      row.forEach((entry, j) => {
        expect(entry === matrix[j]![i]).toBe(true)
      })
    })
    const expected = known(() => evaluateExactly(jacobian(slopes, variables).flat(), point))
    if (!expected) return
    expectSame(evaluateExactly(matrix.flat(), point), expected)
  })

  test('has the value and the gradient in doubles, up to rounding', () => {
    const exact = known(() => evaluateExactly([expr, ...slopes], point))
    if (!exact) return
    const scale = Math.max(1, scaleOf(exact))
    evaluateAll([expr, ...slopes], at).forEach((value, i) => {
      expect(Math.abs(value - toDouble(exact[i]!)) / scale).toBeLessThan(1e-9)
    })
  })
})

test('the oracle had an answer for nearly all of them', () => {
  expect(decided).toBeGreaterThan(0.95 * seeds.length)
})

/** What the oracle says; `undefined` where a number is too large for it. */
function known<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
