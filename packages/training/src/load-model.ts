import { describeTable, readCsv, type Table } from '@gradus/data'
import { type Diagnostic, Source } from '@gradus/diagnostics'
import { OriginBuilder } from '@gradus/graph'
import {
  type CheckedModel,
  checkSource,
  type DataDescription,
  type LoweredModel,
  lowerModel,
  type ModelHost,
} from '@gradus/language'
import { bringAll } from '@gradus/ops'
import { bringAllEmitters } from '@gradus/runtime'
import { hashBytes } from './hash.ts'
import type { TrainingHost } from './host.ts'

export interface LoadOptions {
  /** The name that the text is reported under, and that paths are relative to. */
  readonly file?: string
  readonly host?: TrainingHost
  /** Other sizes of dims, starts of parameters, numbers, and names of functions. */
  readonly set?: ReadonlyMap<string, number | string>
  /** Other files in the place of data files, by the path in the text. */
  readonly data?: ReadonlyMap<string, string>
}

/** A `.gd` model as far as it can be known before it runs. */
export interface Model {
  readonly source: Source
  readonly diagnostics: readonly Diagnostic[]
  /** Absent when there are errors. */
  readonly checked: CheckedModel | undefined
  /** The tables that data was bound to, by path. */
  readonly tables: ReadonlyMap<string, Table>
  /** What took the place of values in the text. */
  readonly set: ReadonlyMap<string, number | string>
  /** Digests of the data files, by path. */
  readonly dataHashes: ReadonlyMap<string, string>
}

/** A model without errors. */
export type CheckedTrainingModel = Model & { readonly checked: CheckedModel }

/** Checks a model and reads the data that it names. */
export function loadModel(text: string | Source, options: LoadOptions = {}): Model {
  const { file = 'model.gd', host, set = new Map(), data = new Map() } = options
  bringAll()
  bringAllEmitters()
  const source = typeof text === 'string' ? new Source(file, text) : text
  const tables = new Map<string, Table>()
  const dataHashes = new Map<string, string>()
  const modelHost = host ? openHost(host, data, tables, dataHashes) : undefined
  const overrides = Object.fromEntries(set)
  const result = checkSource(source, { file, overrides, ...(modelHost && { host: modelHost }) })
  return {
    source,
    diagnostics: result.diagnostics,
    checked: result.model,
    tables,
    set,
    dataHashes,
  }
}

/** Answers what the checker asks: schemas come from tables that are read once and kept. */
function openHost(
  host: TrainingHost,
  data: ReadonlyMap<string, string>,
  tables: Map<string, Table>,
  hashes: Map<string, string>,
): ModelHost {
  const described = new Map<string, DataDescription>()
  const describe = (path: string): DataDescription => {
    const file = data.get(path) ?? path
    const bytes = host.readBytes(file)
    if (!bytes) return { kind: 'missing' }
    const { table, diagnostics } = readCsv(bytes, { file })
    if (!table) return { kind: 'unreadable', diagnostics }
    tables.set(path, table)
    hashes.set(path, hashBytes(bytes))
    return describeTable(table)
  }
  return {
    readText: (path) => host.readText(path),
    listFiles: (path) => host.listFiles?.(path) ?? [],
    describeData: (path) => {
      const known = described.get(path) ?? describe(path)
      described.set(path, known)
      return known
    },
  }
}

/** The model over everything it knows before data is split: for settings and sizes. */
export function lowerStatically({ checked }: CheckedTrainingModel): LoweredModel {
  return lowerModel(checked, new OriginBuilder())
}
