import { type Diagnostic, diagnostic, Source } from '@gradus/diagnostics'
import type { CstNode, IToken } from 'chevrotain'
import type { ModelFile, Statement } from './ast.ts'
import type { BuildContext } from './build-expression.ts'
import { buildStatement } from './build-statement.ts'
import { maxDepth, measureDepth } from './depth.ts'
import { attachDocs } from './docs.ts'
import { explainErrors, explainLayout } from './explain-errors.ts'
import { findGodotLine } from './foreign-words.ts'
import { layOut, type StatementTokens } from './layout.ts'
import { lex } from './lex.ts'
import { parseStatement } from './parse-statement.ts'
import { repairStatement } from './repair.ts'
import { type Findings, selectDiagnostics } from './select-diagnostics.ts'
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
  const godot = findGodotLine(tokens)
  if (godot) return refuseGodot(source, tokens, trivia, godot)
  const { statements, problems } = layOut(source.text, tokens)
  const found: Findings = {
    unreadable,
    brackets: problems.map((problem) => explainLayout(source, problem)),
    repaired: [],
    unparsed: [],
    built: [],
  }
  const repaired = statements.flatMap((statement) => {
    const repair = repairStatement(source, statement)
    for (const problem of repair.diagnostics) found.repaired.push(problem)
    return repair.statements
  })
  const docs = attachDocs(tokens, trivia)
  const context: BuildContext = { source, diagnostics: found.built, docs }
  const parsed = repaired.map((statement) => parseOne(statement, context, found.unparsed))
  return {
    file: {
      statements: parsed.flatMap(({ statement }) => statement ?? []),
      span: { start: 0, end: source.text.length },
    },
    tokens: repaired.flat(),
    trivia,
    cst: { name: 'file', children: { statement: parsed.flatMap(({ cst }) => cst ?? []) } },
    diagnostics: selectDiagnostics(found, repaired),
  }
}

function parseOne(
  tokens: StatementTokens,
  context: BuildContext,
  unparsed: Diagnostic[],
): { readonly cst?: CstNode; readonly statement?: Statement } {
  const { levels, tooDeep } = measureDepth(tokens)
  if (tooDeep) {
    const label = `at most ${maxDepth} levels of brackets, \`if\` and \`^\``
    const span = spanOf(tooDeep)
    unparsed.push(diagnostic('E0120', context.source, span, { levels }, { label }))
    return {}
  }
  const { cst, failures } = parseStatement(tokens)
  for (const failure of failures)
    for (const problem of explainErrors(context.source, failure)) unparsed.push(problem)
  if (!cst) return {}
  const statement = buildStatement(cst, context)
  return { cst, ...(statement && { statement }) }
}

function refuseGodot(
  source: Source,
  tokens: readonly IToken[],
  trivia: readonly IToken[],
  line: IToken,
): ParsedFile {
  const help = 'both use `.gd`; a model has `param` for what is trained and `minimize`'
  const label = 'a line of a Godot script'
  return {
    file: { statements: [], span: { start: 0, end: source.text.length } },
    tokens,
    trivia,
    cst: { name: 'file', children: {} },
    diagnostics: [diagnostic('E0001', source, spanOf(line), {}, { label, help })],
  }
}
