import { Source, type Span } from '../src/index.ts'

/** A text that stands at a line of a file. */
export function lineOf(file: string, line: number, text: string): Source {
  return new Source(file, text, { line })
}

/** The span of the n-th (from 0) occurrence of a snippet. */
export function spanOf(source: Source, snippet: string, n = 0): Span {
  let start = source.text.indexOf(snippet)
  for (let i = 0; i < n; i++) start = source.text.indexOf(snippet, start + 1)
  if (start < 0) throw new Error(`no ${snippet} in ${source.text}`)
  return { start, end: start + snippet.length }
}

/** A replacement of the n-th occurrence of a snippet, sure to be right. */
export function replacing(source: Source, snippet: string, text: string, n = 0) {
  return {
    title: `write \`${text}\``,
    confidence: 'safe',
    edits: [{ span: spanOf(source, snippet, n), text }],
  } as const
}
