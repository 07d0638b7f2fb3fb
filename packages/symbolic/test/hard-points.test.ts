import { readJsonLines } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  compileFunction,
  type Expr,
  evaluateAll,
  gradient,
  hessian,
  parseExpression,
} from '../src/index.ts'

/** A formula at a point where doubles lose digits or overflow; see tools/hard-points.py. */
interface HardPoint {
  readonly family: string
  readonly expr: string
  readonly vars: readonly string[]
  readonly point: readonly number[]
  readonly value: number | null
  readonly gradient: readonly (number | null)[]
  readonly hessian: readonly (readonly (number | null)[])[]
}

const points = readJsonLines<HardPoint>('packages/symbolic/test/fixtures/hard-points.jsonl')
const families = [...new Set(points.map(({ family }) => family))]

/**
 * At how many points of a family something is wrong, of values and of first and second
 * derivatives. The numbers may only become smaller: arithmetic of quotients by squares of
 * what is near 1e±200, of several variables with one removable hole, and of a few sums.
 */
const known: Readonly<Record<string, number>> = {
  'cross-entropy': 4,
  log1p: 6,
  hypot: 3,
  'difference of roots': 6,
  'trigonometric differences': 4,
  hyperbolic: 1,
  'inverse hyperbolic': 2,
  removable: 6,
  powers: 12,
  quotients: 1,
  erf: 5,
  gamma: 5,
  gaussian: 4,
  entropy: 1,
}

/** Whether a number is right: 1e-9 relative, or, with a floor, of the size of the value. */
function isRight(actual: number, expected: number | null, floor = 0): boolean {
  // References that are no doubles are left out.
  if (expected === null) return true
  const difference = Math.abs(actual - expected)
  if (Math.abs(expected) < 1e-290) return Math.abs(actual) < 1e-290 || difference <= floor
  return difference <= Math.max(1e-9 * Math.abs(expected), floor)
}

function formulasOf({ expr, vars }: HardPoint): readonly Expr[] {
  const e = parseExpression(expr)
  return [e, ...gradient(e, vars), ...hessian(e, vars).flat()]
}

function expectedOf({ value, gradient: slopes, hessian: rows }: HardPoint) {
  return [value, ...slopes, ...rows.flat()]
}

type Evaluate = (formulas: readonly Expr[], point: HardPoint) => ArrayLike<number>

const ways: readonly (readonly [string, Evaluate])[] = [
  [
    'evaluated',
    (formulas, { vars, point }) =>
      evaluateAll(formulas, Object.fromEntries(vars.map((name, i) => [name, point[i]!]))),
  ],
  ['compiled', (formulas, { vars, point }) => compileFunction(formulas, vars)(point)],
]

/** The points of a family at which something is wrong. */
function wrongPoints(family: string, evaluate: Evaluate, hasFloor = false): string[] {
  return points.flatMap((row) => {
    if (row.family !== family) return []
    const formulas = formulasOf(row)
    const expected = expectedOf(row)
    const values = evaluate(formulas, row)
    // The floor of the fixtures of derivatives.
    const floor = hasFloor ? 1e-12 * Math.max(1, Math.abs(row.value ?? 0)) : 0
    const isGood = formulas.every((_, i) => isRight(values[i]!, expected[i]!, floor))
    return isGood ? [] : [`${row.expr} at ${row.point.join(', ')}`]
  })
}

describe.each(ways)('hard points, %s', (_, evaluate) => {
  test.each(families)('values and both derivatives of %s keep their digits', (family) => {
    const wrong = wrongPoints(family, evaluate)
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(known[family] ?? 0)
  })

  test('more than 19 of 20 are right by the rule of the fixtures', () => {
    const wrong = families.flatMap((family) => wrongPoints(family, evaluate, true))
    expect(wrong.length).toBeLessThanOrEqual(points.length / 25)
  })
})
