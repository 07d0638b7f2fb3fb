import type { IToken } from 'chevrotain'
import { Token } from './tokens.ts'

/** What to do with a keyword of another language. */
export interface ForeignWord {
  /** Says what to write here instead. */
  readonly text: string
  /** Whether the statement is lost with its keyword, or makes sense without it. */
  readonly dropsItem: boolean
  /** The word to write in its place, if any. */
  readonly write?: 'show' | 'expect'
}

const naming: ForeignWord = { text: 'here you write `name = value`', dropsItem: false }
const defining: ForeignWord = { text: 'here you write `f(x) = …`', dropsItem: false }
const looping: ForeignWord = {
  text: 'a formula covers all rows at once; for layers there is `repeat`',
  dropsItem: true,
}
const grouping: ForeignWord = {
  text: 'parts with parameters are a `layer`, and a file is a model',
  dropsItem: true,
}

const foreignWords: ReadonlyMap<string, ForeignWord> = new Map([
  ['let', naming],
  ['var', naming],
  ['const', naming],
  ['val', naming],
  ['def', defining],
  ['function', defining],
  ['func', defining],
  ['fn', defining],
  ['class', grouping],
  ['struct', grouping],
  ['for', looping],
  ['while', looping],
  ['print', { text: 'here you write `show`', dropsItem: false, write: 'show' }],
  ['assert', { text: 'here you write `expect`', dropsItem: false, write: 'expect' }],
  ['from', { text: 'here you write `import name from "./file.gd"`', dropsItem: true }],
])

const returning: ForeignWord = {
  text: 'only a `layer` or a function with `{ }` returns; to see a value, write `show`',
  dropsItem: true,
}

/** Where a word stands: at the start of a statement, before `next`. */
interface WordPlace {
  readonly next: IToken | undefined
  readonly isFileLevel: boolean
  /** Whether the statement names something, so that `print(x) = …` stays a function. */
  readonly isNaming: boolean
}

/** Advice when `token`, at the start of a statement, is a word of another language. */
export function adviceFor(token: IToken, place: WordPlace): ForeignWord | undefined {
  const { next, isFileLevel, isNaming } = place
  if (token.tokenType === Token.return) return isFileLevel ? returning : undefined
  const isFollowed = next?.tokenType === Token.Name || next?.tokenType === Token.Text
  const isCalled = next?.tokenType === Token.OpenParen && !isNaming
  return isFollowed || isCalled ? foreignWords.get(token.image) : undefined
}

/**
 * Finds the line that shows a text to be GDScript, the other language of `.gd` files:
 * `extends Node`, `class_name Player`, `func _ready():`.
 */
export function findGodotLine(tokens: readonly IToken[]): IToken | undefined {
  let isFirst = true
  for (const [i, token] of tokens.entries()) {
    const isLineStart = i === 0 || tokens[i - 1]?.tokenType === Token.LineBreak
    if (token.tokenType === Token.LineBreak || !isLineStart) continue
    const next = tokens[i + 1]
    const isDeclared =
      /^(extends|class_name)$/.test(token.image) && next?.startLine === token.startLine
    if (isFirst && isDeclared && next?.tokenType === Token.Name) return token
    if (token.image === 'func' && tokens[i + 2]?.tokenType === Token.OpenParen) {
      if (lastOfLine(tokens, i)?.tokenType === Token.Colon) return token
    }
    isFirst = false
  }
  return undefined
}

function lastOfLine(tokens: readonly IToken[], start: number): IToken | undefined {
  let end = start
  while (end < tokens.length && tokens[end]?.tokenType !== Token.LineBreak) end++
  return tokens[end - 1]
}
