import { expect, test } from 'vitest'
import { applyFixes, type Diagnostic, diagnostic, type Fix, Source } from '../src/index.ts'
import { replacing, spanOf } from './programs.ts'

const source = new Source('a.gd', 'a = prde + featrue')

function withFix(fix: Fix, from: Source = source): Diagnostic {
  return diagnostic('E0201', from, { start: 0, end: 1 }, { name: 'a' }, { fix })
}

test('fixes are applied wherever they stand in the list', () => {
  const fixes = [replacing(source, 'featrue', 'feature'), replacing(source, 'prde', 'pred')]
  const { text, applied } = applyFixes(
    source,
    fixes.map((fix) => withFix(fix)),
  )
  expect(text).toBe('a = pred + feature')
  expect(applied).toEqual(fixes)
})

test('only safe fixes are applied when asked for those', () => {
  const safe = replacing(source, 'prde', 'pred')
  const ask = { ...replacing(source, 'featrue', 'feature'), confidence: 'ask' } as const
  const found = [safe, ask].map((fix) => withFix(fix))
  expect(applyFixes(source, found, { only: 'safe' }).text).toBe('a = pred + featrue')
  expect(applyFixes(source, found).text).toBe('a = pred + feature')
})

test('a fix that meets an earlier one waits, with all its edits', () => {
  const second = {
    title: 'rename both',
    confidence: 'safe',
    edits: ['a', 'prde'].map((name) => ({ span: spanOf(source, name), text: 'b' })),
  } as const
  const found = [replacing(source, 'prde', 'pred'), second].map((fix) => withFix(fix))
  expect(applyFixes(source, found).text).toBe('a = pred + featrue')
})

test('of two insertions at one place only the first goes in', () => {
  const insert = (text: string) =>
    withFix({ title: text, confidence: 'safe', edits: [{ span: { start: 18, end: 18 }, text }] })
  expect(applyFixes(source, [insert(')'), insert(']')]).text).toBe('a = prde + featrue)')
})

test('fixes of other files stay out', () => {
  const other = new Source('b.gd', source.text)
  const { text, applied } = applyFixes(source, [withFix(replacing(other, 'prde', 'pred'), other)])
  expect(text).toBe(source.text)
  expect(applied).toEqual([])
})
