import type { IToken } from 'chevrotain'
import { Token } from './tokens.ts'

/**
 * How deep brackets, `if` and `^` may nest inside each other. Parser and builder recurse
 * along exactly these, so the limit is what keeps any text from overflowing the stack.
 */
export const maxDepth = 64

/** The deepest nesting of a statement, and the first token that goes past the limit. */
export interface Depth {
  readonly levels: number
  readonly tooDeep?: IToken
}

const openers: ReadonlySet<unknown> = new Set([Token.OpenParen, Token.OpenBracket, Token.OpenBrace])
const closers: ReadonlySet<unknown> = new Set([
  Token.CloseParen,
  Token.CloseBracket,
  Token.CloseBrace,
])

// What is pending inside one bracket. A power ends at the next operator; an `if` reaches
// to the next comma, line or closing bracket.
interface Frame {
  choices: number
  powers: number
}

/** Counts how deep the tokens of a laid-out statement nest, without recursion. */
export function measureDepth(tokens: readonly IToken[]): Depth {
  const outer: Frame[] = []
  let frame: Frame = { choices: 0, powers: 0 }
  let depth = 0
  let levels = 0
  let tooDeep: IToken | undefined
  let previous: IToken | undefined
  for (const token of tokens) {
    const type = token.tokenType
    depth -= settle(frame, token, previous)
    if (openers.has(type)) {
      outer.push(frame)
      frame = { choices: 0, powers: 0 }
      depth++
    } else if (closers.has(type)) {
      frame = outer.pop() ?? frame
      depth--
    } else if (type === Token.if) {
      frame.choices++
      depth++
    } else if (isPower(token)) {
      frame.powers++
      depth++
    }
    levels = Math.max(levels, depth)
    if (depth > maxDepth) tooDeep ??= token
    previous = token
  }
  return { levels, ...(tooDeep && { tooDeep }) }
}

// Ends what the token ends in its frame, and returns how many levels that were.
function settle(frame: Frame, token: IToken, previous: IToken | undefined): number {
  const type = token.tokenType
  const endsAll = closers.has(type) || type === Token.Comma || type === Token.LineBreak
  const isSign = previous !== undefined && isPower(previous)
  const endsPowers = endsAll || (!isSign && !isPower(token) && endsPower(token))
  const ended = (endsAll ? frame.choices : 0) + (endsPowers ? frame.powers : 0)
  if (endsAll) frame.choices = 0
  if (endsPowers) frame.powers = 0
  return ended
}

function isPower(token: IToken): boolean {
  return token.tokenType === Token.Power || token.tokenType === Token.DoubleStar
}

function endsPower({ tokenType }: IToken): boolean {
  return (
    tokenType === Token.then ||
    tokenType === Token.else ||
    (tokenType.CATEGORIES?.includes(Token.Operator) ?? false)
  )
}
