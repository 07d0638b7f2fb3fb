import type { Code } from '../catalog/index.ts'
import type { Severity } from '../catalog/row.ts'
import type { Diagnostic, Label } from '../diagnostic.ts'
import type { Source } from '../source.ts'
import type { Span } from '../span.ts'

/** A place in a file: line and column from 1 in code points, offset from 0 in UTF-16. */
export interface JsonPosition {
  readonly line: number
  readonly col: number
  readonly offset: number
}

export interface JsonRange {
  readonly start: JsonPosition
  readonly end: JsonPosition
}

export interface JsonLabel {
  readonly primary: boolean
  readonly text: string
  /** Given only when the label lies in another file than the diagnostic. */
  readonly file?: string
  readonly range: JsonRange
}

/** A diagnostic as plain data for other programs. */
export interface JsonDiagnostic {
  readonly code: Code
  readonly severity: Severity
  readonly message: string
  readonly file: string
  readonly range: JsonRange
  readonly labels: readonly JsonLabel[]
  readonly notes: readonly string[]
  readonly help?: string
  readonly fixes: readonly {
    readonly title: string
    readonly confidence: 'safe' | 'ask'
    readonly edits: readonly { readonly range: JsonRange; readonly text: string }[]
  }[]
  /** The page of the code, below the root of the documentation. */
  readonly doc: string
}

/** All diagnostics of one call; `schema` grows when a field changes its meaning. */
export interface JsonReport {
  readonly schema: 1
  readonly diagnostics: readonly JsonDiagnostic[]
}

/** The report that `--json` prints. */
export function reportJson(diagnostics: readonly Diagnostic[]): JsonReport {
  return { schema: 1, diagnostics: diagnostics.map(renderJson) }
}

/** A diagnostic as a plain object, ready for `JSON.stringify`. */
export function renderJson(diagnostic: Diagnostic): JsonDiagnostic {
  const { code, severity, message, source, primary, secondary, notes, help, fixes } = diagnostic
  return {
    code,
    severity,
    message,
    file: source.file,
    range: rangeOf(source, primary.span),
    labels: [
      labelJson(source, primary, true),
      ...secondary.map((l) => labelJson(source, l, false)),
    ],
    notes,
    ...(help === undefined ? {} : { help }),
    fixes: fixes.map(({ title, confidence, edits }) => ({
      title,
      confidence,
      edits: edits.map(({ span, text }) => ({ range: rangeOf(source, span), text })),
    })),
    doc: `errors/${code}`,
  }
}

function labelJson(source: Source, label: Label, primary: boolean): JsonLabel {
  const own = label.source ?? source
  const file = own === source ? {} : { file: own.file }
  return { primary, text: label.text, ...file, range: rangeOf(own, label.span) }
}

function rangeOf(source: Source, { start, end }: Span): JsonRange {
  const position = (at: number): JsonPosition => {
    const { line, column } = source.positionAt(at)
    return { line, col: column, offset: source.firstOffset + at }
  }
  return { start: position(start), end: position(end) }
}
