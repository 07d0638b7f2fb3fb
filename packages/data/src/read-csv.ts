import type { Diagnostic } from '@gradus/diagnostics'
import { isBlank, readBatches } from './batches.ts'
import { type NumberCollector, TextCollector } from './columns.ts'
import { dropMissingRows } from './drop-rows.ts'
import { readNumbers } from './first-pass.ts'
import { readHeader } from './header.ts'
import { badCell, emptyTable, findForeign } from './problems.ts'
import type { Reader } from './reader.ts'
import { findDelimiter } from './rows.ts'
import type { BadCell, Column, Table } from './table.ts'
import { textPieces } from './text.ts'

export interface CsvOptions {
  /** The name that diagnostics give the file. */
  readonly file?: string
  /** What a missing value does: it is an error (E0404), or its row is left out. */
  readonly missing?: 'error' | 'drop'
}

/** What reading a CSV file gave. */
export interface CsvResult {
  /** Absent when the rows do not form a table. */
  readonly table?: Table
  /** Problems of the whole file, or the first bad cells of at most eight columns. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a CSV file whose first row names the columns: RFC 4180, with a comma, a semicolon or
 * a tab between cells.
 *
 * A column is one of numbers when most of its cells are, missing ones aside; the others are
 * then bad (E0404), and a caller that uses only some columns asks those for their bad cells.
 * Blank lines are skipped. Takes 8 bytes a number and 4 a text beside the source. A file with
 * columns of texts is read twice, because only its end tells which columns those are.
 */
export function readCsv(source: string | Uint8Array, options: CsvOptions = {}): CsvResult {
  const { file = 'data.csv', missing = 'error' } = options
  const foreign = findForeign(source, file)
  if (foreign) return { diagnostics: [foreign] }
  const reader: Reader = { source, file, delimiter: findDelimiter(textPieces(source)) }
  const header = readHeader(reader)
  if (header.diagnostics.length > 0) return { diagnostics: header.diagnostics }
  const { rows, collectors, problems } = readNumbers(reader, header.names.length)
  if (problems.length > 0) return { diagnostics: problems }
  if (rows === 0) return { diagnostics: [emptyTable(header.source)] }
  const texts = readTexts(reader, collectors)
  const columns = header.names.map((name, index): Column => {
    const text = texts.get(index)
    if (text) return { kind: 'text', name, codes: text.codes(), labels: text.labels }
    const collector = collectors[index]!
    const bad = findBad(collector, { name, index, missing }, reader)
    return { kind: 'number', name, values: collector.values(), ...(bad ? { bad } : {}) }
  })
  return resultOf({ file, rows, columns }, missing)
}

/** The second pass: codes the columns that are not of numbers, by their index. */
function readTexts(
  reader: Reader,
  collectors: readonly NumberCollector[],
): Map<number, TextCollector> {
  const texts = new Map<number, TextCollector>()
  for (const [index, { isNumeric }] of collectors.entries()) {
    if (!isNumeric) texts.set(index, new TextCollector())
  }
  if (texts.size === 0) return texts
  for (const { rows, from } of readBatches(reader)) {
    for (const [i, row] of rows.entries()) {
      if (i < from || isBlank(row)) continue
      for (const [index, collector] of texts) collector.add(row[index]!)
    }
  }
  return texts
}

function findBad(
  collector: NumberCollector,
  column: { readonly name: string; readonly index: number; readonly missing: 'error' | 'drop' },
  reader: Reader,
): BadCell | undefined {
  const drops = column.missing === 'drop'
  const first = drops ? collector.firstText : collector.firstBad
  if (!first) return undefined
  const count = collector.texts + (drops ? 0 : collector.missing)
  const diagnostic = badCell(first, { ...column, count }, reader)
  return { row: first.row, text: first.text, count, diagnostic }
}

function resultOf(table: Table, missing: 'error' | 'drop'): CsvResult {
  const diagnostics = table.columns.flatMap((column) =>
    column.kind === 'number' && column.bad ? [column.bad.diagnostic] : [],
  )
  return {
    table: missing === 'drop' ? dropMissingRows(table) : table,
    diagnostics: diagnostics.slice(0, mostReported),
  }
}

const mostReported = 8
