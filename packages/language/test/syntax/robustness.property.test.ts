import { Source } from '@gradus/diagnostics'
import { Random } from '@gradus/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  maxDepth,
  type ParsedFile,
  parseText,
  printAst,
  printCst,
  printTokens,
} from '../../src/index.ts'

const seed = 20240
const words = [
  'import dim data param layer optimizer minimize maximize metric train test show plot repeat',
  'return if then else and or not from as in after expect within state x y f λ',
  '( ) [ ] { } , : ; = == != ~= < <= > >= ~ <- -> + - * / @ ^ ** ² .. ... . |> 1 2.5 1.2.3 "t" "',
  "' $ # ##",
].flatMap((line) => line.split(' '))

// Every place must lie in the text, and every stage must be printable.
function check(text: string): void {
  const source = new Source('soup.gd', text)
  const { file, tokens, cst, diagnostics } = parseText(text)
  for (const { primary, secondary } of diagnostics)
    for (const { span } of [primary, ...secondary]) {
      expect(span.start).toBeGreaterThanOrEqual(0)
      expect(span.end).toBeGreaterThanOrEqual(span.start)
      expect(span.end).toBeLessThanOrEqual(text.length)
    }
  const printed = printAst(source, file) + printCst(source, cst) + printTokens(source, tokens)
  expect(printed).not.toContain('NaN')
}

function codesOf({ diagnostics }: ParsedFile): readonly string[] {
  return diagnostics.map(({ code }) => code)
}

describe('the parser never throws', () => {
  test('on a soup of words', () => {
    const word = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.constantFrom('\n', '\n  ', '\n    ', '\r\n', '\n\t') },
    )
    const soup = fc.array(word, { maxLength: 60 }).map((parts) => parts.join(' '))
    fc.assert(fc.property(soup, check), { seed, numRuns: 1500 })
  })

  test('on arbitrary characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), check), {
      seed,
      numRuns: 1000,
    })
  })

  test('on long statements with many slips', () => {
    const random = new Random(seed)
    for (let run = 0; run < 20; run++) {
      const parts = Array.from({ length: 2000 }, () => random.pick(words))
      check(parts.join(' '))
    }
  })
})

describe('depth', () => {
  test.each([
    ['parentheses', (n: number) => `x = ${'('.repeat(n)}1${')'.repeat(n)}`],
    ['lists', (n: number) => `x = ${'['.repeat(n)}1${']'.repeat(n)}`],
    ['calls', (n: number) => `x = ${'f('.repeat(n)}1${')'.repeat(n)}`],
    ['indices', (n: number) => `x = ${'a['.repeat(n)}1${']'.repeat(n)}`],
    ['powers', (n: number) => `x = ${'2^'.repeat(n)}2`],
    ['negated powers', (n: number) => `x = ${'2^-'.repeat(n)}2`],
    ['choices', (n: number) => `x = ${'if a then b else '.repeat(n)}c`],
    ['blocks', (n: number) => `${'repeat 2 {'.repeat(n)} x = 1 ${'}'.repeat(n)}`],
  ])('%s nest up to the limit and are refused above it', (_, nest) => {
    expect(codesOf(parseText(nest(maxDepth)))).toEqual([])
    expect(codesOf(parseText(nest(maxDepth + 1)))).toEqual(['E0120'])
    const deep = parseText(`a = 1\n${nest(20_000)}\nb = 2`)
    expect(codesOf(deep)).toEqual(['E0120'])
    expect(deep.file.statements).toHaveLength(2)
  })

  test('open brackets without end are reported and refused', () => {
    const codes = new Set(
      parseText(`x = ${'('.repeat(20_000)}`).diagnostics.map(({ code }) => code),
    )
    expect(codes).toEqual(new Set(['E0104']))
  })

  test.each([
    ['sums', `x = a${' + a'.repeat(20_000)}`],
    ['pipes', `x = a${' |> f'.repeat(20_000)}`],
    ['calls', `x = f${'(1)'.repeat(20_000)}`],
    ['fields', `x = a${'.T'.repeat(20_000)}`],
    ['signs', `x = ${'- '.repeat(20_000)}a`],
    ['powers side by side', `x = a${' + a^2'.repeat(20_000)}`],
    ['comparisons joined', `x = a < b${' and a < b'.repeat(10_000)}`],
  ])('chains of %s may be of any length', (_, text) => {
    expect(codesOf(parseText(text))).toEqual([])
  })
})

test.each([
  ['statements', 'a = 1\n'],
  ['open brackets', '('],
  ['stray closers', ') '],
  ['slips in a block', '  + x\n'],
  ['unreadable signs', '$ '],
  ['words', 'ab '],
  ['quotes', '"'],
  ['semicolons', 'a;'],
])('a long run of %s takes time in proportion', (_, part) => {
  const time = (count: number): number => {
    const text = `train {\n${part.repeat(count)}`
    const start = performance.now()
    parseText(text)
    return performance.now() - start
  }
  time(500)
  const short = Math.max(5, time(1_000))
  // Sixteen times the text: 16 when linear, 256 when quadratic.
  expect(time(16_000) / short).toBeLessThan(100)
})
