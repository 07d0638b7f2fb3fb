import { readJsonLines } from '@gradus/testing'
import { expect, test } from 'vitest'
import {
  evaluateAll,
  gradient,
  hessian,
  jacobian,
  parseExpression,
  toText,
  tryParseExpression,
} from '../src/index.ts'

interface DerivativeCase {
  readonly id: string
  readonly cls: string
  readonly expr: string
  readonly vars: readonly string[]
  readonly points: readonly (readonly number[])[]
  readonly value: readonly number[]
  readonly gradient: readonly (readonly number[])[]
  readonly hessian: readonly (readonly (readonly number[])[])[]
}

interface JacobianCase {
  readonly id: string
  readonly exprs: readonly string[]
  readonly vars: readonly string[]
  readonly points: readonly (readonly number[])[]
  readonly jacobian: readonly (readonly (readonly number[])[])[]
}

interface ErrorCase {
  readonly id: string
  readonly input: string
  readonly line: number
  readonly col: number
}

const derivativeCases = readJsonLines<DerivativeCase>('fixtures/symbolic/derivatives.jsonl')

function at(names: readonly string[], point: readonly number[]): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, point[i]!]))
}

/** Whether a number is right: 1e-9 relative, or 1e-12 of the value's own scale. */
function isRight(actual: number, expected: number, value: number): boolean {
  const difference = Math.abs(actual - expected)
  const floor = 1e-12 * Math.max(1, Math.abs(value))
  return actual === expected || difference <= 1e-9 * Math.abs(expected) || difference <= floor
}

const smoothClasses = [...new Set(derivativeCases.map(({ cls }) => cls))].filter(
  (cls) => cls !== 'stability',
)

test.each(smoothClasses)('value, gradient and Hessian of the class %s are right', (cls) => {
  const wrong: string[] = []
  for (const { id, expr, vars, ...given } of derivativeCases.filter((row) => row.cls === cls)) {
    const e = parseExpression(expr)
    const formulas = [e, ...gradient(e, vars), ...hessian(e, vars).flat()]
    given.points.forEach((point, k) => {
      const value = given.value[k]!
      const expected = [value, ...given.gradient[k]!, ...given.hessian[k]!.flat()]
      evaluateAll(formulas, at(vars, point)).forEach((actual, i) => {
        if (!isRight(actual, expected[i]!, value)) wrong.push(`${id} ${actual} ${expected[i]}`)
      })
    })
  }
  expect(wrong).toEqual([])
})

test('all Jacobians are right', () => {
  const wrong: string[] = []
  for (const { id, exprs, vars, ...given } of readJsonLines<JacobianCase>(
    'fixtures/symbolic/jacobians.jsonl',
  )) {
    const entries = jacobian(exprs.map(parseExpression), vars).flat()
    given.points.forEach((point, k) => {
      const expected = given.jacobian[k]!.flat()
      evaluateAll(entries, at(vars, point)).forEach((actual, i) => {
        if (!isRight(actual, expected[i]!, 1)) wrong.push(`${id} ${actual} ${expected[i]}`)
      })
    })
  }
  expect(wrong).toEqual([])
})

test.each(readJsonLines<ErrorCase>('fixtures/symbolic/parse_errors.jsonl'))(
  'the mistake in $input is reported at $line:$col',
  ({ input, line, col }) => {
    const { expression, diagnostics } = tryParseExpression(input)
    expect(expression).toBeUndefined()
    const [first] = diagnostics
    expect(first?.source.positionAt(first.primary.span.start)).toEqual({ line, column: col })
  },
)

test('every formula is printed as a text that reads back as the same formula', () => {
  for (const { expr } of derivativeCases) {
    const e = parseExpression(expr)
    expect(parseExpression(toText(e)) === e).toBe(true)
  }
})
