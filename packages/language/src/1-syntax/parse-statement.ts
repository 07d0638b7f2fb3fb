import type { CstElement, CstNode, IRecognitionException, IToken, TokenType } from 'chevrotain'
import { childNode } from './cst.ts'
import { type EntryRule, parseRule } from './grammar.ts'
import type { StatementTokens } from './layout.ts'
import { Token } from './tokens.ts'

/** What the parser stumbled over in one run of tokens. */
export interface FailedTokens {
  readonly tokens: StatementTokens
  readonly errors: readonly IRecognitionException[]
}

/** One statement with all that stands in its block, and the errors of each part. */
export interface ParsedStatement {
  readonly cst: CstNode | undefined
  readonly failures: readonly FailedTokens[]
}

/**
 * Parses the laid-out tokens of one statement of the file. The inner statements of a block
 * are parsed one by one and put into its tree, so that no slip can reach the next line.
 */
export function parseStatement(tokens: StatementTokens): ParsedStatement {
  const failures: FailedTokens[] = []
  return { cst: parsePart('statement', tokens, failures), failures }
}

// Recursion follows braces, whose depth is limited before parsing.
function parsePart(
  rule: EntryRule,
  tokens: StatementTokens,
  failures: FailedTokens[],
): CstNode | undefined {
  const open = tokens.findIndex((token) => token.tokenType === Token.OpenBrace)
  if (open < 0) return parseTokens(rule, tokens, failures)
  const close = findClosingBrace(tokens, open)
  const outside = [...tokens.slice(0, open + 1), ...tokens.slice(close)]
  const cst = parseTokens(rule, outside, failures)
  const owner = findOwner(cst)
  if (!owner) return cst
  const { itemRule, separators } = innerRules.get(tokens[0]?.tokenType) ?? blockRules
  const items: CstElement[] = []
  for (const item of splitItems(tokens.slice(open + 1, close), separators)) {
    const parsed = parsePart(itemRule, item, failures)
    if (parsed) items.push(parsed)
  }
  owner.children[itemRule] = items
  return cst
}

function parseTokens(
  rule: EntryRule,
  tokens: StatementTokens,
  failures: FailedTokens[],
): CstNode | undefined {
  const { cst, errors } = parseRule(rule, tokens)
  if (errors.length > 0) failures.push({ tokens, errors })
  return cst
}

interface InnerRules {
  readonly itemRule: EntryRule
  readonly separators: ReadonlySet<TokenType>
}

const lines: ReadonlySet<TokenType> = new Set([Token.LineBreak])
const blockRules: InnerRules = { itemRule: 'blockStatement', separators: lines }
const innerRules: ReadonlyMap<TokenType | undefined, InnerRules> = new Map([
  [Token.train, { itemRule: 'setting', separators: new Set([Token.LineBreak, Token.Comma]) }],
  [Token.test, { itemRule: 'testItem', separators: lines }],
  [Token.optimizer, { itemRule: 'optimizerItem', separators: lines }],
])

// The node that holds the braces: the statement itself or the `block` below it.
function findOwner(cst: CstNode | undefined): CstNode | undefined {
  for (const [child] of Object.values(cst?.children ?? {})) {
    if (!child || !('children' in child)) continue
    return child.children.OpenBrace ? child : childNode(child, 'block')
  }
  return undefined
}

function findClosingBrace(tokens: StatementTokens, open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]?.tokenType === Token.OpenBrace) depth++
    if (tokens[i]?.tokenType === Token.CloseBrace && --depth === 0) return i
  }
  return tokens.length
}

function splitItems(
  tokens: StatementTokens,
  separators: ReadonlySet<TokenType>,
): readonly StatementTokens[] {
  const items: IToken[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (depth === 0 && separators.has(token.tokenType)) items.push([])
    else items.at(-1)?.push(token)
    if (openers.has(token.tokenType)) depth++
    if (closers.has(token.tokenType)) depth--
  }
  return items.filter((item) => item.length > 0)
}

const openers: ReadonlySet<TokenType> = new Set([
  Token.OpenParen,
  Token.OpenBracket,
  Token.OpenBrace,
])
const closers: ReadonlySet<TokenType> = new Set([
  Token.CloseParen,
  Token.CloseBracket,
  Token.CloseBrace,
])
