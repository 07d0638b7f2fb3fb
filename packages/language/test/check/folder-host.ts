import { readRepositoryFile } from '@gradus/testing'
import type { DataColumn, DataDescription, ModelHost } from '../../src/host.ts'

/** A host that answers from files beside a model, given by their names. */
export function memoryHost(files: Readonly<Record<string, string>>): ModelHost {
  return {
    readText: (path) => files[path],
    listFiles: () => Object.keys(files),
    describeData: (path) => describe(files[path]),
  }
}

/** A host that answers from a folder of the repository. */
export function folderHost(folder: string, names: readonly string[]): ModelHost {
  const entries = names.map((name) => [name, readRepositoryFile(`${folder}/${name}`)] as const)
  return memoryHost(Object.fromEntries(entries))
}

// Plain CSV is all that these tests read: no quotes, no missing cells.
function describe(text: string | undefined): DataDescription {
  if (text === undefined) return { kind: 'missing' }
  const [header = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  const columns = header.map((name, index) => {
    return describeColumn(
      name,
      rows.map((row) => row[index] ?? ''),
    )
  })
  return { kind: 'table', rows: rows.length, columns }
}

function describeColumn(name: string, cells: readonly string[]): DataColumn {
  const distinct = [...new Set(cells)]
  const numbers = cells.map(Number)
  if (numbers.some(Number.isNaN)) {
    return { name, kind: 'text', labels: distinct, distinct: distinct.length }
  }
  const [minimum, maximum] = [Math.min(...numbers), Math.max(...numbers)]
  return { name, kind: 'number', distinct: distinct.length, minimum, maximum }
}
