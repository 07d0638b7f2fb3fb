import type { Reader } from './reader.ts'
import { type RowBatch, readRows } from './rows.ts'
import { textPieces } from './text.ts'

/** Rows that were read together; those before `from` are the header and blank lines above it. */
export interface DataBatch extends RowBatch {
  readonly from: number
}

/** All batches of a file. */
export function* readBatches({ source, delimiter }: Reader): Generator<DataBatch> {
  let headerIsAbove = false
  for (const batch of readRows(textPieces(source), delimiter)) {
    const header = headerIsAbove ? -1 : batch.rows.findIndex((row) => !isBlank(row))
    if (!headerIsAbove && header < 0) continue
    headerIsAbove = true
    yield { ...batch, from: header + 1 }
  }
}

/** Whether a row is a blank line. */
export function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0]!.trim() === ''
}
