import { type Diagnostic, diagnostic, Source } from '@gradus/diagnostics'
import { readBatches } from './batches.ts'
import { emptyTable, unpairedQuote } from './problems.ts'
import type { Reader } from './reader.ts'
import { sourceOfRow, spanOfCell } from './rows.ts'

/** The names of the columns, and the line on which they stand. */
export interface Header {
  readonly names: readonly string[]
  readonly source: Source
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the first row that is not blank; names lose the spaces around them. */
export function readHeader(reader: Reader): Header {
  const [batch] = readBatches(reader)
  if (!batch) {
    const source = new Source(reader.file, '')
    return { names: [], source, diagnostics: [emptyTable(source)] }
  }
  const index = batch.from - 1
  const source = sourceOfRow(batch, index, reader)
  const unpaired = unpairedQuote(batch, 'of names', reader)
  if (unpaired && batch.unpaired?.index === index) {
    return { names: [], source, diagnostics: [unpaired] }
  }
  const names = batch.rows[index]!.map((name) => name.trim())
  return { names, source, diagnostics: checkNames(names, source, reader) }
}

const mostColumns = 100_000
const mostReported = 8

function checkNames(names: readonly string[], source: Source, { delimiter }: Reader): Diagnostic[] {
  if (names.length > mostColumns) {
    // A file without line breaks; its cells are not worth being named one by one.
    const problem = `its first row has ${names.length} cells`
    return [diagnostic('E0416', source, { start: 0, end: 0 }, { file: source.file, problem })]
  }
  const diagnostics: Diagnostic[] = []
  const spanAt = (column: number) => spanOfCell(source.text, column, delimiter)
  const firsts = new Map<string, number>()
  for (const [i, name] of names.entries()) {
    const first = firsts.get(name)
    if (name === '') {
      diagnostics.push(diagnostic('E0414', source, spanAt(i), { number: i + 1 }))
    } else if (first !== undefined) {
      const secondary = [{ span: spanAt(first), text: 'first here' }]
      const details = { label: 'and again', secondary }
      diagnostics.push(diagnostic('E0413', source, spanAt(i), { column: name }, details))
    } else {
      firsts.set(name, i)
    }
    if (diagnostics.length === mostReported) break
  }
  return diagnostics
}
