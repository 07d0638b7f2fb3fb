import type { Span } from '@gradus/diagnostics'
import { createTokenInstance, type IToken, type TokenType } from 'chevrotain'

/** The place of a token; inserted tokens are empty and stand after the one before. */
export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) }
}

/** The offset just after a token. */
export function endOf(token: IToken): number {
  return (token.endOffset ?? token.startOffset - 1) + 1
}

/** A token that is not in the text, placed just after `previous`. */
export function insertToken(type: TokenType, image: string, previous: IToken): IToken {
  const at = endOf(previous)
  const line = previous.endLine ?? previous.startLine ?? 1
  const column = (previous.endColumn ?? 0) + 1
  const token = createTokenInstance(type, image, at, at - 1, line, line, column, column - 1)
  token.isInsertedInRecovery = true
  return token
}

/** The same piece of text, read as another kind of token. */
export function retypeToken(token: IToken, type: TokenType): IToken {
  return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx as number }
}
