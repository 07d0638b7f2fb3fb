import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { type Assumption, Facts } from '../src/assumptions.ts'
import { definitions } from '../src/equivalence/definitions.ts'
import { type Identity, ruleOf } from '../src/identity/identity.ts'
import { costOf, type Expr, evaluate, freeVariables, parseExpression } from '../src/index.ts'
import { identities } from '../src/simplify/rules/index.ts'
import { structure } from '../src/simplify/rules/structure.ts'
import { forms, recognized, squares } from '../src/stable/forms.ts'
import { stableRules } from '../src/stable/stabilize.ts'
import { type IdentityExample, ruleExamples } from './rule-examples.ts'

const everywhere = [-2, 2] as const

function exampleOf({ name = '' }: Identity): IdentityExample | undefined {
  return ruleExamples[name]
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
  const left = exampleOf(identity)?.from
  const before = left === undefined ? rule.example(facts) : parseExpression(left)
  const after = rule.replace({}, facts, before)
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
    const [expected, actual] = [evaluate(before, point), evaluate(after, point)]
    if (!Number.isFinite(expected) || !Number.isFinite(actual)) continue
    defined++
    const tolerance = 1e-9 * Math.max(1, Math.abs(expected))
    expect(Math.abs(actual - expected), JSON.stringify(point)).toBeLessThan(tolerance)
  }
  expect(defined, 'points where both sides are defined').toBeGreaterThan(10)
}

describe.each(identities)('the identity $name', (identity) => {
  test('makes its example shorter and keeps its value at 50 points', () => {
    const { before, after } = apply(identity)
    expectSameValues(exampleOf(identity), before, after)
    expect(costOf(after)).toBeLessThan(costOf(before))
  })
})

describe.each([...definitions, ...recognized, ...forms, ...squares])(
  'the form $from',
  (identity) => {
    test('keeps the value of its example at 50 points', () => {
      const { before, after } = apply(identity)
      expectSameValues(exampleOf(identity), before, after)
    })
  },
)

const written = new Set([...recognized, ...forms, ...squares].map((form) => ruleOf(form).name))
const procedures = [...structure, ...stableRules().flat()].filter(({ name }) => !written.has(name))

test.each(procedures)('the rule $name fires on its example and keeps its value', (rule) => {
  // Rules that fire once for each argument have fired on plain variables before.
  const facts = new Facts({ x: 'positive', y: 'positive', a: 'positive' })
  const before = rule.example(facts)
  const after = rule.replace({}, facts, before)
  if (after === undefined) return
  expectSameValues({ ranges: everyPositive }, before, after)
})

const everyPositive: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries(
  ['a', 'b', 'c', 'w', 'x', 'y', 'z'].map((name) => [name, [0.1, 0.9]]),
)

test('names of rules are unique in each list', () => {
  for (const list of [identities, definitions, [...recognized, ...forms, ...squares]]) {
    const names = list.map(({ name, from }) => name ?? from)
    expect(names.length).toBe(new Set(names).size)
  }
})
