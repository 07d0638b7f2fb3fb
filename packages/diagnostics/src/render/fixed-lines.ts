import type { Diagnostic, Fix } from '../diagnostic.ts'
import { applyEdits, inOrder } from '../fixes.ts'
import { lineText, Source } from '../source.ts'

const mostLines = 4

/**
 * The lines that a fix changes, as they will read, without their common indentation; the
 * title of the fix where it only takes text away.
 */
export function fixedLines({ source }: Diagnostic, fix: Fix): string[] {
  const fixed = new Source(source.file, applyEdits(source.text, fix.edits))
  const touched = new Set<number>()
  let shift = 0
  for (const { span, text } of inOrder(fix.edits)) {
    const start = span.start + shift
    const first = fixed.positionAt(start).line
    const last = fixed.positionAt(start + text.length).line
    for (let line = first; line <= last; line++) touched.add(line)
    shift += text.length - (span.end - span.start)
  }
  const lines = Array.from(touched, (line) => lineText(fixed, line)).filter((line) => line.trim())
  const takesLinesAway = fix.edits.every(
    ({ span, text }) => text === '' && source.text.slice(span.start, span.end).includes('\n'),
  )
  if (lines.length === 0 || takesLinesAway) return [fix.title]
  return dedent(lines.length > mostLines ? [...lines.slice(0, mostLines), '...'] : lines)
}

function dedent(lines: readonly string[]): string[] {
  const indent = Math.min(...lines.map((line) => line.search(/\S|$/)))
  return lines.map((line) => line.slice(indent).trimEnd())
}
