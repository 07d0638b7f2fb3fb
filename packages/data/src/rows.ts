import { Source, type Span } from '@gradus/diagnostics'
import Papa from 'papaparse'
import { detach } from './cell.ts'
import type { Reader } from './reader.ts'

interface ParsedRows {
  readonly data: string[][]
  readonly errors: readonly {
    readonly code: string
    readonly row: number
    readonly index: number
  }[]
  readonly meta: { readonly cursor: number }
}

/** Some rows that were read together, and where they stand in the file. */
export interface RowBatch {
  readonly rows: readonly string[][]
  /** The text of the rows. */
  readonly text: string
  /** The line on which the first row begins. */
  readonly line: number
  /** The UTF-16 offset of the text in the file. */
  readonly offset: number
  /** The index of the first row whose quotation marks do not pair, and where that shows. */
  readonly unpaired?: { readonly index: number; readonly at: number }
}

/** Reads the rows of a text that comes in pieces; the header is the first. */
export function* readRows(pieces: Iterable<string>, delimiter: string): Generator<RowBatch> {
  let pending = ''
  let line = 1
  let offset = 0
  let enough = 0
  for (const piece of pieces) {
    pending += piece
    // A cell whose quotation mark is never closed would be read again with each piece;
    // waiting until the text has doubled keeps the sum of all readings linear.
    if (pending.length < enough) continue
    const { data, errors, meta } = parse(pending, delimiter, { last: false })
    const text = pending.slice(0, meta.cursor)
    if (data.length > 0)
      yield { rows: data, text, line, offset, ...unpairedIn(errors, data.length) }
    pending = pending.slice(meta.cursor)
    line += countLineFeeds(text)
    offset += text.length
    enough = 2 * pending.length
  }
  if (pending === '') return
  const { data, errors } = parse(pending, delimiter, { last: true })
  yield { rows: data, text: pending, line, offset, ...unpairedIn(errors, data.length) }
}

function parse(text: string, delimiter: string, { last }: { last: boolean }): ParsedRows {
  const parser = new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' })
  const parsed = parser.parse(text, 0, !last) as ParsedRows
  if (text.includes('\r')) for (const row of parsed.data) dropReturn(row)
  return parsed
}

/** Takes the first half of a Windows line break off the last cell. */
function dropReturn(row: string[]): void {
  const last = row.at(-1)
  if (last?.endsWith('\r')) row[row.length - 1] = last.slice(0, -1)
}

/** Errors of the row that is cut off at the end come again with the next piece. */
function unpairedIn(errors: ParsedRows['errors'], rows: number): Pick<RowBatch, 'unpaired'> {
  const first = errors.find(({ row }) => row < rows)
  return first ? { unpaired: { index: first.row, at: first.index - 1 } } : {}
}

const longestExcerpt = 10_000

/** The lines of the file, as an excerpt, on which a row of a batch stands. */
export function sourceOfRow(batch: RowBatch, index: number, { delimiter, file }: Reader): Source {
  const start = index === 0 ? 0 : endOfRow(batch, index - 1, delimiter)
  const end = endOfRow(batch, index, delimiter)
  const before = batch.text.slice(0, start)
  const row = batch.text.slice(start, end).replace(/\r?\n$/, '')
  return new Source(file, detach(row.slice(0, longestExcerpt)), {
    line: batch.line + countLineFeeds(before),
    offset: batch.offset + start,
  })
}

function endOfRow(batch: RowBatch, index: number, delimiter: string): number {
  let rows = 0
  let end = batch.text.length
  const parser = new Papa.Parser({
    delimiter,
    newline: '\n',
    quoteChar: '"',
    step: ({ meta }: { meta: { cursor: number } }) => {
      if (rows++ !== index) return
      end = meta.cursor
      parser.abort()
    },
  })
  parser.parse(batch.text, 0, false)
  return end
}

/** The span of a cell in the text of its row. */
export function spanOfCell(row: string, column: number, delimiter: string): Span {
  let start = 0
  for (let i = 0; ; i++) {
    const end = endOfCell(row, start, delimiter)
    if (i === column || end >= row.length) return { start, end }
    start = end + delimiter.length
  }
}

function endOfCell(row: string, start: number, delimiter: string): number {
  let from = start
  if (row[start] === '"') {
    let quote = row.indexOf('"', start + 1)
    while (quote >= 0 && row[quote + 1] === '"') quote = row.indexOf('"', quote + 2)
    from = quote < 0 ? row.length : quote
  }
  const end = row.indexOf(delimiter, from)
  return end < 0 ? row.length : end
}

/** The delimiter that the first line uses most: a comma, a semicolon or a tab. */
export function findDelimiter(pieces: Iterable<string>): string {
  const [first = ''] = pieces
  const header = first.split('\n', 1)[0]?.replace(/"[^"]*"/g, '') ?? ''
  const [best] = [',', ';', '\t']
    .map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
    .sort((a, b) => b.count - a.count)
  return best?.delimiter ?? ','
}

function countLineFeeds(text: string): number {
  let count = 0
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++
  return count
}
