import { type ElementwiseName, signatures } from '@gradus/ops'
import { notation } from '../op-table.ts'

/** What a word or a sign of a formula is to the parser. */
export type TokenKind =
  | 'number'
  | 'name'
  | 'operator'
  | 'not'
  | 'open'
  | 'comma'
  | 'close'
  | 'unknown'
  | 'end'

/** A word or a sign with its place, in UTF-16 offsets. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly start: number
  readonly end: number
}

const names = Object.keys(signatures) as ElementwiseName[]

function opsWritten(form: RegExp): [string, ElementwiseName][] {
  return names.flatMap((op): [string, ElementwiseName][] => {
    const [, sign] = form.exec(notation[op].plain) ?? []
    return sign === undefined ? [] : [[sign, op]]
  })
}

// Signs that mean the same as the one that the table writes.
const otherSigns = { '−': '-', '·': '*', '×': '*', '÷': '/', '≤': '<=', '≥': '>=', '≠': '!=' }

function withOtherSigns(
  ops: readonly (readonly [string, ElementwiseName])[],
): Map<string, ElementwiseName> {
  const all = new Map(ops)
  for (const [other, sign] of Object.entries(otherSigns)) {
    const op = all.get(sign)
    if (op) all.set(other, op)
  }
  return all
}

/** The ops that stand between their arguments, by their signs. */
export const infixOps: ReadonlyMap<string, ElementwiseName> = withOtherSigns(
  opsWritten(/^#0 (\S+) #1$/),
)

/** The ops that stand before their argument, by their signs; a plus there says nothing. */
export const prefixOps: ReadonlyMap<string, ElementwiseName | undefined> = new Map([
  ...withOtherSigns(opsWritten(/^(\S+?) ?#0$/)),
  ['+', undefined] as const,
])

/** Whether a chain of an op is put together from its end: `2^3^2` is `2^(3^2)`. */
export function groupsRight(op: ElementwiseName): boolean {
  return notation[op].precedence === notation.pow.precedence
}

/** What can be called, by the name that is typed: the functions of the table and a few aliases. */
export const callables: ReadonlyMap<string, ElementwiseName> = new Map([
  ...opsWritten(/^(\w+)\(/),
  ['pow', 'pow'] as const,
  ['ln', 'log'] as const,
  ['if', 'select'] as const,
])

/** The names that stand for a number or a truth value. */
export const constants: ReadonlySet<string> = new Set(['pi', 'e', 'true', 'false'])

const kinds: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ...Array.from(infixOps.keys(), (sign): [string, TokenKind] => [sign, 'operator']),
  ['not', 'not'],
  ['(', 'open'],
  [',', 'comma'],
  [')', 'close'],
])

const letters = 'A-Za-z_\\u00AA\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u024F\\u0370-\\u03FF'
const number = '(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?'
const name = `[${letters}][${letters}\\d\\u2080-\\u2089]*`
const wholeName = new RegExp(`^${name}$`, 'u')
const words = new RegExp(`\\s+|${number}|${name}|\`[^\`\\n]+\`|[=!<>]=|&&|\\|\\||[^]`, 'gu')
const startOfNumber = /^\.?\d/
const startOfName = new RegExp(`^(?:[${letters}]|\`.)`, 'u')

/**
 * Reads the words and signs of a text, in time linear in its length; the last token is its
 * end. What means nothing in a formula becomes an unknown token, so reading never fails.
 */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  let start = 0
  // One call for all words: to ask for them one by one takes most of the time of a first text.
  for (const word of text.match(words) ?? []) {
    const end = start + word.length
    const kind = kinds.get(word) ?? kindOf(word)
    if (kind !== 'unknown' || word.trim() !== '') tokens.push({ kind, text: word, start, end })
    start = end
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length })
  return tokens
}

function kindOf(word: string): TokenKind {
  if (startOfNumber.test(word)) return 'number'
  return startOfName.test(word) ? 'name' : 'unknown'
}

/** A variable as it is typed: in backticks where its name would be read as something else. */
export function writeName(label: string): string {
  const isPlain = wholeName.test(label) && !callables.has(label) && !constants.has(label)
  return isPlain && !kinds.has(label) ? label : `\`${label}\``
}

/** The variable that a word stands for. */
export function readName(word: string): string {
  return word.startsWith('`') ? word.slice(1, -1) : word
}
