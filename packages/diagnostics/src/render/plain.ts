import type { Diagnostic, Label } from '../diagnostic.ts'
import { lineText } from '../source.ts'
import { layOut, showControls } from './columns.ts'
import { fixedLines } from './fixed-lines.ts'

/** Renders a diagnostic as sentences, without drawings: for screen readers. */
export function renderPlain(diagnostic: Diagnostic): string {
  const { code, severity, message, source, primary, secondary, notes, help, fixes, see } =
    diagnostic
  const word = severity === 'error' ? 'Error' : 'Warning'
  const line = layOut(lineText(source, source.positionAt(primary.span.start).line))
  const text = line.slice(0, line.width).trim()
  return [
    `${word} ${code}: ${message}`,
    place('In', diagnostic, primary),
    ...(text === '' ? [] : [`The line reads: ${text}`]),
    ...secondary.map((label) => place('See also', diagnostic, label)),
    ...notes.map((note) => `Note: ${note}`),
    ...(help === undefined ? [] : [`Help: ${help}`]),
    ...fixes
      .filter(({ told }) => !told)
      .map((fix) => `Fix: ${fixedLines(diagnostic, fix).join('\n')}`),
    ...(see.length === 0 ? [] : [`See: ${[`gradus explain ${code}`, ...see].join('; ')}`]),
  ]
    .map(showControls)
    .join('\n')
}

function place(start: string, { source }: Diagnostic, label: Label): string {
  const own = label.source ?? source
  const { line, column } = own.positionAt(label.span.start)
  const where = `${start} ${own.file}, line ${line}, column ${column}`
  return label.text === '' ? `${where}.` : `${where}: ${label.text}`
}
