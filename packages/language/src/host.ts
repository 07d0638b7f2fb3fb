import type { Code } from '@gradus/diagnostics'

/** What the language asks of the world: texts to import and the schema of data files. */
export interface ModelHost {
  /** The text of a `.gd` file, by the path as resolved against the importing file; undefined if absent. */
  readText(path: string): string | undefined
  /** The columns of a data file, without reading it whole where that can be avoided. */
  describeData(path: string): DataDescription
  /** Names of files near a path, for "did you mean". */
  listFiles?(path: string): readonly string[]
}

export type DataDescription =
  | { readonly kind: 'table'; readonly rows: number; readonly columns: readonly DataColumn[] }
  /** `values` fill the message of the code. */
  | {
      readonly kind: 'problem'
      readonly code: DataProblemCode
      readonly values: Readonly<Record<string, string | number>>
      readonly notes?: readonly string[]
      readonly help?: string
    }

/** The codes of the catalogue that describe a file which cannot be read as a table. */
export type DataProblemCode = Extract<
  Code,
  'E0401' | 'E0410' | 'E0411' | 'E0412' | 'E0413' | 'E0414' | 'E0415' | 'E0416'
>

export interface DataColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
  /** Distinct texts in order of first appearance, for text columns (at most 1000 kept). */
  readonly labels?: readonly string[]
  /** How many distinct values there are. */
  readonly distinct?: number
  readonly minimum?: number
  readonly maximum?: number
  /** The first cell that is not a number in a column that is mostly numbers. */
  readonly firstBad?: { readonly row: number; readonly text: string; readonly count: number }
}
