import { type Diagnostic, diagnostic, Source } from '@gradus/diagnostics'
import type { CstNode, IToken } from 'chevrotain'
import type { ModelFile, Statement } from './ast.ts'
import type { BuildContext } from './build-expression.ts'
import { buildStatement } from './build-statement.ts'
import { maxDepth, measureDepth } from './depth.ts'
import { attachDocs } from './docs.ts'
import { explainErrors, explainLayout } from './explain-errors.ts'
import { parseStatement } from './grammar.ts'
import { layOut, type StatementTokens } from './layout.ts'
import { lex } from './lex.ts'
import { spanOf } from './token-span.ts'

/** A text in all its forms, from words to meaning, and what is wrong with it. */
export interface ParsedFile {
  readonly file: ModelFile
  /** What the parser read: laid out, with line breaks only where they separate. */
  readonly tokens: readonly IToken[]
  /** Comments and documentation comments, which the parser does not see. */
  readonly trivia: readonly IToken[]
  readonly cst: CstNode
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Parses a text; `file` is the name that it is reported under. */
export function parseText(text: string, file = 'model.gd'): ParsedFile {
  return parseSource(new Source(file, text))
}

/** Parses a text. Never throws, whatever the text; takes time linear in its length. */
export function parseSource(source: Source): ParsedFile {
  const { tokens, trivia, diagnostics: unreadable } = lex(source)
  const { statements, problems } = layOut(source.text, tokens)
  const found: Diagnostic[] = [...unreadable, ...problems.map((p) => explainLayout(source, p))]
  const context: BuildContext = { source, diagnostics: found, docs: attachDocs(tokens, trivia) }
  const parsed = statements.map((statement) => parseOne(statement, context))
  return {
    file: {
      statements: parsed.flatMap(({ statement }) => statement ?? []),
      span: { start: 0, end: source.text.length },
    },
    tokens: statements.flat(),
    trivia,
    cst: { name: 'file', children: { statement: parsed.flatMap(({ cst }) => cst ?? []) } },
    diagnostics: found.sort((a, b) => a.primary.span.start - b.primary.span.start),
  }
}

function parseOne(
  tokens: StatementTokens,
  context: BuildContext,
): { readonly cst?: CstNode; readonly statement?: Statement } {
  const { levels, tooDeep } = measureDepth(tokens)
  if (tooDeep) {
    const label = `at most ${maxDepth} levels of brackets, \`if\` and \`^\``
    const span = spanOf(tooDeep)
    context.diagnostics.push(diagnostic('E0120', context.source, span, { levels }, { label }))
    return {}
  }
  const { cst, errors } = parseStatement(tokens)
  const problems = explainErrors(context.source, tokens, errors)
  context.diagnostics.push(...problems.map((problem) => problem.diagnostic))
  const statement = buildStatement(cst, context)
  return { cst, ...(statement && { statement }) }
}
