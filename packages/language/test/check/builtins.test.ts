import { describe, expect, it } from 'vitest'
import { matchArguments } from '../../src/2-check/match-arguments.ts'
import { explainType, showType } from '../../src/2-check/show-type.ts'
import { bools, labels, numbers, poison } from '../../src/2-check/types.ts'
import { optimizers } from '../../src/builtins/optimizers.ts'
import { schedules } from '../../src/builtins/schedules.ts'
import { builtinNames, findBuiltin, isAvailable, isKey } from '../../src/builtins/table.ts'
import { plots, trainSettings } from '../../src/builtins/training.ts'
import { checkSource } from '../../src/check-source.ts'

describe('the table of built-ins', () => {
  it('says of every name what it does, in one sentence', () => {
    for (const name of builtinNames()) {
      const row = findBuiltin(name)?.row
      if (row) expect(row.doc, name).toMatch(/\.$/)
    }
  })

  it('has starts that are numbers, constants or names of the table', () => {
    const rows = [...Object.values(optimizers), ...Object.values(schedules)]
    for (const { arguments: args } of rows) {
      for (const { start } of args) {
        if (start !== undefined)
          expect(Number.isNaN(Number(start)) && !/^(true|false)$/.test(start)).toBe(false)
      }
    }
    for (const { start } of findBuiltin('dense')?.row.arguments ?? []) {
      if (start !== undefined && Number.isNaN(Number(start)))
        expect(findBuiltin(start)).toBeDefined()
    }
  })

  it('knows what is understood but not available', () => {
    expect(isAvailable('adam')).toBe(true)
    expect(isAvailable('lbfgs')).toBe(true)
    expect(isAvailable('same_steps')).toBe(false)
    expect(isKey(plots, 'surface')).toBe(true)
    expect(isKey(trainSettings, 'toString')).toBe(false)
  })
})

describe('types as a reader sees them', () => {
  it.each([
    [numbers(), 'a single number'],
    [numbers(['n', 'hidden']), '[n, hidden]'],
    [bools(['n']), 'bool[n]'],
    [labels('classes', ['n']), 'classes[n]'],
    [labels('classes'), 'classes (one label)'],
    [poison, '?'],
  ])('are printed short', (type, text) => {
    expect(showType(type)).toBe(text)
  })

  it('are explained in words', () => {
    expect(explainType(labels('classes', ['n']))).toBe(
      'classes[n]: a label of `classes` for each `n`',
    )
    expect(explainType(numbers(['n', 'k']))).toBe('[n, k]: a number for each `n` and `k`')
  })
})

describe('arguments', () => {
  const takers = [
    { name: 'a', hasStart: false },
    { name: 'b', hasStart: false },
    { name: 'c', hasStart: true },
  ]
  const named = (text: string) => ({ name: { text } })

  it('go by name first, then in order to the names that are left', () => {
    const { values, missing } = matchArguments(takers, [{}, named('a')])
    expect([...values.keys()].sort()).toEqual(['a', 'b'])
    expect(missing).toEqual([])
  })

  it('that fit nowhere are told apart', () => {
    const given = [named('a'), named('a'), named('d'), {}, {}, {}]
    const matched = matchArguments(takers, given)
    expect(matched.repeated.length).toBe(1)
    expect(matched.unknown.length).toBe(1)
    expect(matched.misplaced.length).toBe(3)
    expect(matched.surplus.length).toBe(1)
  })
})

describe('element kinds', () => {
  const codes = (text: string) =>
    checkSource(
      `dim n = 4, k = 3\ndata x: [n] = normal(0, 1)\nparam s: [n, k] = glorot()\nbest = argmax(s, over: k)\n${text}\nshow best == best\nminimize mean(s^2) + mean(x)`,
    ).diagnostics.map(({ code }) => code)

  it.each([
    ['show mean(x > 0)', []],
    ['show best == 1', []],
    ['show best != x', ['E0311']],
    ['show best < 1', ['E0311']],
    ['show one_hot(best)', []],
    ['show x[n: 0..2]', []],
    ['show x[n: 0..5]', ['E0316']],
    ['show s[k: best]', []],
    ['show not x', ['E0317']],
    ['show x > 0 and x < 1', []],
    ['show -best', ['E0311']],
    ['show max(x, 0) + min(x)', []],
    ['show argmax(s, over: [n, k])', ['E0317']],
    ['show transpose(s) @ s', []],
    ['show outer(x, x)', []],
  ])('%s gives %j', (text, expected) => {
    expect(codes(text)).toEqual(expected)
  })
})
