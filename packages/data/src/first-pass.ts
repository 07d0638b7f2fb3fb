import type { Diagnostic, Source } from '@gradus/diagnostics'
import { isBlank, readBatches } from './batches.ts'
import { NumberCollector } from './columns.ts'
import { raggedRow, unpairedQuote } from './problems.ts'
import type { Reader } from './reader.ts'
import { type RowBatch, sourceOfRow } from './rows.ts'

/** What the first pass found: every column as if it were one of numbers. */
export interface FirstPass {
  readonly rows: number
  readonly collectors: readonly NumberCollector[]
  /** What keeps the rows from forming a table. */
  readonly problems: readonly Diagnostic[]
}

interface Ragged {
  readonly source: Source
  readonly row: number
  readonly found: number
  count: number
}

/** Reads every cell as a number, and checks that the rows form a table of `width` columns. */
export function readNumbers(reader: Reader, width: number): FirstPass {
  const collectors = Array.from({ length: width }, () => new NumberCollector())
  const problems: Diagnostic[] = []
  let ragged: Ragged | undefined
  let rows = 0
  for (const batch of readBatches(reader)) {
    const end = batch.unpaired?.index ?? batch.rows.length
    for (let index = batch.from; index < end; index++) {
      const cells = batch.rows[index]!
      if (isBlank(cells)) continue
      rows++
      if (cells.length === width) {
        for (let i = 0; i < width; i++) collectors[i]!.add(cells[i]!, rows, index)
      } else {
        const found = cells.length
        ragged ??= { source: sourceOfRow(batch, index, reader), row: rows, found, count: 0 }
        ragged.count++
      }
    }
    locateBadCells(collectors, batch, reader)
    const unpaired = unpairedQuote(batch, rows + 1, reader)
    if (unpaired) {
      problems.push(unpaired)
      break
    }
  }
  if (ragged) {
    const { source, row, found, count } = ragged
    problems.unshift(raggedRow(source, { row, found, expected: width }, count))
  }
  return { rows, collectors, problems }
}

/** Finds the lines of the first bad cells while their batch is at hand. */
function locateBadCells(
  collectors: readonly NumberCollector[],
  batch: RowBatch,
  reader: Reader,
): void {
  const sources = new Map<number, Source>()
  for (const { firstBad, firstText } of collectors) {
    for (const bad of [firstBad, firstText]) {
      if (!bad || bad.source) continue
      const source = sources.get(bad.index) ?? sourceOfRow(batch, bad.index, reader)
      sources.set(bad.index, source)
      bad.source = source
    }
  }
}
