import { type Diagnostic, diagnostic, type Source, type Span } from '@gradus/diagnostics'
import type { CstNode, IToken } from 'chevrotain'
import type { Arg, BinaryOperator, Expr, MissingExpr, Name } from './ast.ts'
import { childNode, childNodes, childToken, childTokens, firstToken, spanOfNode } from './cst.ts'
import { shorten } from './lex.ts'
import { readText } from './read-text.ts'
import { endOf, spanOf } from './token-span.ts'
import { Token, type TokenName } from './tokens.ts'

/** What building needs besides the tree: the text, and where to report. */
export interface BuildContext {
  readonly source: Source
  readonly diagnostics: Diagnostic[]
  /** Documentation comments by the offset of the token that they stand above. */
  readonly docs: ReadonlyMap<number, string>
}

/**
 * Builds an expression; `at` is where a missing one is placed.
 *
 * Recursion follows brackets, `if` and `^`, whose depth is limited before parsing;
 * chains of operators, calls and signs are loops, because they may be of any length.
 */
export function buildExpr(node: CstNode | undefined, at: number, context: BuildContext): Expr {
  const choice = childNode(node, 'choice')
  return choice
    ? buildIf(choice, context)
    : buildInfix(childNode(node, 'infix') ?? undefined, at, context)
}

/** Stands where a value is missing. */
export function missing(at: number): MissingExpr {
  return { kind: 'missing', span: { start: at, end: at } }
}

/** The name that a token writes; an empty one at `at` where it is absent. */
export function nameOf(token: IToken | undefined, at: number): Name {
  return token
    ? { text: token.image, span: spanOf(token) }
    : { text: '', span: { start: at, end: at } }
}

function buildIf(node: CstNode, context: BuildContext): Expr {
  const keyword = childToken(node, 'if') as IToken
  const span = spanOfNode(node, keyword.startOffset)
  const [condition, then, otherwise] = childNodes(node, 'expr')
  const conditionEnd = endOf(keyword)
  if (then && !childToken(node, 'else')) reportMissingElse(keyword, span, context)
  return {
    kind: 'if',
    span,
    condition: buildExpr(condition, conditionEnd, context),
    // biome-ignore lint/suspicious/noThenProperty: the AST names the branch by its word
    then: buildExpr(then, span.end, context),
    otherwise: buildExpr(otherwise, span.end, context),
  }
}

function reportMissingElse(keyword: IToken, span: Span, context: BuildContext): void {
  const end = { start: span.end, end: span.end }
  context.diagnostics.push(
    diagnostic(
      'E0116',
      context.source,
      spanOf(keyword),
      {},
      {
        label: 'both branches give the value',
        fix: {
          title: 'add an `else`',
          confidence: 'ask',
          edits: [{ span: end, text: ' else 0' }],
        },
      },
    ),
  )
}

const precedence: Partial<Record<TokenName | 'not', number>> = {
  Pipe: 1,
  or: 2,
  and: 3,
  not: 4,
  EqualTo: 5,
  NotEqual: 5,
  Approximately: 5,
  Less: 5,
  AtMost: 5,
  Greater: 5,
  AtLeast: 5,
  Range: 6,
  Plus: 7,
  Minus: 7,
  Times: 8,
  Divide: 8,
  At: 8,
}
const comparisonPrecedence = 5

const operatorSigns: Partial<Record<TokenName, BinaryOperator>> = {
  or: 'or',
  and: 'and',
  EqualTo: '==',
  NotEqual: '!=',
  Approximately: '~=',
  Less: '<',
  AtMost: '<=',
  Greater: '>',
  AtLeast: '>=',
  Range: '..',
  Plus: '+',
  Minus: '-',
  Times: '*',
  Divide: '/',
  At: '@',
}

/** Builds a flat chain of operators by precedence, with two stacks (Dijkstra's shunting yard). */
export function buildInfix(node: CstNode | undefined, at: number, context: BuildContext): Expr {
  const operands = childNodes(node, 'operand')
  const operators = childTokens(node, 'Operator')
  const values: Expr[] = []
  const pending: IToken[] = []
  const reduce = (): void => {
    const operator = pending.pop() as IToken
    const right = values.pop() as Expr
    if (operator.tokenType === Token.not) values.push(applySign(operator, 'not', right))
    else values.push(join(values.pop() as Expr, operator, right, context))
  }
  let end = at
  for (let i = 0; i < Math.max(operands.length, operators.length + 1); i++) {
    const not = childToken(operands[i], 'not')
    if (not) pending.push(not)
    const value = buildUnary(childNode(operands[i], 'unary'), not ? endOf(not) : end, context)
    values.push(value)
    const operator = operators[i]
    if (!operator) break
    while (pending.length > 0 && bindsBefore(pending.at(-1) as IToken, operator)) reduce()
    pending.push(operator)
    end = endOf(operator)
  }
  while (pending.length > 0) reduce()
  return values[0] ?? missing(at)
}

function precedenceOf(token: IToken): number {
  return precedence[token.tokenType.name as TokenName] ?? 0
}

function bindsBefore(pending: IToken, operator: IToken): boolean {
  return precedenceOf(pending) >= precedenceOf(operator)
}

function join(left: Expr, operator: IToken, right: Expr, context: BuildContext): Expr {
  const span = { start: left.span.start, end: Math.max(right.span.end, endOf(operator)) }
  const operatorSpan = spanOf(operator)
  if (operator.tokenType === Token.Pipe) {
    checkPipeTarget(right, operator, context)
    return { kind: 'pipe', span, operatorSpan, value: left, target: right }
  }
  const name = operatorSigns[operator.tokenType.name as TokenName] ?? '*'
  if (precedenceOf(operator) === comparisonPrecedence) {
    const chained = chainComparison(left, operator, right, context)
    if (chained) return chained
  }
  if (name === '..' && left.kind === 'binary' && left.operator === '..' && !left.parenthesized)
    reportSecondRange(operator, context)
  return { kind: 'binary', span, operator: name, operatorSpan, left, right }
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '~=', '<', '<=', '>', '>='])

// `a < b < c` is reported once and read as `a < b and b < c`, which is what it must mean.
function chainComparison(
  left: Expr,
  operator: IToken,
  right: Expr,
  context: BuildContext,
): Expr | undefined {
  if (left.kind !== 'binary' || left.parenthesized) return undefined
  const isFirst = comparisons.has(left.operator)
  // An `and` can only stand here when it was made below: it binds looser than a comparison.
  if (!isFirst && left.operator !== 'and') return undefined
  const previous = isFirst ? left : left.right
  if (previous.kind !== 'binary') return undefined
  if (isFirst) reportChain(previous.right, operator, context)
  const middle = previous.right
  const operatorSpan = spanOf(operator)
  const second: Expr = {
    kind: 'binary',
    span: { start: middle.span.start, end: right.span.end },
    operator: operatorSigns[operator.tokenType.name as TokenName] ?? '==',
    operatorSpan,
    left: middle,
    right,
  }
  const span = { start: left.span.start, end: right.span.end }
  return { kind: 'binary', span, operator: 'and', operatorSpan, left, right: second }
}

function reportChain(middle: Expr, operator: IToken, context: BuildContext): void {
  const text = context.source.text.slice(middle.span.start, middle.span.end)
  const at = { start: middle.span.end, end: middle.span.end }
  context.diagnostics.push(
    diagnostic(
      'E0112',
      context.source,
      spanOf(operator),
      {},
      {
        label: 'a second comparison',
        help: 'write `a < b and b < c`',
        fix: {
          title: 'join two comparisons with `and`',
          confidence: 'safe',
          edits: [{ span: at, text: ` and ${text}` }],
        },
      },
    ),
  )
}

function reportSecondRange(operator: IToken, context: BuildContext): void {
  context.diagnostics.push(
    diagnostic(
      'E0106',
      context.source,
      spanOf(operator),
      { text: '..' },
      {
        label: 'a range has one start and one end',
      },
    ),
  )
}

function checkPipeTarget(target: Expr, operator: IToken, context: BuildContext): void {
  const { kind, span } = target
  if (kind === 'call' || kind === 'name' || kind === 'field' || kind === 'missing') return
  const text = shorten(context.source.text.slice(span.start, span.end))
  context.diagnostics.push(
    diagnostic(
      'E0106',
      context.source,
      span,
      { text },
      {
        label: 'not a call',
        secondary: [{ span: spanOf(operator), text: 'passes its left side to a call' }],
        help: 'after `|>` stands a call such as `dense(o: hidden)`, or the name of a function',
      },
    ),
  )
}

function applySign(sign: IToken, operator: '-' | '+' | 'not', operand: Expr): Expr {
  const span = { start: sign.startOffset, end: Math.max(operand.span.end, endOf(sign)) }
  return { kind: 'unary', span, operator, operand }
}

function buildUnary(node: CstNode | undefined, at: number, context: BuildContext): Expr {
  const signs = [...childTokens(node, 'Minus'), ...childTokens(node, 'Plus')]
  signs.sort((a, b) => a.startOffset - b.startOffset)
  const last = signs.at(-1)
  let value = buildPower(childNode(node, 'power'), last ? endOf(last) : at, context)
  for (const sign of signs.reverse())
    value = applySign(sign, sign.tokenType === Token.Minus ? '-' : '+', value)
  return value
}

function buildPower(node: CstNode | undefined, at: number, context: BuildContext): Expr {
  const base = buildPostfix(childNode(node, 'postfix'), at, context)
  const sign = childToken(node, 'Power') ?? childToken(node, 'Superscript')
  if (!sign) return base
  const operatorSpan = spanOf(sign)
  const exponent: Expr =
    sign.tokenType === Token.Superscript
      ? { kind: 'number', span: operatorSpan, value: sign.image === '²' ? 2 : 3 }
      : buildUnary(childNode(node, 'unary'), endOf(sign), context)
  const span = { start: base.span.start, end: exponent.span.end }
  return { kind: 'binary', span, operator: '^', operatorSpan, left: base, right: exponent }
}

function buildPostfix(node: CstNode | undefined, at: number, context: BuildContext): Expr {
  let value = buildAtom(childNode(node, 'atom'), at, context)
  for (const suffix of childNodes(node, 'suffix')) value = applySuffix(value, suffix, context)
  return value
}

function applySuffix(value: Expr, suffix: CstNode, context: BuildContext): Expr {
  const { start, end: valueEnd } = value.span
  const end = spanOfNode(suffix, valueEnd).end
  const span = { start, end }
  const args = childNode(suffix, 'args')
  if (args) return { kind: 'call', span, callee: value, args: buildArgs(args, context) }
  const indices = childNode(suffix, 'indices')
  if (indices) return { kind: 'index', span, value, indices: buildArgs(indices, context) }
  return { kind: 'field', span, value, field: nameOf(childToken(suffix, 'Name'), end) }
}

/** The arguments between the brackets of a call, an index or a plot. */
export function buildArgs(node: CstNode, context: BuildContext): readonly Arg[] {
  return childNodes(node, 'arg').map((arg) => {
    const place = spanOfNode(arg, spanOfNode(node, 0).end)
    const word = firstToken(childNode(arg, 'word'))
    const value = buildExpr(childNode(arg, 'expr'), place.end, context)
    return { ...(word && { name: nameOf(word, place.start) }), value, span: place }
  })
}

function buildAtom(node: CstNode | undefined, at: number, context: BuildContext): Expr {
  const group = childNode(node, 'group')
  if (group) return buildGroup(group, context)
  const list = childNode(node, 'list')
  if (list) {
    const span = spanOfNode(list, at)
    const items = childNodes(list, 'expr').map((item) => buildExpr(item, span.end, context))
    return { kind: 'list', span, items }
  }
  const token = firstToken(node)
  if (!token || token.isInsertedInRecovery) return missing(at)
  return buildLeaf(token, context)
}

function buildLeaf(token: IToken, context: BuildContext): Expr {
  const span = spanOf(token)
  if (token.tokenType === Token.MalformedNumber) return { kind: 'missing', span }
  if (token.tokenType === Token.Number)
    return { kind: 'number', span, value: Number(token.image.replaceAll('_', '')) }
  if (token.tokenType === Token.Name || token.tokenType.CATEGORIES?.includes(Token.Name))
    return { kind: 'name', span, name: token.image }
  return { kind: 'text', span, value: readText(token, context) }
}

function buildGroup(node: CstNode, context: BuildContext): Expr {
  const span = spanOfNode(node, 0)
  const inner = buildExpr(childNode(node, 'expr'), span.end, context)
  return { ...inner, span, parenthesized: true }
}
