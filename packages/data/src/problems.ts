import { type Diagnostic, diagnostic, Source } from '@gradus/diagnostics'
import type { FirstBad } from './columns.ts'
import { foreignKind } from './file-kind.ts'
import type { Reader } from './reader.ts'
import { type RowBatch, sourceOfRow, spanOfCell } from './rows.ts'
import { findUndecodable, lineAround, type UndecodableByte } from './text.ts'

/** What keeps a file from being read as text at all. */
export function findForeign(source: string | Uint8Array, file: string): Diagnostic | undefined {
  const kind = foreignKind(source)
  if (kind !== undefined) {
    const help = 'I read tables from CSV files; every spreadsheet can save as CSV'
    return diagnostic('E0410', new Source(file, ''), { start: 0, end: 0 }, { type: kind }, { help })
  }
  const undecodable = findUndecodable(source)
  return undecodable && undecodableText(source, file, undecodable)
}

function undecodableText(
  source: string | Uint8Array,
  file: string,
  { byte, offset }: UndecodableByte,
): Diagnostic {
  const { text, line, at } = lineAround(source, offset)
  const excerpt = new Source(file, text, { line })
  const hex = `0x${byte.toString(16).padStart(2, '0')}`
  const utf16 = byte === 0 || (offset < 2 && byte >= 0xfe)
  const notes = utf16 ? ['it looks like UTF-16, which spreadsheets call Unicode text'] : []
  const span = { start: at, end: at + 1 }
  return diagnostic('E0002', excerpt, span, { byte: hex, offset }, { notes })
}

/** E0412, at the end of the line that holds the names, if there is one. */
export function emptyTable(header: Source): Diagnostic {
  const end = header.text.length
  const label = end === 0 ? {} : { label: 'nothing below the names of the columns' }
  return diagnostic('E0412', header, { start: end, end }, { file: header.file }, label)
}

/** E0415, where a quotation mark of the batch has no partner. */
export function unpairedQuote(
  batch: RowBatch,
  row: number | string,
  reader: Reader,
): Diagnostic | undefined {
  if (!batch.unpaired) return undefined
  const source = sourceOfRow(batch, batch.unpaired.index, reader)
  const start = batch.offset + batch.unpaired.at - source.firstOffset
  const help = 'inside such a cell, write `""` for a quotation mark'
  return diagnostic('E0415', source, { start, end: start + 1 }, { row }, { help })
}

/** E0411 for a row, with the number of rows that are like it. */
export function raggedRow(
  source: Source,
  values: { readonly row: number; readonly found: number; readonly expected: number },
  count: number,
): Diagnostic {
  const notes = count > 1 ? [`${count} rows do not have ${values.expected} cells`] : []
  return diagnostic('E0411', source, { start: 0, end: source.text.length }, values, { notes })
}

/** E0404 for the first of `count` cells that hold no number. */
export function badCell(
  { row, text, source }: FirstBad,
  { name, index, count }: { readonly name: string; readonly index: number; readonly count: number },
  { file, delimiter }: Reader,
): Diagnostic {
  const excerpt = source ?? new Source(file, '')
  const span = spanOfCell(excerpt.text, index, delimiter)
  const notes = count > 1 ? [`${count} cells of this column hold no number`] : []
  return diagnostic('E0404', excerpt, span, { row, column: name, text }, { notes })
}
