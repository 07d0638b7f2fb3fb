import { createToken, type ITokenConfig, Lexer, type TokenType } from 'chevrotain'

// The words and signs of the language. Words that are special only in their place
// (`from`, `as`, `in`, …) also count as names, so that they stay usable as names.

const statementWords = [
  'import',
  'dim',
  'data',
  'param',
  'layer',
  'optimizer',
  'minimize',
  'maximize',
  'metric',
  'train',
  'test',
  'show',
  'plot',
  'repeat',
] as const
const innerWords = ['return', 'if', 'then', 'else', 'and', 'or', 'not'] as const
const contextualWords = ['from', 'as', 'in', 'after', 'expect', 'within', 'state'] as const

/** The words that can open a statement of a file, in the order a reader learns them. */
export const statementKeywords: readonly StatementKeyword[] = statementWords
export type StatementKeyword = (typeof statementWords)[number]

const operators = {
  Pipe: /\|>/,
  EqualTo: /==/,
  NotEqual: /!=|≠/,
  Approximately: /~=|≈/,
  AtMost: /<=|≤/,
  AtLeast: />=|≥/,
  Less: /</,
  Greater: />/,
  Range: /\.\./,
  Plus: /\+/,
  Minus: /[-−]/,
  Times: /[*·×]/,
  Divide: /[/÷]/,
  At: /@/,
}

const marks = {
  UpdateArrow: /<-|←/,
  ResultArrow: /->|→/,
  Rest: /\.\.\./,
  Dot: /\./,
  Equals: /=/,
  Tilde: /~/,
  Comma: /,/,
  Colon: /:/,
  OpenParen: /\(/,
  CloseParen: /\)/,
  OpenBracket: /\[/,
  CloseBracket: /\]/,
  OpenBrace: /\{/,
  CloseBrace: /\}/,
  Power: /\^/,
  DoubleStar: /\*\*/,
  Superscript: /[²³]/,
  Semicolon: /;/,
}

const letters =
  'A-Za-z_\\u00AA\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u024F' +
  '\\u0370-\\u03FF\\u0400-\\u04FF\\u1F00-\\u1FFF'
const namePattern = new RegExp(`[${letters}][${letters}0-9\\u2080-\\u2089]*'*`)

// A number ends in neither a dot nor an underscore, so `1..2` is a range.
const digits = '\\d(?:[\\d_]*\\d)?'
const mantissa = `(?:${digits}(?:\\.${digits})?|\\.${digits})`
const numberPattern = new RegExp(`${mantissa}(?:[eE][+-]?\\d+)?`)
const malformedNumberPattern = new RegExp(
  [
    // One dot too many, also after an exponent.
    `(?:(?:${digits})?\\.${digits}(?:[eE][+-]?\\d+)?|${digits}[eE][+-]?\\d+)(?:\\.\\d[\\d_]*)+`,
    // An exponent without digits, a trailing underscore, a trailing dot.
    `${mantissa}(?:[eE](?:[+-](?!\\d)|(?![+\\-\\w]))|_+(?!\\w)|\\.(?![.\\w]))`,
  ].join('|'),
)

const textPattern = /"[^"\\\n\r]*(?:\\[^\n\r][^"\\\n\r]*)*"/
const unclosedTextPattern = /"[^\n\r]*/
// Quotes of word processors and of other languages: read as text, reported as E0101.
const foreignTextPattern = /[“”„«][^“”„»"\n\r]*[“”»"]|'[^'\n\r]*'/

type WordName = StatementKeyword | (typeof innerWords)[number] | (typeof contextualWords)[number]
type SignName = keyof typeof operators | keyof typeof marks

/** The name of a kind of token; words are named by themselves. */
export type TokenName =
  | WordName
  | SignName
  | 'LineBreak'
  | 'Space'
  | 'Doc'
  | 'Comment'
  | 'Text'
  | 'UnclosedText'
  | 'ForeignText'
  | 'Number'
  | 'MalformedNumber'
  | 'Name'
  | 'Operator'

/** The kinds of tokens by name. */
export const Token: Readonly<Record<TokenName, TokenType>> = defineTokens()

/** Makes the lexer of `.gd` text; costs some milliseconds, so one is kept and reused. */
export function createLexer(): Lexer {
  const { Operator, ...lexed } = Token
  return new Lexer([Operator, ...Object.values(lexed)], {
    positionTracking: 'full',
    ensureOptimizations: true,
    skipValidations: true,
  })
}

// The lexer takes the first pattern that fits, so the order matters: broken numbers
// before numbers, words before names, long signs before their prefixes.
function defineTokens(): Record<TokenName, TokenType> {
  const Name = createToken({ name: 'Name', pattern: namePattern, label: 'a name' })
  const Operator = createToken({ name: 'Operator', pattern: Lexer.NA, label: 'an operator' })
  const Text = createToken({ name: 'Text', pattern: textPattern, label: 'a text in quotes' })
  const number = createToken({ name: 'Number', pattern: numberPattern, label: 'a number' })
  const { Less, Greater, Range, Minus, Times, ...longOperators } = defineSigns(operators, Operator)
  const { UpdateArrow, ResultArrow, Rest, DoubleStar, Dot, ...shortMarks } = defineSigns(marks)
  return {
    Space: createToken({ name: 'Space', pattern: /[ \t\u00A0\uFEFF]+/, group: Lexer.SKIPPED }),
    LineBreak: createToken({ name: 'LineBreak', pattern: /\r?\n|\r/, line_breaks: true }),
    Doc: createToken({ name: 'Doc', pattern: /##[^\n\r]*/, group: 'trivia' }),
    Comment: createToken({ name: 'Comment', pattern: /#[^\n\r]*/, group: 'trivia' }),
    ...defineWords(Name, Operator),
    Name,
    Text,
    UnclosedText: createToken({
      name: 'UnclosedText',
      pattern: unclosedTextPattern,
      categories: Text,
    }),
    ForeignText: createToken({
      name: 'ForeignText',
      pattern: foreignTextPattern,
      categories: Text,
    }),
    MalformedNumber: createToken({
      name: 'MalformedNumber',
      pattern: malformedNumberPattern,
      categories: number,
    }),
    Rest,
    Range,
    Number: number,
    Dot,
    UpdateArrow,
    ResultArrow,
    DoubleStar,
    ...longOperators,
    Less,
    Greater,
    Minus,
    Times,
    ...shortMarks,
    Operator,
  }
}

function defineWords(Name: TokenType, Operator: TokenType): Record<WordName, TokenType> {
  const words = [...statementWords, ...innerWords, ...contextualWords]
  const define = (word: WordName): TokenType => {
    const config: ITokenConfig = {
      name: word,
      pattern: new RegExp(word),
      longer_alt: Name,
      label: `\`${word}\``,
    }
    if (word === 'and' || word === 'or') config.categories = Operator
    if ((contextualWords as readonly string[]).includes(word)) config.categories = Name
    return createToken(config)
  }
  return Object.fromEntries(words.map((word) => [word, define(word)])) as Record<
    WordName,
    TokenType
  >
}

function defineSigns<S extends Record<string, RegExp>>(
  signs: S,
  category?: TokenType,
): Record<keyof S, TokenType> {
  const define = ([name, pattern]: [string, RegExp]): [string, TokenType] => {
    const label = `\`${canonicalSign(pattern)}\``
    return [name, createToken({ name, pattern, label, ...(category && { categories: category }) })]
  }
  return Object.fromEntries(Object.entries(signs).map(define)) as Record<keyof S, TokenType>
}

function canonicalSign(pattern: RegExp): string {
  const first = pattern.source.replace(/^\[(.).*\]$/, '$1').split(/(?<!\\)\|/)[0] ?? ''
  return first.replaceAll('\\', '')
}
