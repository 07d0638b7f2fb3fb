import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { type Assumption, Facts } from '../src/assumptions.ts'
import { definitions } from '../src/equivalence/definitions.ts'
import { type Identity, ruleOf } from '../src/identity/identity.ts'
import { costOf, type Expr, freeVariables, parseExpression } from '../src/index.ts'
import { plainValues } from '../src/plain-values.ts'
import { identities } from '../src/simplify/rules/index.ts'
import { structure } from '../src/simplify/rules/structure.ts'
import { forms, lastForms, recognized } from '../src/stable/forms.ts'
import { stages } from '../src/stable/stabilize.ts'
import { type IdentityExample, procedureExamples, ruleExamples } from './rule-examples.ts'

const everywhere = [-2, 2] as const

function exampleOf(identity: Identity): IdentityExample | undefined {
  return ruleExamples[ruleOf(identity).name] ?? ruleExamples[identity.from]
}

function factsOf(identity: Identity): Facts {
  const example = exampleOf(identity)
  const known: Record<string, Assumption> = {}
  for (const [name, interval] of Object.entries(example?.ranges ?? {})) known[name] = { interval }
  for (const name of example?.integers ?? []) known[name] = 'integer'
  return new Facts(known)
}

function apply(identity: Identity): { readonly before: Expr; readonly after: Expr } {
  const rule = ruleOf(identity)
  const facts = factsOf(identity)
  const before = parseExpression(exampleOf(identity)?.from ?? identity.from)
  const after = rule.replace(before, facts)
  expect(after, 'does not fire on its example').toBeDefined()
  return { before, after: after! }
}

function points(
  example: IdentityExample | undefined,
  names: readonly string[],
): Record<string, number>[] {
  const random = new Random(7)
  return Array.from({ length: 50 }, () =>
    Object.fromEntries(
      names.map((name) => {
        const value = random.uniform(...(example?.ranges?.[name] ?? everywhere))
        return [name, example?.integers?.includes(name) ? Math.round(value) : value]
      }),
    ),
  )
}

function expectSameValues(example: IdentityExample | undefined, before: Expr, after: Expr): void {
  let defined = 0
  for (const point of points(example, freeVariables(before))) {
    // As they are written: values of stable forms would be the same by themselves.
    const [expected, actual] = plainValues([before, after], point) as [number, number]
    if (!Number.isFinite(expected) || !Number.isFinite(actual)) continue
    defined++
    const tolerance = 1e-9 * Math.max(1, Math.abs(expected))
    expect(Math.abs(actual - expected), JSON.stringify(point)).toBeLessThan(tolerance)
  }
  expect(defined, 'points where both sides are defined').toBeGreaterThan(10)
}

describe.each(identities)('the identity $from', (identity) => {
  test('makes its example shorter and keeps its value at 50 points', () => {
    const { before, after } = apply(identity)
    expectSameValues(exampleOf(identity), before, after)
    expect(costOf(after)).toBeLessThan(costOf(before))
  })
})

describe.each([...definitions, ...recognized, ...lastForms, ...forms])(
  'the form $from',
  (identity) => {
    test('keeps the value of its example at 50 points', () => {
      const { before, after } = apply(identity)
      expectSameValues(exampleOf(identity), before, after)
    })
  },
)

const written = new Set([...recognized, ...lastForms, ...forms].map((form) => ruleOf(form).name))
const procedures = [...structure, ...stages().flat()].filter(({ name }) => !written.has(name))

test.each(procedures)('the rule $name fires on its example and keeps its value', (rule) => {
  const facts = new Facts({ x: 'positive', y: 'positive', a: 'positive' })
  const before = parseExpression(procedureExamples[rule.name]!)
  const after = rule.replace(before, facts)
  expect(after, 'does not fire on its example').toBeDefined()
  expectSameValues({ ranges: everyPositive }, before, after!)
})

const everyPositive: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries(
  ['a', 'b', 'c', 'w', 'x', 'y', 'z'].map((name) => [name, [0.1, 0.9]]),
)

test('names of rules are unique in each list', () => {
  for (const list of [identities, definitions, [...recognized, ...forms]]) {
    const names = list.map((identity) => ruleOf(identity).name)
    expect(names.length).toBe(new Set(names).size)
  }
})
