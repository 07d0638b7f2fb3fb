import { type Diagnostic, type Source, suggest } from '@gradus/diagnostics'
import type { IToken, TokenType } from 'chevrotain'
import { firstElementwiseNames } from '../builtins/function-names.ts'
import { adviceFor } from './foreign-words.ts'
import type { StatementTokens } from './layout.ts'
import { shorten } from './lex.ts'
import {
  adjacentValues,
  foreignKeyword,
  foreignPower,
  insert,
  misplacedComparison,
  misplacedUpdate,
  missingColon,
  missingParentheses,
  misspeltWord,
  replace,
  unbrokenStatement,
  unexpected,
  unknownStatement,
} from './slips.ts'
import { endOf, insertToken, retypeToken } from './token-span.ts'
import { statementKeywords, Token } from './tokens.ts'

/** The statements that were meant, and what was wrong with the one that was written. */
export interface RepairedStatement {
  readonly statements: readonly StatementTokens[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Repairs the slips whose cure is certain enough to go on with: a misspelt keyword, two
 * values side by side, `=` for `:`, a keyword of another language. Repairing tokens before
 * parsing keeps one slip at one error: names stay declared and shapes stay right.
 */
export function repairStatement(source: Source, tokens: StatementTokens): RepairedStatement {
  const repair = new Repair(source, tokens)
  repair.run()
  return repair
}

// What a bracket holds decides how words may stand beside each other in it.
type BracketKind =
  | 'file'
  | 'train'
  | 'test'
  | 'optimizer'
  | 'block'
  | 'call'
  | 'formals'
  | 'columns'
  | 'shape'
  | 'values'

interface Bracket {
  readonly kind: BracketKind
  /** The first token of the item (statement, setting, argument) being read. */
  head: IToken | undefined
  /** How many tokens of the item have been read. */
  length: number
  /** Whether the item has reached a place where values stand. */
  inValue: boolean
  /** How many `if` of the item wait for their `else`. */
  choices: number
}

const blockKinds: ReadonlySet<BracketKind> = new Set<BracketKind>([
  'file',
  'train',
  'test',
  'optimizer',
  'block',
])

const wordsOf: Partial<Record<BracketKind, readonly string[]>> = {
  file: statementKeywords,
  test: ['expect'],
  optimizer: ['state'],
  block: ['param', 'repeat', 'return'],
}

const valueHeads: ReadonlySet<TokenType> = new Set([
  Token.minimize,
  Token.maximize,
  Token.show,
  Token.repeat,
  Token.return,
])
const headsOfBlocks: ReadonlySet<TokenType> = new Set([
  Token.train,
  Token.test,
  Token.layer,
  Token.optimizer,
  Token.repeat,
])
const declaringHeads: ReadonlySet<TokenType> = new Set([
  Token.param,
  Token.metric,
  Token.dim,
  Token.data,
])
const keywordTypes: ReadonlySet<TokenType> = new Set(statementKeywords.map((word) => Token[word]))
const settingWords: ReadonlySet<TokenType> = new Set([Token.optimizer, Token.data, Token.metric])
const namingSigns: ReadonlySet<TokenType> = new Set([Token.Equals, Token.Tilde, Token.UpdateArrow])
const closers: ReadonlySet<TokenType> = new Set([
  Token.CloseParen,
  Token.CloseBracket,
  Token.CloseBrace,
])

const functionNames: ReadonlySet<string> = new Set(firstElementwiseNames)

class Repair implements RepairedStatement {
  readonly statements: IToken[][] = []
  readonly diagnostics: Diagnostic[] = []
  readonly #source: Source
  readonly #tokens: StatementTokens
  readonly #outer: Bracket[] = []
  #bracket: Bracket = openBracket('file')
  #output: IToken[] = []
  #index = 0

  constructor(source: Source, tokens: StatementTokens) {
    this.#source = source
    this.#tokens = tokens
  }

  run(): void {
    while (this.#index < this.#tokens.length) {
      const token = this.#tokens[this.#index++] as IToken
      if (isItemEnd(token, this.#bracket)) this.#endItem(token)
      else if (this.#bracket.length === 0) this.#startItem(token)
      else this.#continueItem(token)
    }
    if (this.#output.length > 0) this.statements.push(this.#output)
  }

  #peek(ahead = 0): IToken | undefined {
    return this.#tokens[this.#index + ahead]
  }

  #previous(): IToken | undefined {
    return this.#output.at(-1)
  }

  #report(problem: Diagnostic): void {
    this.diagnostics.push(problem)
  }

  #push(token: IToken): void {
    const bracket = this.#bracket
    bracket.head ??= token
    bracket.length++
    if (namingSigns.has(token.tokenType) || startsValue(token, bracket)) bracket.inValue = true
    if (token.tokenType === Token.if) bracket.choices++
    if (token.tokenType === Token.else) bracket.choices--
    const opened = kindOpenedBy(token, this.#previous(), bracket)
    this.#output.push(token)
    if (opened) {
      this.#outer.push(bracket)
      this.#bracket = openBracket(opened)
    } else if (closers.has(token.tokenType)) this.#bracket = this.#outer.pop() ?? bracket
  }

  #endItem(token: IToken): void {
    this.#output.push(token)
    restart(this.#bracket)
  }

  #splitItem(previous: IToken): void {
    if (this.#bracket.kind === 'file') {
      this.statements.push(this.#output)
      this.#output = []
    } else this.#output.push(insertToken(Token.LineBreak, '', previous))
    restart(this.#bracket)
  }

  #startItem(token: IToken): void {
    if (closers.has(token.tokenType) || !blockKinds.has(this.#bracket.kind)) {
      this.#continueItem(token)
      return
    }
    if (this.#dropForeignKeyword(token)) return
    const word = this.#correctWord(token)
    if (!word) return
    this.#push(word)
    if (this.#bracket.kind === 'train') this.#correctColon(word)
    else this.#correctNaming(word)
  }

  // True when the word, or the whole item that it starts, is left out.
  #dropForeignKeyword(token: IToken): boolean {
    const next = this.#peek()
    const advice = adviceFor(token, {
      next,
      isFileLevel: this.#bracket.kind === 'file',
      isNaming: this.#findNaming() !== undefined,
    })
    if (!advice) return false
    const end = advice.write ? endOf(token) : (next?.startOffset ?? endOf(token))
    const span = { start: token.startOffset, end }
    const fix = { ...replace(span, advice.write ?? ''), confidence: 'ask' as const }
    this.#report(
      foreignKeyword(this.#source, token, advice.text, advice.dropsItem ? undefined : fix),
    )
    if (advice.dropsItem) this.#skipItem()
    else if (advice.write) this.#push(retypeToken(token, Token[advice.write]))
    return true
  }

  #skipItem(): void {
    let depth = 0
    for (let token = this.#peek(); token; token = this.#peek()) {
      if (depth === 0 && (token.tokenType === Token.LineBreak || closers.has(token.tokenType)))
        return
      if (kindOpenedBy(token, undefined, this.#bracket)) depth++
      else if (closers.has(token.tokenType)) depth--
      this.#index++
    }
  }

  // The word that was meant, or nothing when it is left out.
  #correctWord(token: IToken): IToken | undefined {
    const next = this.#peek()
    const { kind } = this.#bracket
    if (kind === 'train' || !isName(token) || !next || !startsOperand(next)) return token
    const isOwnWord = wordsOf[kind]?.includes(token.image) ?? false
    if (isOwnWord && token.tokenType !== Token.Name) return token
    const meant = meantWord(token.image, kind)
    if (meant) {
      this.#report(unknownStatement(this.#source, token, meant))
      return retypeToken(token, Token[meant as keyof typeof Token])
    }
    const hasNaming = this.#findNaming() !== undefined
    if (hasNaming && isName(next)) {
      this.#report(unknownStatement(this.#source, token))
      return undefined
    }
    if (next.tokenType === Token.Text || next.tokenType === Token.OpenBracket) return token
    return this.#insertNaming(token, next)
  }

  // `pred w * x`: a value with a name before it can only miss its `=`.
  #insertNaming(name: IToken, next: IToken): undefined {
    const fix = { ...insert(endOf(name), ' ='), confidence: 'ask' as const }
    this.#report(unexpected(this.#source, next, `expected \`=\` after \`${name.image}\``, { fix }))
    this.#push(name)
    this.#push(insertToken(Token.Equals, '=', name))
    return undefined
  }

  #correctColon(word: IToken): void {
    const next = this.#peek()
    if (!next || !(isName(word) || settingWords.has(word.tokenType))) return
    const isWrongSign = next.tokenType === Token.Equals || next.tokenType === Token.EqualTo
    if (!isWrongSign && !startsOperand(next) && next.tokenType !== Token.OpenParen) return
    this.#report(missingColon(this.#source, word, next))
    if (isWrongSign) this.#index++
    this.#push(insertToken(Token.Colon, ':', isWrongSign ? next : word))
    this.#bracket.inValue = true
  }

  // `param w == 10` and `w <- 1` outside an optimizer.
  #correctNaming(head: IToken): void {
    const isExpect = head.tokenType === Token.expect && this.#bracket.kind === 'test'
    if (isExpect || !(isName(head) || declaringHeads.has(head.tokenType))) return
    const next = this.#peek()
    if (next?.tokenType === Token.UpdateArrow && this.#bracket.kind !== 'optimizer') {
      this.#report(misplacedUpdate(this.#source, next, true))
      this.#index++
      this.#push(retypeToken(next, Token.Equals))
      return
    }
    const sign = this.#findNaming(Token.EqualTo)
    if (sign?.tokenType !== Token.EqualTo) return
    this.#report(misplacedComparison(this.#source, sign))
    while (this.#peek() !== sign) this.#push(this.#tokens[this.#index++] as IToken)
    this.#index++
    this.#push(retypeToken(sign, Token.Equals))
  }

  // The first sign of this item that gives a name its meaning, outside brackets.
  #findNaming(also?: TokenType): IToken | undefined {
    let depth = 0
    for (let i = this.#index; i < this.#tokens.length; i++) {
      const token = this.#tokens[i] as IToken
      const { tokenType } = token
      if (closers.has(tokenType)) depth--
      else if (tokenType === Token.OpenBrace || tokenType === Token.LineBreak || depth < 0) return
      else if (tokenType === Token.OpenParen || tokenType === Token.OpenBracket) depth++
      else if (depth === 0 && (namingSigns.has(tokenType) || tokenType === also)) return token
    }
    return undefined
  }

  #continueItem(token: IToken): void {
    const previous = this.#previous()
    if (previous && blockKinds.has(this.#bracket.kind) && this.#separate(previous, token)) return
    if (previous && this.#bracket.inValue) {
      if (this.#correctWithin(previous, token)) return
      this.#joinValues(previous, token)
    }
    if (token.tokenType === Token.DoubleStar) {
      this.#report(foreignPower(this.#source, token))
      this.#push(retypeToken(token, Token.Power))
    } else if (token.tokenType === Token.UpdateArrow && this.#bracket.length !== 1) {
      this.#splitArrow(token)
    } else if (token.tokenType === Token.Equals && this.#bracket.kind === 'call') {
      if (previous) this.#report(missingColon(this.#source, previous, token))
      this.#push(retypeToken(token, Token.Colon))
    } else this.#push(token)
  }

  // True when `token` starts an item of its own, and was handled as such.
  #separate(previous: IToken, token: IToken): boolean {
    if (this.#bracket.kind === 'train') return this.#separateSetting(previous, token)
    if (this.#separateName(previous, token)) return true
    const isLater = previous.endLine !== token.startLine
    const isKeyword = this.#startsKeywordItem(previous, token, isLater)
    const isNext =
      isKeyword || this.#startsBinding(previous, token) || this.#startsLine(previous, token)
    if (!isNext) return false
    if (this.#bracket.length === 1 && keywordTypes.has(previous.tokenType)) {
      this.#correctName(previous, token)
      return true
    }
    const isComplete = endsStatement(previous)
    if (isComplete) this.#report(unbrokenStatement(this.#source, previous, token))
    this.#splitItem(previous)
    if (!isKeyword && !isName(token)) this.#skipItem()
    else if (isComplete) this.#push(token)
    else this.#startItem(token)
    return true
  }

  // Two keywords in a row: the second is meant as a name, or written twice.
  #correctName(keyword: IToken, token: IToken): void {
    const isNamed = namingSigns.has(this.#peek()?.tokenType as TokenType)
    const label = isNamed
      ? `\`${token.image}\` is a word of the language and cannot be a name`
      : `\`${keyword.image}\` stands before it`
    this.#report(unexpected(this.#source, token, label))
    if (isNamed) this.#push(retypeToken(token, Token.Name))
  }

  // Two names in a declaration: a comma is missing, or the second is too much.
  #separateName(previous: IToken, token: IToken): boolean {
    const { inValue, length, head } = this.#bracket
    const areNames = isPlainName(previous) && isPlainName(token)
    if (inValue || length < 2 || !areNames || previous.endLine !== token.startLine) return false
    const isList = head?.tokenType === Token.dim || head?.tokenType === Token.data
    const fix = insert(endOf(previous), ',')
    this.#report(
      isList
        ? unexpected(this.#source, token, 'expected `,` between two names', { fix })
        : unexpected(this.#source, token, `\`${shorten(previous.image)}\` is the name here`),
    )
    if (!isList) return true
    this.#push(insertToken(Token.Comma, ',', previous))
    this.#push(token)
    return true
  }

  #startsLine(previous: IToken, token: IToken): boolean {
    if (previous.tokenType === Token.CloseBrace) return !closers.has(token.tokenType)
    if (previous.endLine === token.startLine || this.#bracket.choices > 0) return false
    return endsStatement(previous) && !isContextual(previous) && isValueOrText(token)
  }

  #startsKeywordItem(previous: IToken, token: IToken, isLater: boolean): boolean {
    if (!keywordTypes.has(token.tokenType) || previous.tokenType === Token.after) return false
    if (this.#peek()?.tokenType === Token.Colon) return false
    // In `test "…" train {` the block belongs to the test, whatever the word before it.
    return isLater || !headsOfBlocks.has(this.#bracket.head?.tokenType as TokenType)
  }

  #startsBinding(previous: IToken, token: IToken): boolean {
    const next = this.#peek()
    if (!this.#bracket.inValue || !isName(token) || !endsOperand(previous)) return false
    return next !== undefined && namingSigns.has(next.tokenType)
  }

  #separateSetting(previous: IToken, token: IToken): boolean {
    const isWord = isName(token) || settingWords.has(token.tokenType)
    if (!isWord || !endsOperand(previous) || this.#peek()?.tokenType !== Token.Colon) return false
    if (!this.#bracket.inValue) return false
    const fix = { ...insert(endOf(previous), ','), confidence: 'ask' as const }
    const label = 'expected `,` or a new line before the next setting'
    this.#report(unexpected(this.#source, token, label, { fix }))
    this.#endItem(insertToken(Token.Comma, ',', previous))
    this.#startItem(token)
    return true
  }

  // `expect x ~= 3 with 0.1`: only the word of the tolerance can stand there.
  #correctWithin(previous: IToken, token: IToken): boolean {
    const isNear = this.#bracket.head?.tokenType === Token.expect && isPlainName(token)
    const next = this.#peek()
    if (!isNear || !endsOperand(previous) || !next || !isPlainOperand(next)) return false
    const item = this.#output.slice(this.#output.indexOf(this.#bracket.head as IToken))
    if (!item.some(({ tokenType }) => tokenType === Token.Approximately)) return false
    this.#report(misspeltWord(this.#source, token, 'within'))
    this.#push(retypeToken(token, Token.within))
    return true
  }

  #joinValues(previous: IToken, token: IToken): void {
    if (!endsOperand(previous) || isContextual(previous) || !isPlainOperand(token)) return
    const { kind, length } = this.#bracket
    const isArgument = kind === 'call' && length === 1 && isName(previous)
    if (isArgument && isNumber(token)) {
      this.#report(missingColon(this.#source, previous, token))
      this.#push(insertToken(Token.Colon, ':', previous))
      return
    }
    this.#report(
      functionNames.has(previous.image)
        ? missingParentheses(this.#source, previous, token)
        : adjacentValues(this.#source, previous, token, kind === 'call'),
    )
    this.#push(insertToken(Token.Times, '*', previous))
  }

  // `x <-1` reads as an update; inside a value it was meant as two signs.
  #splitArrow(token: IToken): void {
    if (this.#bracket.head?.tokenType === Token.optimizer) {
      this.#push(token)
      return
    }
    this.#report(misplacedUpdate(this.#source, token, false))
    this.#push(retypeToken(token, Token.Less))
    this.#push(insertToken(Token.Minus, '-', token))
  }
}

function openBracket(kind: BracketKind): Bracket {
  const bracket: Bracket = { kind, head: undefined, length: 0, inValue: false, choices: 0 }
  restart(bracket)
  return bracket
}

function restart(bracket: Bracket): void {
  bracket.head = undefined
  bracket.length = 0
  bracket.choices = 0
  bracket.inValue = bracket.kind === 'call' || bracket.kind === 'values'
}

function isItemEnd({ tokenType }: IToken, { kind }: Bracket): boolean {
  if (tokenType === Token.LineBreak) return true
  return tokenType === Token.Comma && (kind === 'train' || !blockKinds.has(kind))
}

function startsValue(token: IToken, { kind, length }: Bracket): boolean {
  if (length === 1)
    return valueHeads.has(token.tokenType) || (kind === 'test' && token.tokenType === Token.expect)
  return kind === 'train' && token.tokenType === Token.Colon
}

function kindOpenedBy(
  token: IToken,
  previous: IToken | undefined,
  bracket: Bracket,
): BracketKind | undefined {
  const { head, inValue } = bracket
  if (token.tokenType === Token.OpenBrace) {
    const word = head?.tokenType.name
    return word === 'train' || word === 'test' || word === 'optimizer' ? word : 'block'
  }
  if (token.tokenType === Token.OpenBracket) return inValue ? 'values' : 'shape'
  if (token.tokenType !== Token.OpenParen) return undefined
  if (inValue) return previous && endsOperand(previous) ? 'call' : 'values'
  if (previous?.tokenType === Token.Text) return 'columns'
  return head?.tokenType === Token.plot ? 'call' : 'formals'
}

function meantWord(image: string, kind: BracketKind): string | undefined {
  const words = wordsOf[kind]
  return words && image.length > 1 && image.length <= 24 ? suggest(image, words) : undefined
}

function isName({ tokenType }: IToken): boolean {
  return tokenType === Token.Name || (tokenType.CATEGORIES?.includes(Token.Name) ?? false)
}

function isNumber({ tokenType }: IToken): boolean {
  return tokenType === Token.Number || tokenType === Token.MalformedNumber
}

// `expect a within b` is no product.
function isContextual(token: IToken): boolean {
  return token.tokenType !== Token.Name && isName(token)
}

function isPlainOperand(token: IToken): boolean {
  return token.tokenType === Token.Name || isNumber(token)
}

function isPlainName({ tokenType }: IToken): boolean {
  return tokenType === Token.Name
}

function endsStatement(token: IToken): boolean {
  return (
    endsOperand(token) || token.tokenType === Token.Text || token.tokenType === Token.CloseBrace
  )
}

function isValueOrText(token: IToken): boolean {
  return isPlainOperand(token) || token.tokenType === Token.Text
}

function startsOperand(token: IToken): boolean {
  return (
    isName(token) ||
    isNumber(token) ||
    token.tokenType === Token.OpenBracket ||
    token.tokenType === Token.Text ||
    (token.tokenType.CATEGORIES?.includes(Token.Text) ?? false)
  )
}

function endsOperand(token: IToken): boolean {
  return (
    isName(token) ||
    isNumber(token) ||
    token.tokenType === Token.CloseParen ||
    token.tokenType === Token.CloseBracket ||
    token.tokenType === Token.Superscript
  )
}
