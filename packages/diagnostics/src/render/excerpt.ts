import type { Diagnostic, Label } from '../diagnostic.ts'
import { lineStart, lineText, type Source } from '../source.ts'
import { type DisplayLine, layOut, showControls } from './columns.ts'
import { drawMarks, type Mark } from './marks.ts'
import type { Paint, Style } from './theme.ts'

/** The labelled lines of one source, ready to be drawn beside a gutter. */
export interface Excerpt {
  readonly source: Source
  /** The offset that the `-->` line names. */
  readonly at: number
  readonly lines: readonly MarkedLine[]
}

interface MarkedLine {
  readonly line: number
  readonly display: DisplayLine
  readonly marks: readonly Mark[]
}

interface LabelInSource {
  readonly label: Label
  readonly primary: boolean
}

/** One excerpt for each source that has labels, that of the diagnostic first. */
export function excerptsOf(diagnostic: Diagnostic): Excerpt[] {
  const bySource = new Map<Source, LabelInSource[]>()
  bySource.set(diagnostic.source, [{ label: diagnostic.primary, primary: true }])
  for (const label of diagnostic.secondary) {
    const source = label.source ?? diagnostic.source
    const labels = bySource.get(source) ?? []
    labels.push({ label, primary: false })
    bySource.set(source, labels)
  }
  return Array.from(bySource, ([source, labels]) => ({
    source,
    at: labels[0]!.label.span.start,
    lines: markedLines(source, labels, diagnostic.severity),
  }))
}

function markedLines(
  source: Source,
  labels: readonly LabelInSource[],
  severity: Style,
): MarkedLine[] {
  // A file that could not be read has no line to show.
  if (source.text === '') return []
  const lines = new Map<number, MarkedLine & { readonly marks: Mark[] }>()
  for (const { label, primary } of labels) {
    const style = primary ? severity : 'secondary'
    for (const { line, display, ...columns } of markedColumns(source, label)) {
      const marked = lines.get(line) ?? { line, display, marks: [] }
      marked.marks.push({ ...columns, primary, style })
      lines.set(line, marked)
    }
  }
  return [...lines.values()].sort((a, b) => a.line - b.line)
}

interface MarkedColumns {
  readonly line: number
  readonly display: DisplayLine
  readonly from: number
  readonly to: number
  readonly text: string
}

/** What a label marks: a part of one line, or the ends of the two lines around it. */
function markedColumns(source: Source, label: Label): MarkedColumns[] {
  const { first, last, start, end } = placeOf(source, label)
  const text = showControls(label.text).replaceAll('\n', ' ')
  const top = layOut(lineText(source, first))
  const from = top.columnAt(start)
  if (first === last) {
    const to = Math.max(from + 1, top.columnAt(end))
    return [{ line: first, display: top, from, to, text }]
  }
  const bottomText = lineText(source, last)
  const bottom = layOut(bottomText)
  const indent = bottom.columnAt(bottomText.search(/\S|$/))
  const to = Math.max(indent + 1, bottom.columnAt(end))
  return [
    { line: first, display: top, from, to: Math.max(from + 1, top.width), text: '' },
    { line: last, display: bottom, from: indent, to, text },
  ]
}

/** The first and last line of a label, with the UTF-16 offsets of its ends in them. */
function placeOf(source: Source, { span }: Label) {
  const { line: first } = source.positionAt(span.start)
  const end = Math.min(span.end, source.text.length)
  // A span that ends with its line break ends on that line.
  const atLineStart = end > span.start && source.text[end - 1] === '\n'
  const inside = atLineStart ? end - 1 : end
  const last = Math.max(first, source.positionAt(inside).line)
  return {
    first,
    last,
    start: Math.max(0, Math.min(span.start, source.text.length) - lineStart(source, first)),
    end: Math.max(0, inside - lineStart(source, last)),
  }
}

/** The number of the last line of an excerpt, which decides the width of the gutter. */
export function lastLineOf({ source, at, lines }: Excerpt): number {
  return lines.at(-1)?.line ?? source.positionAt(at).line
}

/** Draws an excerpt under its `-->` line; the gutter is `width` columns wide. */
export function drawExcerpt(excerpt: Excerpt, width: number, paint: Paint): string[] {
  const { source, at, lines } = excerpt
  const { line, column } = source.positionAt(at)
  const blank = ' '.repeat(width)
  const bar = paint('gutter', `${blank} |`)
  const arrow = paint('gutter', `${blank}-->`)
  const drawn = [`${arrow} ${showControls(source.file)}:${line}:${column}`]
  if (lines.length > 0) drawn.push(bar)
  let previous = lines[0]?.line ?? 0
  const drawLine = (number: number, text: string) => {
    const gutter = paint('gutter', `${String(number).padStart(width)} |`)
    drawn.push(`${gutter} ${text}`.trimEnd())
  }
  for (const marked of lines) {
    const gap = marked.line - previous
    if (gap === 2) drawLine(previous + 1, cropped(layOut(lineText(source, previous + 1)), []).text)
    if (gap > 2) drawn.push(paint('gutter', '...'))
    previous = marked.line
    const { text, marks } = cropped(marked.display, marked.marks)
    drawLine(marked.line, text)
    drawn.push(...drawMarks(marks, paint).map((row) => `${bar} ${row}`))
  }
  return drawn
}

const longestLine = 160
const shownBefore = 40

/** Cuts a very long line to the part around its marks. */
function cropped(
  display: DisplayLine,
  marks: readonly Mark[],
): { text: string; marks: readonly Mark[] } {
  if (display.width <= longestLine) return { text: display.slice(0, display.width), marks }
  const leftmost = Math.min(...marks.map(({ from }) => from), display.width)
  const from = marks.length === 0 ? 0 : Math.max(0, leftmost - shownBefore)
  const to = from + longestLine
  const shift = from === 0 ? 0 : from - 1
  const before = from === 0 ? '' : '…'
  const after = to < display.width ? '…' : ''
  const last = longestLine + before.length
  return {
    text: before + display.slice(from, to) + after,
    marks: marks.map((mark) => {
      const start = Math.min(mark.from - shift, last)
      return { ...mark, from: start, to: Math.max(start + 1, Math.min(mark.to - shift, last)) }
    }),
  }
}
