import { renderShort, Source } from '@gradus/diagnostics'
import type { Expr } from '../expr.ts'
import { makeRoom } from '../pool.ts'
import { noteTypedOrder } from '../traverse.ts'
import { buildFormula } from './build.ts'
import { findMistakes } from './check.ts'
import { diagnose, type FormulaDiagnostic } from './diagnose.ts'
import { constants, readName, readTokens, type Token } from './tokens.ts'

/** What reading a text gives: a formula, or everything that is wrong with it. */
export interface ParsedExpression {
  readonly expression?: Expr
  /** In the order of the text; empty exactly where there is a formula. */
  readonly diagnostics: readonly FormulaDiagnostic[]
  /** The variables of the text in order of appearance, also those that cancel. */
  readonly variables: readonly string[]
}

// A message is for people; `diagnostics` has all.
const mostShown = 10

/** Thrown for a text that is no formula; `diagnostics` says where and why. */
export class ExpressionError extends Error {
  readonly diagnostics: readonly FormulaDiagnostic[]

  constructor(diagnostics: readonly FormulaDiagnostic[]) {
    const shown = diagnostics.slice(0, mostShown).map(renderShort)
    const more = diagnostics.length - shown.length
    super([...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'))
    this.name = 'ExpressionError'
    this.diagnostics = diagnostics
  }
}

/**
 * Reads a formula. Never throws, whatever the text; takes time linear in its length. Any
 * name between backticks is a variable.
 *
 * @param file The name that the text is reported under.
 */
export function tryParseExpression(text: string, file = 'formula'): ParsedExpression {
  makeRoom()
  const tokens = readTokens(text)
  const variables = variablesOf(tokens)
  const findings = findMistakes(tokens)
  if (findings.length > 0) {
    return { diagnostics: diagnose(new Source(file, text), findings), variables }
  }
  const expression = buildFormula(tokens)
  noteTypedOrder(expression, variables)
  return { expression, diagnostics: [], variables }
}

function variablesOf(tokens: readonly Token[]): readonly string[] {
  const names = new Set<string>()
  tokens.forEach(({ kind, text }, i) => {
    if (kind === 'name' && tokens[i + 1]!.kind !== 'open' && !constants.has(text))
      names.add(readName(text))
  })
  return [...names]
}

/** Reads a formula; throws an {@link ExpressionError} with every mistake in the text. */
export function parseExpression(text: string): Expr {
  const { expression, diagnostics } = tryParseExpression(text)
  if (!expression) throw new ExpressionError(diagnostics)
  return expression
}
