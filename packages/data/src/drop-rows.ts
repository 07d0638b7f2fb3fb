import { isMissing } from './cell.ts'
import { TextCollector } from './columns.ts'
import type { Column, Table } from './table.ts'

/** The table without the rows that lack a value in any column. */
export function dropMissingRows(table: Table): Table {
  const isKept = new Uint8Array(table.rows).fill(1)
  for (const column of table.columns) markMissing(column, isKept)
  const rows = isKept.reduce((count, kept) => count + kept, 0)
  if (rows === table.rows) return table
  const kept = (_: number, row: number) => isKept[row] === 1
  return { ...table, rows, columns: table.columns.map((column) => keepRows(column, kept)) }
}

function markMissing(column: Column, isKept: Uint8Array): void {
  if (column.kind === 'number') {
    for (const [row, value] of column.values.entries()) if (Number.isNaN(value)) isKept[row] = 0
    return
  }
  const missing = column.labels.map(isMissing)
  for (const [row, code] of column.codes.entries()) if (missing[code]) isKept[row] = 0
}

function keepRows(column: Column, kept: (value: number, row: number) => boolean): Column {
  if (column.kind === 'number') return { ...column, values: column.values.filter(kept) }
  // Labels are coded anew, so that none stays that no row has.
  const texts = new TextCollector()
  for (const code of column.codes.filter(kept)) texts.add(column.labels[code]!)
  return { ...column, codes: texts.codes(), labels: texts.labels }
}
