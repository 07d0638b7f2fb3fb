import { renderHuman, Source } from '@gradus/diagnostics'
import { pages } from '@gradus/diagnostics/explain'
import {
  listRepositoryFiles,
  placeOfDiagnostic,
  readExpectedDiagnostics,
  readRepositoryFile,
} from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { parseSource, parseText } from '../../src/index.ts'

describe('bad programs', () => {
  const paths = listRepositoryFiles('fixtures/language/bad/syntax', '.gd')

  test.each(paths)('%s gives exactly the diagnostics that it announces', (path) => {
    const text = readRepositoryFile(path)
    const { diagnostics } = parseSource(new Source(path, text))
    expect(diagnostics.map(placeOfDiagnostic)).toEqual(readExpectedDiagnostics(text))
  })
})

test('slips are shown with their place, their reason and the line as it should be', () => {
  const text = [
    'dim n',
    'data x, y: [n] from "points.csv"',
    'param w = 10',
    'pred = 2 x + w',
    'minimize mean((pred - y)^2',
    'show w',
  ].join('\n')
  expect(parseText(text, 'three.gd').diagnostics.map((found) => renderHuman(found).trim())).toEqual(
    [
      `
error[E0107]: two values side by side
 --> three.gd:4:8
  |
4 | pred = 2 x + w
  |        ^^^ nothing joins these
  |
  = help: to multiply, write \`2 * x\`
  = fix:  pred = 2 * x + w`.trim(),
      `
error[E0104]: \`(\` is never closed
 --> three.gd:5:14
  |
5 | minimize mean((pred - y)^2
  |              ^            - expected \`)\` before the next statement
  |              |
  |              opened here
  |
  = fix:  minimize mean((pred - y)^2)`.trim(),
    ],
  )
})

describe('the pages of the syntax codes', () => {
  // E0117 is understood and left to the checker.
  const syntaxPages = Object.entries(pages).filter(
    ([code]) => (code.startsWith('E01') || code === 'E0001') && code !== 'E0117',
  )

  test.each(syntaxPages)(
    '%s has a bad program that gives this code alone',
    (code, { bad = '' }) => {
      expect(parseText(bad).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
    },
  )

  test.each(syntaxPages)('%s has a good program that gives nothing', (_, { good = '' }) => {
    expect(parseText(good).diagnostics).toEqual([])
  })

  test.each(syntaxPages)('the fix of %s, if any, leaves no error', (code, { bad = '' }) => {
    const { diagnostics } = parseText(bad)
    const [edit] = diagnostics.flatMap(({ fixes }) => fixes)
    if (!edit) return
    const texts = edit.edits.toSorted((a, b) => b.span.start - a.span.start)
    const fixed = texts.reduce(
      (text, { span, text: written }) => text.slice(0, span.start) + written + text.slice(span.end),
      bad,
    )
    expect(parseText(fixed).diagnostics, `${code}:\n${fixed}`).toEqual([])
  })
})

test('beliefs parse in full and are left to the checker', () => {
  expect(parseText('param a ~ normal(0, 1)\ny ~ normal(a, 1)').diagnostics).toEqual([])
})

describe('GDScript', () => {
  test.each([
    ['extends Node2D\n\nvar x = 1\n', 1],
    ['class_name Player\n', 1],
    ['var speed = 3\n\nfunc _ready():\n\tpass\n', 3],
    ['func f(x: int) -> int:\n  return x\n', 1],
  ])('%j gets one diagnostic', (text, line) => {
    const { diagnostics } = parseText(text)
    expect(diagnostics.map(placeOfDiagnostic)).toMatchObject([{ code: 'E0001', line }])
  })

  test('is not seen in a model with such names', () => {
    expect(parseText('extends = 1\nfunc(x) = x').diagnostics).toEqual([])
  })
})
