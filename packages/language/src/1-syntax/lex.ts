import { type Diagnostic, diagnostic, type Edit, type Source, type Span } from '@gradus/diagnostics'
import type { ILexingError, IToken, Lexer } from 'chevrotain'
import { spanOf } from './token-span.ts'
import { createLexer, Token } from './tokens.ts'

/** The words of a text, and apart from them what carries no meaning for the parser. */
export interface LexedText {
  /** Line breaks are tokens here; the layout filter decides what they mean. */
  readonly tokens: readonly IToken[]
  /** Comments and documentation comments, in order. */
  readonly trivia: readonly IToken[]
  readonly diagnostics: readonly Diagnostic[]
}

/** How many columns a tab in the indentation counts for, and is replaced by. */
export const tabWidth = 2

let sharedLexer: Lexer | undefined

/** Splits a text into tokens; what it cannot read is reported and left out. */
export function lex(source: Source): LexedText {
  sharedLexer ??= createLexer()
  const { tokens, groups, errors } = sharedLexer.tokenize(source.text)
  const diagnostics: Diagnostic[] = errors.map((error) => explainUnreadable(source, error))
  for (const token of tokens) {
    const problem = explainToken(source, token)
    if (problem) diagnostics.push(problem)
  }
  const tabs = explainTabs(source, tokens)
  if (tabs) diagnostics.push(tabs)
  return { tokens, trivia: groups.trivia ?? [], diagnostics }
}

const foreignSigns: Readonly<Record<string, string>> = {
  '&&': 'and',
  '&': 'and',
  '||': 'or',
  '|': 'or',
  '!': 'not',
  '…': '...',
}

function explainUnreadable(source: Source, error: ILexingError): Diagnostic {
  const span = { start: error.offset, end: error.offset + error.length }
  const text = source.text.slice(span.start, span.end)
  const written = foreignSigns[text]
  if (written === undefined)
    return diagnostic(
      'E0101',
      source,
      span,
      { text: shorten(text) },
      { label: 'means nothing here' },
    )
  return diagnostic(
    'E0101',
    source,
    span,
    { text },
    {
      label: `did you mean \`${written}\`?`,
      fix: {
        title: `write \`${written}\``,
        confidence: 'ask',
        edits: [{ span, text: text === '!' ? `${written} ` : written }],
      },
    },
  )
}

function explainToken(source: Source, token: IToken): Diagnostic | undefined {
  const span = spanOf(token)
  if (token.tokenType === Token.MalformedNumber)
    return diagnostic(
      'E0115',
      source,
      span,
      { text: shorten(token.image) },
      {
        label: explainNumber(token.image),
      },
    )
  if (token.tokenType === Token.ForeignText) {
    const text = `"${token.image.slice(1, -1).replaceAll('"', '\\"')}"`
    return diagnostic(
      'E0101',
      source,
      span,
      { text: shorten(token.image) },
      {
        label: 'text stands in straight double quotes',
        fix: { title: 'use straight quotes', confidence: 'ask', edits: [{ span, text }] },
      },
    )
  }
  return token.tokenType === Token.UnclosedText ? explainUnclosedText(source, token) : undefined
}

function explainNumber(image: string): string {
  if (image.endsWith('_')) return 'a number does not end in `_`'
  if (image.endsWith('.')) return 'a number does not end in a dot'
  return /[eE][+-]?$/.test(image) ? 'the exponent has no digits' : 'one dot too many'
}

function explainUnclosedText(source: Source, token: IToken): Diagnostic {
  const end = token.startOffset + token.image.trimEnd().length
  const span = { start: token.startOffset, end }
  return diagnostic(
    'E0111',
    source,
    span,
    {},
    {
      label: 'missing `"`',
      fix: {
        title: 'close the text',
        confidence: 'safe',
        edits: [{ span: { start: end, end }, text: '"' }],
      },
    },
  )
}

// One report for the whole file: whoever indents with tabs does so on every line.
function explainTabs(source: Source, tokens: readonly IToken[]): Diagnostic | undefined {
  const edits: Edit[] = []
  let first: Span | undefined
  let line = 0
  for (const token of tokens) {
    if (token.tokenType === Token.LineBreak || token.startLine === line) continue
    line = token.startLine ?? line
    const start = token.startOffset - (token.startColumn ?? 1) + 1
    const indentation = source.text.slice(start, token.startOffset)
    if (!indentation.includes('\t')) continue
    const span = { start, end: token.startOffset }
    first ??= span
    edits.push({ span, text: indentation.replaceAll('\t', ' '.repeat(tabWidth)) })
  }
  if (!first) return undefined
  return diagnostic(
    'E0119',
    source,
    first,
    {},
    {
      label: 'indent with spaces',
      fix: { title: 'replace tabs by spaces', confidence: 'safe', edits },
    },
  )
}

/** A text that is short enough for a message. */
export function shorten(text: string): string {
  const characters = [...text.slice(0, 48)]
  return characters.length > 20 ? `${characters.slice(0, 20).join('')}…` : text
}
