import type { Diagnostic } from '../diagnostic.ts'
import { showControls } from './columns.ts'

/** Renders a diagnostic as one line, `file:line:column: severity[code]: message`. */
export function renderShort({ source, primary, severity, code, message }: Diagnostic): string {
  const { line, column } = source.positionAt(primary.span.start)
  return showControls(
    `${source.file}:${line}:${column}: ${severity}[${code}]: ${message}`,
  ).replaceAll('\n', ' ')
}
