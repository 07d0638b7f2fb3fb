import type { Code, Diagnostic } from '@gradus/diagnostics'

/** Where a diagnostic stands: its code and the 1-based place where its span starts. */
export interface ExpectedDiagnostic {
  readonly code: Code
  readonly line: number
  readonly column: number
}

/**
 * Reads the diagnostics that a bad program announces in its comments, sorted by place.
 *
 *     logits = h @ W2
 *     # error E0302
 *     #          ^
 *
 * The comment names the code, and the caret in the comment line after it stands under the
 * place in the last line before that is not such a comment. The `#` of the caret line hides
 * the first column, which is therefore written `#^`.
 */
export function readExpectedDiagnostics(text: string): readonly ExpectedDiagnostic[] {
  const lines = text.split(/\r?\n/)
  const expected: ExpectedDiagnostic[] = []
  let line = 0
  for (let index = 0; index < lines.length; index++) {
    const announced = /^\s*#\s*(error|warning)\s+([EWT]\d{4})\s*$/.exec(lines[index] ?? '')
    if (!announced) {
      line = index + 1
      continue
    }
    const [, severity, code = ''] = announced
    index++
    if ((severity === 'warning') !== code.startsWith('W')) {
      throw new Error(`line ${index}: ${code} is no ${severity}`)
    }
    const column = columnOfCaret(lines[index] ?? '')
    if (column === undefined)
      throw new Error(`line ${index + 1}: ${code} needs a line with a caret`)
    expected.push({ code: code as Code, line, column })
  }
  return expected.sort(byPlace)
}

/** The place and code of a diagnostic, to be compared with what a program announces. */
export function placeOfDiagnostic({ code, source, primary }: Diagnostic): ExpectedDiagnostic {
  return { code, ...source.positionAt(primary.span.start) }
}

function columnOfCaret(line: string): number | undefined {
  if (!/^\s*#\s*\^+\s*$/.test(line)) return undefined
  return line.startsWith('#^') ? 1 : line.indexOf('^') + 1
}

function byPlace(a: ExpectedDiagnostic, b: ExpectedDiagnostic): number {
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1)
}
