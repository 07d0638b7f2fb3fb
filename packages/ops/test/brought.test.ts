import { describe, expect, test } from 'vitest'
import { type FunctionName, functionNames, partials, type SmoothName } from '../src/index.ts'
import type { AnyFunction } from '../src/rows/brought-function.ts'
import * as rows from '../src/rows/functions.ts'

const rowOf = (op: FunctionName): AnyFunction =>
  (rows as Readonly<Record<string, AnyFunction>>)[`${op}Row`]!

/** The function and all that come with it. */
function broughtBy(row: AnyFunction, found = new Set<string>()): Set<string> {
  if (found.has(row.op)) return found
  found.add(row.op)
  for (const needed of row.needs?.() ?? []) broughtBy(needed, found)
  return found
}

/** The ops that the partials of an op apply. */
function appliedBy(op: SmoothName): string[] {
  const applied = new Set<string>()
  const algebra = new Proxy(
    {},
    {
      get: (_, name: string) => () => {
        applied.add(name)
        return 0
      },
    },
  )
  for (const partial of partials[op]) {
    ;(partial as unknown as ($: object, args: number[], out: number) => number)(algebra, [0, 0], 0)
  }
  return [...applied].filter((name) => (functionNames as readonly string[]).includes(name))
}

describe('elementwise functions', () => {
  test.each(functionNames)('%s has a row of its name, which brings its derivatives', (op) => {
    const brought = broughtBy(rowOf(op))
    expect(rowOf(op).op).toBe(op)
    const applied = [...brought].flatMap((name) => appliedBy(name as SmoothName))
    expect(applied.filter((name) => !brought.has(name))).toEqual([])
  })

  test('are applied by no derivative of an op that every page has', () => {
    const others = (Object.keys(partials) as SmoothName[]).filter(
      (op) => !(functionNames as readonly string[]).includes(op),
    )
    expect(others.flatMap(appliedBy)).toEqual([])
  })
})
