import type { Diagnostic } from '../diagnostic.ts'

/** Renders a diagnostic as a workflow command, which GitHub shows beside the changed line. */
export function renderGithub(diagnostic: Diagnostic): string {
  const { source, primary, severity, code, message, help } = diagnostic
  const { line, column } = source.positionAt(primary.span.start)
  const text = [message, primary.text, help ?? ''].filter((part) => part !== '').join('\n')
  const properties = `file=${escapeProperty(source.file)},line=${line},col=${column},title=${code}`
  return `::${severity} ${properties}::${escapeData(text)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
