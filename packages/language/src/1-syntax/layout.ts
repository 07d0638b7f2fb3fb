import type { IToken, TokenType } from 'chevrotain'
import { tabWidth } from './lex.ts'
import { insertToken } from './token-span.ts'
import { Token } from './tokens.ts'

/** The tokens of one statement of the file; line breaks in it separate its inner statements. */
export type StatementTokens = readonly IToken[]

/** A bracket without its partner. */
export type LayoutProblem =
  | {
      readonly kind: 'unclosed'
      readonly opener: IToken
      /** The last token before the place where the closer was expected. */
      readonly previous: IToken
      readonly closer: string
      /** The `{` that cannot stand inside the bracket, when that shows it to be unclosed. */
      readonly block?: IToken
    }
  | { readonly kind: 'unopened'; readonly closer: IToken }
  | { readonly kind: 'doubled'; readonly opener: IToken }
  | { readonly kind: 'missing-block'; readonly previous: IToken; readonly next: IToken }

export interface LaidOutText {
  readonly statements: readonly StatementTokens[]
  readonly problems: readonly LayoutProblem[]
}

interface OpenBracket {
  readonly token: IToken
  readonly closer: TokenType
  readonly isBlock: boolean
  /** The column where the statement that holds the bracket began. */
  readonly column: number
}

const closerOf: ReadonlyMap<TokenType, TokenType> = new Map([
  [Token.OpenParen, Token.CloseParen],
  [Token.OpenBracket, Token.CloseBracket],
  [Token.OpenBrace, Token.CloseBrace],
])
const closers: ReadonlySet<TokenType> = new Set(closerOf.values())
const closerImages: ReadonlyMap<TokenType, string> = new Map([
  [Token.CloseParen, ')'],
  [Token.CloseBracket, ']'],
  [Token.CloseBrace, '}'],
])

const blockWords: ReadonlySet<TokenType> = new Set([
  Token.train,
  Token.test,
  Token.layer,
  Token.optimizer,
  Token.repeat,
])

/**
 * Turns indentation into structure: decides which line breaks end a statement, and gives
 * every bracket a partner. Indentation also closes what was left open, so that one slip
 * costs one error and no statement after it. In the result brackets always match.
 */
export function layOut(source: string, tokens: readonly IToken[]): LaidOutText {
  const layout = new Layout(source)
  for (const [i, token] of tokens.entries()) layout.add(token, tokens[i + 1])
  layout.finish()
  return layout
}

class Layout implements LaidOutText {
  readonly statements: IToken[][] = []
  readonly problems: LayoutProblem[] = []
  readonly #text: string
  readonly #open: OpenBracket[] = []
  // Closers that indentation put in; the one that the text brings later is the same slip.
  readonly #inserted = new Map<TokenType, number>()
  // How many brackets wait for each closer; asking the stack would cost its depth each time.
  readonly #awaited = new Map<TokenType, number>()
  #current: IToken[] = []
  #column = 0
  #indentation = { lineStart: -1, tabs: 0 }
  #startsStatement = true
  // Whether the current statement began with a word that has a block, still to come.
  #awaitsBlock = false
  #lineBreak: IToken | undefined

  constructor(text: string) {
    this.#text = text
  }

  add(token: IToken, following: IToken | undefined): void {
    if (token.tokenType === Token.LineBreak) {
      this.#lineBreak ??= token
      return
    }
    if (this.#lineBreak) this.#breakLine(this.#lineBreak, token, following)
    this.#lineBreak = undefined
    if (token.tokenType === Token.Semicolon && (this.#open.at(-1)?.isBlock ?? true)) {
      this.#endStatement(token)
      return
    }
    if (closers.has(token.tokenType)) this.#close(token)
    else if (token.tokenType === Token.OpenBrace) this.#openBlock(token)
    else this.#push(token, following)
  }

  // Blocks stand neither in other brackets nor directly in a block.
  #openBlock(token: IToken): void {
    while (this.#open.at(-1)?.isBlock === false) this.#insertCloser(token)
    const isDoubled = this.#current.at(-1)?.tokenType === Token.OpenBrace
    if (isDoubled) this.problems.push({ kind: 'doubled', opener: token })
    else this.#push(token)
  }

  finish(): void {
    while (this.#open.length > 0) this.#insertCloser()
    this.#endStatement(undefined)
  }

  #breakLine(lineBreak: IToken, next: IToken, following: IToken | undefined): void {
    if (closers.has(next.tokenType)) return
    const column = this.#columnOf(next)
    let innermost = this.#open.at(-1)
    while (innermost && column <= innermost.column) {
      this.#insertCloser()
      innermost = this.#open.at(-1)
    }
    if (innermost && !innermost.isBlock) return
    if (this.#startsStatement) return
    if (column <= this.#column) this.#endStatement(lineBreak)
    else if (this.#awaitsBlock && startsInnerStatement(next, following)) this.#insertOpener(next)
  }

  #push(token: IToken, following?: IToken): void {
    if (this.#startsStatement) {
      this.#column = this.#columnOf(token)
      // In `optimizer: sgd(…)` the word names a setting.
      this.#awaitsBlock = blockWords.has(token.tokenType) && following?.tokenType !== Token.Colon
    }
    this.#startsStatement = false
    this.#current.push(token)
    const closer = closerOf.get(token.tokenType)
    if (!closer) return
    const isBlock = token.tokenType === Token.OpenBrace
    this.#open.push({ token, closer, isBlock, column: this.#column })
    addTo(this.#awaited, closer, 1)
    this.#startsStatement = isBlock
    if (isBlock) this.#awaitsBlock = false
  }

  #insertOpener(next: IToken): void {
    const previous = this.#current.at(-1)
    if (!previous) return
    this.problems.push({ kind: 'missing-block', previous, next })
    this.#push(insertToken(Token.OpenBrace, '{', previous))
  }

  #close(token: IToken): void {
    if (!this.#awaited.get(token.tokenType)) {
      this.#dropCloser(token)
      return
    }
    while (this.#open.at(-1)?.closer !== token.tokenType) this.#insertCloser()
    this.#current.push(token)
    this.#leaveBracket()
  }

  #dropCloser(token: IToken): void {
    if (this.#inserted.get(token.tokenType)) addTo(this.#inserted, token.tokenType, -1)
    else this.problems.push({ kind: 'unopened', closer: token })
  }

  #insertCloser(block?: IToken): void {
    const bracket = this.#open.at(-1)
    const previous = this.#current.at(-1)
    if (!bracket || !previous) return
    const closer = closerImages.get(bracket.closer) ?? ''
    this.problems.push({
      kind: 'unclosed',
      opener: bracket.token,
      previous,
      closer,
      ...(block && { block }),
    })
    addTo(this.#inserted, bracket.closer, 1)
    this.#current.push(insertToken(bracket.closer, closer, previous))
    this.#leaveBracket()
  }

  #leaveBracket(): void {
    const bracket = this.#open.pop()
    this.#startsStatement = false
    if (!bracket) return
    if (bracket.isBlock) this.#awaitsBlock = false
    this.#column = bracket.column
    addTo(this.#awaited, bracket.closer, -1)
  }

  #endStatement(separator: IToken | undefined): void {
    const isInner = this.#open.length > 0
    if (isInner && separator) this.#current.push({ ...separator, ...lineBreakType })
    else if (this.#current.length > 0) {
      this.statements.push(this.#current)
      this.#current = []
    }
    this.#startsStatement = true
  }

  // Tabs count as the spaces that the fix of E0119 puts in their place.
  #columnOf(token: IToken): number {
    const column = token.startColumn ?? 1
    const lineStart = token.startOffset - column + 1
    if (lineStart !== this.#indentation.lineStart)
      this.#indentation = { lineStart, tabs: countTabs(this.#text, lineStart) }
    return column + this.#indentation.tabs * (tabWidth - 1)
  }
}

const lineBreakType = {
  tokenType: Token.LineBreak,
  tokenTypeIdx: Token.LineBreak.tokenTypeIdx as number,
}

// Whether a line is the first of a block rather than more of its header.
function startsInnerStatement(next: IToken, following: IToken | undefined): boolean {
  const isWord = /^[\p{L}_]/u.test(next.image) && next.tokenType !== Token.after
  return isWord && following?.tokenType !== Token.OpenBrace
}

function countTabs(text: string, lineStart: number): number {
  let tabs = 0
  for (let i = lineStart; text[i] === ' ' || text[i] === '\t'; i++) if (text[i] === '\t') tabs++
  return tabs
}

function addTo(counts: Map<TokenType, number>, type: TokenType, amount: number): void {
  counts.set(type, (counts.get(type) ?? 0) + amount)
}
