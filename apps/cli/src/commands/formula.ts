import { type Diagnostic, diagnostic, renderJson, Source, suggest } from '@gradus/diagnostics'
import { type Expr, freeVariables, tryParseExpression } from '@gradus/symbolic'
import type { Call } from '../call.ts'
import { type ExitCode, exitCodes, wrongUsage } from '../exit-codes.ts'
import { printDiagnostics } from '../report/diagnostics.ts'

/** A formula that was read, or what is wrong with it. */
export interface ReadFormula {
  readonly text: string
  readonly expression?: Expr
  readonly diagnostics: readonly Diagnostic[]
}

/** What the variables of a formula may be called, and where others come from. */
export interface KnownNames {
  readonly names: readonly string[]
  /** Says what to do about a name that is none of them. */
  readonly help: (name: string) => string
}

/**
 * Reads a formula whose variables have to be known.
 *
 * @param file  The name that the text is reported under, such as `--model`.
 */
export function readFormula(text: string, file: string, known: KnownNames): ReadFormula {
  if (text === '-' || text.endsWith('.gd')) {
    throw wrongUsage(`${text} is a model; this command takes a formula.`)
  }
  const { expression, diagnostics } = tryParseExpression(text, file)
  if (!expression) return { text, diagnostics }
  const source = new Source(file, text)
  const unknown = freeVariables(expression).filter((name) => !known.names.includes(name))
  const found = unknown.map((name) => unknownName(source, name, known))
  found.sort((a, b) => a.primary.span.start - b.primary.span.start)
  return found.length > 0 ? { text, diagnostics: found } : { text, expression, diagnostics: [] }
}

function unknownName(source: Source, name: string, { names, help }: KnownNames): Diagnostic {
  const start = Math.max(0, placeOf(source.text, name))
  const near = suggest(name, names)
  const span = { start, end: start + name.length }
  return diagnostic(
    'E0201',
    source,
    span,
    { name },
    {
      label: near && `did you mean \`${near}\`?`,
      help: help(name),
    },
  )
}

/** Where a name stands alone in a text for the first time. */
function placeOf(text: string, name: string): number {
  const words = text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)
  return [...words].find(([word]) => word === name)?.index ?? -1
}

/** Refuses names that were given a number, but that no formula uses: a slip of the pen. */
export function requireUsed(
  names: readonly string[],
  expressions: readonly Expr[],
  flag: string,
  why: string,
): void {
  const used = new Set(expressions.flatMap((expression) => freeVariables(expression)))
  const idle = names.find((name) => !used.has(name))
  if (idle !== undefined) throw wrongUsage(`${flag} has ${idle}, which ${why}.`)
}

/** Prints what is wrong with what was given, and ends the command. */
export function refuse(call: Call, given: object, diagnostics: readonly Diagnostic[]): ExitCode {
  if (call.isJson) {
    const found = diagnostics.map(renderJson)
    call.terminal.out.print(JSON.stringify({ schema: 1, ...given, diagnostics: found }))
  } else printDiagnostics(call.terminal.talk, diagnostics)
  return exitCodes.problems
}
