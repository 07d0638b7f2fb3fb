import { listRepositoryFiles, readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { type ParsedFile, parseText, type Statement } from '../../src/index.ts'

const examples = listRepositoryFiles('fixtures/language/good', '.gd').map(readRepositoryFile)

interface Token {
  readonly image: string
  readonly startOffset: number
}

interface Tally {
  texts: number
  readonly errors: number[]
  others: number
  survived: number
}

// Damages every token of every example in turn, and counts errors and statements lost.
function damageEach(damage: (text: string, token: Token) => string): Tally {
  const tally: Tally = { texts: 0, errors: [0, 0, 0, 0], others: 0, survived: 0 }
  for (const text of examples) {
    const whole = parseText(text)
    for (const token of whole.tokens) {
      if (token.tokenType.name === 'LineBreak') continue
      const damaged = parseText(damage(text, token))
      tally.texts++
      tally.errors[Math.min(3, damaged.diagnostics.length)]!++
      countSurvivors(tally, whole, damaged, token)
    }
  }
  return tally
}

// A statement survives when its whole tree does; the damaged one itself does not count.
function countSurvivors(tally: Tally, whole: ParsedFile, damaged: ParsedFile, at: Token): void {
  const found = damaged.file.statements.map(withoutPlaces)
  for (const statement of whole.file.statements) {
    if (at.startOffset >= statement.span.start && at.startOffset < statement.span.end) continue
    tally.others++
    const index = found.indexOf(withoutPlaces(statement))
    if (index < 0) continue
    tally.survived++
    found.splice(index, 1)
  }
}

const printed = new WeakMap<Statement, string>()
function withoutPlaces(statement: Statement): string {
  const text =
    printed.get(statement) ??
    JSON.stringify(statement, (key, value) => (/span$|^doc$/i.test(key) ? undefined : value))
  printed.set(statement, text)
  return text
}

function rates({ texts, errors, others, survived }: Tally): string {
  const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(2)} %`
  const [none = 0, one = 0, two = 0, more = 0] = errors
  return [
    `${texts} texts`,
    `still valid ${percent(none, texts)}`,
    `one error ${percent(one, texts)}`,
    `two ${percent(two, texts)}`,
    `three or more ${percent(more, texts)}`,
    `other statements whole ${percent(survived, others)}`,
  ].join(' · ')
}

describe('recovery', () => {
  const deleted = damageEach(
    (text, { image, startOffset }) =>
      text.slice(0, startOffset) + text.slice(startOffset + image.length),
  )
  const doubled = damageEach(
    (text, { image, startOffset }) =>
      `${text.slice(0, startOffset)}${image} ${text.slice(startOffset)}`,
  )

  test.each([
    ['deleted', deleted],
    ['doubled', doubled],
  ])('each token %s: one slip is mostly one error', (name, tally) => {
    console.info(`each token ${name}: ${rates(tally)}`)
    const [, one = 0, , more = 0] = tally.errors
    expect(one / tally.texts).toBeGreaterThanOrEqual(0.83)
    expect(more / tally.texts).toBeLessThanOrEqual(0.02)
    expect(tally.survived / tally.others).toBeGreaterThanOrEqual(0.997)
  })

  test('of the texts that a slip does break, nearly all give exactly one error', () => {
    const [none = 0, one = 0] = deleted.errors
    expect(one / (deleted.texts - none)).toBeGreaterThanOrEqual(0.99)
  })
})

test('no prefix of an example makes the parser throw or reports an avalanche', () => {
  for (const text of examples)
    for (let end = 0; end <= text.length; end++)
      expect(parseText(text.slice(0, end)).diagnostics.length).toBeLessThanOrEqual(6)
})

test('five slips in one file leave the statements between them', () => {
  const { file, diagnostics } = parseText(
    ['a = 2 x', 'param = 3', 'b = (1 + 2', 'c = 4', 'data z: [n = 3', 'parma d = 5', 'e = 6'].join(
      '\n',
    ),
  )
  expect(diagnostics).toHaveLength(5)
  expect(file.statements.map(({ kind }) => kind)).toEqual([
    'binding',
    'param',
    'binding',
    'binding',
    'data',
    'param',
    'binding',
  ])
})
