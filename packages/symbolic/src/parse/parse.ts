import { type Diagnostic, renderShort, Source } from '@gradus/diagnostics'
import type { Expr } from '../expr.ts'
import { checkTokens } from './check.ts'
import { buildFormula } from './grammar.ts'
import { lexer } from './tokens.ts'

/** What reading a text gives: a formula, or everything that is wrong with it. */
export interface ParsedExpression {
  readonly expression?: Expr
  /** In the order of the text; empty exactly where there is a formula. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Thrown for a text that is no formula; `diagnostics` says where and why. */
export class ExpressionError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(renderShort).join('\n'))
    this.name = 'ExpressionError'
    this.diagnostics = diagnostics
  }
}

/**
 * Reads a formula. Never throws, whatever the text; takes time linear in its length.
 *
 * @param file The name that the text is reported under.
 */
export function tryParseExpression(text: string, file = 'formula'): ParsedExpression {
  const source = new Source(file, text)
  const { tokens } = lexer.tokenize(text)
  const diagnostics = checkTokens(source, tokens)
  if (diagnostics.length > 0) return { diagnostics }
  const built = buildFormula(source, tokens)
  return built.diagnostics.length > 0 ? { diagnostics: built.diagnostics } : built
}

/** Reads a formula; throws an {@link ExpressionError} with every mistake in the text. */
export function parseExpression(text: string): Expr {
  const { expression, diagnostics } = tryParseExpression(text)
  if (!expression) throw new ExpressionError(diagnostics)
  return expression
}
