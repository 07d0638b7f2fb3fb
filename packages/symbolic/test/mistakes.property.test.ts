import { applyFixes } from '@gradus/diagnostics'
import { Random } from '@gradus/testing'
import { expect, test } from 'vitest'
import { tryParseExpression } from '../src/index.ts'

// Formulas as lists of words, so that one word can be left out, doubled or put in.
function write(random: Random, depth: number): string[] {
  const part = (): string[] => write(random, depth - 1)
  if (depth <= 0) return [random.pick(['x', 'y', 'alpha', 'pi', '2', '0.5', '1e3', 'x1'])]
  switch (random.integer(0, 9)) {
    case 0:
      return ['(', ...part(), ')']
    case 1:
      return ['-', ...write(random, 0)]
    case 2:
      return [random.pick(['sin', 'exp', 'sqrt', 'log']), '(', ...part(), ')']
    case 3:
      return [random.pick(['max', 'atan2', 'hypot']), '(', ...part(), ',', ...part(), ')']
    case 4:
      return ['if', '(', ...condition(random, depth - 1), ',', ...part(), ',', ...part(), ')']
    default:
      return [...part(), random.pick(['+', '-', '*', '/', '^']), ...part()]
  }
}

function condition(random: Random, depth: number): string[] {
  const compared = (): string[] => [
    ...write(random, depth - 1),
    random.pick(['<', '>=', '==', '!=']),
    ...write(random, depth - 1),
  ]
  switch (random.integer(0, 5)) {
    case 0:
      return [...compared(), random.pick(['and', 'or']), ...compared()]
    case 1:
      return ['not', ...compared()]
    case 2:
      return ['(', ...compared(), ')']
    default:
      return compared()
  }
}

// Words keep apart, signs mostly do not.
function join(random: Random, words: readonly string[]): string {
  let text = ''
  for (const word of words) {
    const grows = /\w$/.test(text) && /^\w/.test(word)
    text += (grows || random.integer(0, 3) === 0 ? ' ' : '') + word
  }
  return text
}

const words = [
  'x',
  '2',
  '+',
  '-',
  '*',
  '/',
  '^',
  '(',
  ')',
  ',',
  'sin',
  'max',
  '<',
  'and',
  'not',
  '$',
]

function slip(random: Random, given: readonly string[]): string[] {
  const at = random.integer(0, given.length)
  const [before, word, after] = [given.slice(0, at), given[at]!, given.slice(at + 1)]
  switch (random.integer(0, 3)) {
    case 0:
      return [...before, ...after]
    case 1:
      return [...before, word, word, ...after]
    default:
      return [...before, random.pick(words), word, ...after]
  }
}

test('one slip in a formula is one mistake at most, and its fix gives a formula', () => {
  const random = new Random(20)
  const wrong: string[] = []
  let [mistaken, fixable] = [0, 0]
  for (let i = 0; i < 3000; i++) {
    const right = write(random, random.integer(1, 6))
    if (tryParseExpression(join(random, right)).diagnostics.length > 0) wrong.push(right.join(' '))
    const text = join(random, slip(random, right))
    const { diagnostics } = tryParseExpression(text)
    const [only] = diagnostics
    if (!only) continue
    mistaken++
    const { source, span, fixes } = only
    const isInside = 0 <= span.start && span.start <= span.end && span.end <= text.length
    if (diagnostics.length > 1 || !isInside) wrong.push(text)
    if (fixes.length === 0) continue
    fixable++
    const fixed = applyFixes(source, diagnostics).text
    if (tryParseExpression(fixed).diagnostics.length > 0) wrong.push(`${text} → ${fixed}`)
  }
  expect(wrong).toEqual([])
  // What has none is a value that is missing, mostly.
  expect(fixable / mistaken).toBeGreaterThan(0.85)
})
