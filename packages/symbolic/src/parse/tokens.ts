import { type ElementwiseName, notation, signatures } from '@gradus/ops'
import { createToken, Lexer, type TokenType } from 'chevrotain'

const letters = 'A-Za-z_\\u00AA\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u024F\\u0370-\\u03FF'

function sign(name: string, pattern: RegExp, label: string): TokenType {
  return createToken({ name, pattern, label })
}

const Name: TokenType = createToken({
  name: 'Name',
  pattern: new RegExp(`[${letters}][${letters}0-9\\u2080-\\u2089]*`),
  label: 'a name',
})

function word(name: string): TokenType {
  return createToken({ name, pattern: new RegExp(name), longer_alt: Name, label: `\`${name}\`` })
}

/** The kinds of words and signs of a formula. The lexer takes the first that fits. */
export const Token = {
  Space: createToken({
    name: 'Space',
    pattern: /[\s\uFEFF]+/,
    group: Lexer.SKIPPED,
    line_breaks: true,
  }),
  Number: createToken({
    name: 'Number',
    pattern: /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/,
    label: 'a number',
  }),
  And: word('and'),
  Or: word('or'),
  Not: word('not'),
  Name,
  Comparison: sign('Comparison', /==|!=|<=|>=|<|>|≤|≥|≠/, 'a comparison'),
  Sign: sign('Sign', /[+\-−]/, '`+` or `-`'),
  Scale: sign('Scale', /[*/·×÷]/, '`*` or `/`'),
  Caret: sign('Caret', /\^/, '`^`'),
  Comma: sign('Comma', /,/, '`,`'),
  Open: sign('Open', /\(/, '`(`'),
  Close: sign('Close', /\)/, '`)`'),
  /** Any other character, so that the lexer never fails. */
  Unknown: sign('Unknown', /[\s\S]/u, 'an unknown character'),
} as const satisfies Record<string, TokenType>

/** Reads the words of a formula; made once, since making it takes milliseconds. */
export const lexer: Lexer = new Lexer(Object.values(Token), {
  positionTracking: 'onlyOffset',
  ensureOptimizations: false,
})

/** The comparison that a sign stands for. */
export const comparisonOps: ReadonlyMap<string, ElementwiseName> = new Map([
  ...opsWrittenBetween(5),
  ['≤', 'le'],
  ['≥', 'ge'],
  ['≠', 'ne'],
])

/** The ops of logic by their words. */
export const logicOps: ReadonlyMap<string, ElementwiseName> = new Map([
  ...opsWrittenBetween(2),
  ...opsWrittenBetween(3),
])

function opsWrittenBetween(precedence: number): [string, ElementwiseName][] {
  return (Object.keys(signatures) as ElementwiseName[])
    .filter((op) => notation[op].precedence === precedence)
    .map((op) => [notation[op].plain.split(' ')[1] ?? '', op])
}

/** What can be called, by the name that is typed: the functions of the table and a few aliases. */
export const callables: ReadonlyMap<string, ElementwiseName> = new Map<string, ElementwiseName>([
  ...(Object.keys(signatures) as ElementwiseName[])
    .filter((op) => /^\w+\(/.test(notation[op].plain))
    .map((op): [string, ElementwiseName] => [op, op]),
  ['pow', 'pow'],
  ['ln', 'log'],
  ['if', 'select'],
])
