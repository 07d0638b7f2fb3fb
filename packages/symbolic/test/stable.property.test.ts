import { Random, readJsonLines } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  compileFunction,
  differentiate,
  type Expr,
  evaluate,
  freeVariables,
  parseExpression,
  stabilize,
  toText,
} from '../src/index.ts'
import { add, type Big, fromDouble, toDouble } from './oracle/big-float.ts'
import { pointOf } from './oracle/differences.ts'
import { evaluateExactly } from './oracle/evaluate.ts'
import { randomFormula, randomFormulaOfAllOps, randomPlainFormula } from './random-formula.ts'

type Point = Readonly<Record<string, number>>

/** The value to 70 digits; `undefined` where a formula has none. */
function exactValue(expr: Expr, at: Readonly<Record<string, Big>>): number | undefined {
  try {
    return toDouble(evaluateExactly([expr], at)[0]!)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The value at a point, or what it tends to from both sides where it has a hole. */
function exactLimit(expr: Expr, at: Point): number | undefined {
  const value = exactValue(expr, pointOf(at))
  if (value !== undefined) return value
  const [above, below] = [1e-12, -1e-12].map((shift) => {
    const beside = Object.entries(at).map(([name, x]) => [
      name,
      add(fromDouble(x), fromDouble(shift)),
    ])
    return exactValue(expr, Object.fromEntries(beside))
  })
  if (above === undefined || below === undefined) return undefined
  return Math.abs(above - below) <= 1e-9 * Math.max(1, Math.abs(above)) ? above : undefined
}

const edges = [-6, -2, -1, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 2, 6]

/** The largest term of a sum, whose rounding no form can avoid. */
function scaleOf(expr: Expr, at: Point): number {
  if (expr.kind !== 'sum') return 0
  const sizes = expr.operands.map((term) => Math.abs(evaluate(term, at)))
  return Math.max(0, ...sizes.filter(Number.isFinite))
}

/** Points with every value somewhere, among them 0, ±1 and what is close to 0. */
function edgePoints(random: Random, names: readonly string[], count: number): Point[] {
  return Array.from({ length: count }, () =>
    Object.fromEntries(names.map((name) => [name, random.pick(edges)])),
  )
}

function expectNoWorse(expr: Expr, at: Point): void {
  const stable = evaluate(expr, at)
  const plain = compileFunction(expr, Object.keys(at), { stable: false })(Object.values(at))
  const where = `${toText(expr)} at ${JSON.stringify(at)}: ${stable}, plainly ${plain}`
  if (Object.is(stable, plain)) return
  const exact = exactLimit(expr, at)
  // Beside a pole.
  if (exact !== undefined && Math.abs(exact) > 1e9 && Number.isNaN(plain)) return
  if (exact === undefined) {
    // Nothing appears where there is nothing.
    expect(Number.isFinite(stable) && !Number.isFinite(plain), where).toBe(false)
    return
  }
  const error = Math.abs(stable - exact)
  // The limits beside a hole are off by as much as they are beside it.
  const size = Math.max(Math.abs(exact), 1e-3 * scaleOf(expr, at), Number.isNaN(plain) ? 1e-2 : 0)
  const allowed = Math.max(
    1e-9 * size,
    10 * (Number.isFinite(plain) ? Math.abs(plain - exact) : 0),
    1e-60,
  )
  expect(error <= allowed, `${where}, exactly ${exact}`).toBe(true)
}

const seeds = Array.from({ length: 60 }, (_, i) => i + 1)
const kinds = [
  ['smooth functions', randomFormula],
  ['all ops', randomFormulaOfAllOps],
  ['few variables', randomPlainFormula],
] as const

describe.each(kinds)('a random formula of %s', (_, make) => {
  test.each(seeds)('and its slope are no worse in stable form, with seed %i', (seed) => {
    const random = new Random(seed)
    const { expr } = make(random, random.integer(4, 25))
    for (const formula of [expr, differentiate(expr, 'x')]) {
      for (const at of edgePoints(random, freeVariables(formula), 6)) expectNoWorse(formula, at)
    }
  })
})

interface Row {
  readonly expr: string
}

const hard = readJsonLines<Row>('packages/symbolic/test/fixtures/hard-points.jsonl')
const texts = [...new Set(hard.map(({ expr }) => expr))].filter(
  (text) => !/gamma|exp\(-\(x-y/.test(text),
)

test.each(texts)('%s and its slopes are no worse at the edges of the domain', (text) => {
  const random = new Random(5)
  const e = parseExpression(text)
  for (const name of freeVariables(e)) {
    for (const formula of [e, differentiate(e, name)]) {
      for (const at of edgePoints(random, freeVariables(formula), 12)) expectNoWorse(formula, at)
    }
  }
})

test('a stable form is its own stable form', () => {
  for (const text of texts) {
    const stable = stabilize(parseExpression(text))
    expect(stabilize(stable) === stable).toBe(true)
  }
})
